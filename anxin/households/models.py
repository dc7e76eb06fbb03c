"""Rows of households: personal data begins here."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from anxin.households.terms import Flag, ImportState
from anxin.kernel.marks import privacy
from anxin.kernel.paths import PathField
from anxin.kernel.rows import Ref, Tenant
from anxin.kernel.secrets import SealedField


class Household(Tenant):
    """户: the people behind one flat door, one bill, one bag. Its path lies below its door's path."""

    door_id: int
    door = Ref("places.Door", related_name="households")
    stair_id: int
    stair = Ref("places.Stair")
    compound_id: int
    compound = Ref("places.Compound")
    ref = models.CharField(max_length=12)  # short code on labels and sheets
    head = models.CharField(max_length=40, blank=True)
    persons = models.IntegerField(default=1)
    phone = SealedField(blank=True, default="")
    phone_hash = models.CharField(max_length=40, blank=True)
    chat_name = models.CharField(max_length=60, blank=True)  # nickname in the group, the reader's last resort
    language = models.CharField(max_length=10, default="zh-hans")
    smartphone = models.BooleanField(default=True)
    delivery_note = models.CharField(max_length=200, blank=True)
    moved_out_at = models.DateTimeField(null=True)
    path = PathField()
    version = models.IntegerField(default=1)
    privacy = privacy(
        open="ref language path version moved_out_at",
        personal="head persons phone phone_hash chat_name smartphone delivery_note",
        keep="retention.household_days",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict_id", "ref"], name="households_household_ref"),
            models.UniqueConstraint(fields=["subdistrict_id", "path"], name="households_household_path"),
            models.UniqueConstraint(
                fields=["subdistrict_id", "door_id"],
                condition=Q(moved_out_at=None),
                name="households_one_per_door",
            ),
            models.CheckConstraint(condition=Q(persons__gte=0), name="households_persons_counted"),
        ]
        indexes = [models.Index(fields=["subdistrict_id", "phone_hash"], name="households_phone_ix")]


class Resident(Tenant):
    """A person of the household, as little as care needs."""

    household_id: int
    household = Ref("households.Household", on_delete=models.CASCADE, related_name="residents")
    name = models.CharField(max_length=40)
    born_year = models.IntegerField(null=True)
    phone = SealedField(blank=True, default="")
    left_at = models.DateTimeField(null=True)
    path = PathField()
    privacy = privacy(open="path left_at", personal="name born_year phone", keep="retention.household_days")


class CareFlag(Tenant):
    """Something about the household that changes what it is owed. Ended, not deleted."""

    household_id: int
    household = Ref("households.Household", on_delete=models.CASCADE, related_name="care_flags")
    kind = models.CharField(max_length=20, choices=[(f, f) for f in Flag])
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)
    said_by = models.CharField(max_length=40)
    path = PathField()
    privacy = privacy(open="since until said_by path", health="kind note", keep="retention.health_days")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict_id", "household_id", "kind"],
                condition=Q(until=None),
                name="households_flag_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=list(Flag)), name="households_flag_known"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="households_flag_in_order"
            ),
        ]


class Card(Tenant):
    """安心卡: the address that opens one household's page and nothing else. Can be turned off."""

    household_id: int
    household = Ref("households.Household", on_delete=models.CASCADE, related_name="cards")
    token = SealedField()  # kept sealed so that a lost card can be printed again
    token_hash = models.CharField(max_length=40)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=40)
    until = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    path = PathField()
    privacy = privacy(
        open="made_at made_by until revoked_at path",
        personal="token token_hash",
        keep="retention.household_days",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict_id", "token_hash"], name="households_card_token"),
            models.UniqueConstraint(
                fields=["subdistrict_id", "household_id"],
                condition=Q(revoked_at=None),
                name="households_one_card",
            ),
        ]


class RegisterImport(Tenant):
    """An uploaded register: dry run, decision, import. The file itself lies sealed outside the database."""

    by_user = models.BigIntegerField()
    filename = models.CharField(max_length=120)
    language = models.CharField(max_length=10, default="zh-hans")
    compound_id: int | None
    compound = Ref("places.Compound", null=True)  # of a sheet that names none
    state = models.CharField(
        max_length=12, choices=[(s, s) for s in ImportState], default=ImportState.UPLOADED
    )
    fault = models.JSONField(default=dict, blank=True)  # {"code", "facts"} of a file that cannot be read
    counts = models.JSONField(default=dict, blank=True)  # {"homes": {"new", "changed", "same", …}, …}
    faults = models.JSONField(default=list, blank=True)  # [[sheet, row, code, facts], …]
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    path = PathField()
    privacy = privacy(
        open="by_user language state fault counts total done made_at ended_at path",
        personal="filename faults",
        keep="retention.household_days",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(ImportState)), name="households_import_state_known"
            ),
            # Two registers written at once would race for the same doors.
            models.UniqueConstraint(
                fields=["subdistrict_id"], condition=Q(state="running"), name="households_import_one_runs"
            ),
        ]
