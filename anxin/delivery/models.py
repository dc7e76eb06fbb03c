"""Rows of delivery."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from anxin.delivery import terms
from anxin.kernel.marks import privacy
from anxin.kernel.paths import PathField
from anxin.kernel.rows import Ref, Tenant


class Wave(Tenant):
    """One round's goods going out in one compound."""

    round_id: int
    round = Ref("supply.Round", related_name="waves")
    compound_id: int
    compound = Ref("places.Compound")
    state = models.CharField(
        max_length=10, choices=[(s, s) for s in terms.WaveState], default=terms.WaveState.DRAFT
    )
    starts_at = models.DateTimeField()
    settings = models.JSONField(default=dict)  # carriers, suited, cart boxes, slot minutes as used
    stops_total = models.IntegerField(default=0)  # counters kept by the actions
    stops_done = models.IntegerField(default=0)
    stops_held = models.IntegerField(default=0)
    run_id: int | None
    run = Ref("delivery.PlanRun", null=True, index=False)
    made_by = models.CharField(max_length=40)
    version = models.IntegerField(default=1)
    path = PathField()
    privacy = privacy(
        open="state starts_at settings stops_total stops_done stops_held made_by version path",
        keep="retention.order_days",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict_id", "round_id", "compound_id"],
                condition=~Q(state="cancelled"),
                name="delivery_wave_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(terms.WaveState)), name="delivery_wave_state_known"
            ),
        ]


class PlanRun(Tenant):
    """One planning: what it was given, with which seed, what came out, what the checker said. Applied once."""

    wave_id: int
    wave = Ref("delivery.Wave", on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=10, choices=[(s, s) for s in terms.RunState])
    snapshot = models.JSONField(default=dict)
    snapshot_hash = models.CharField(max_length=64)
    seed = models.BigIntegerField()
    iterations = models.IntegerField(default=0)
    solver = models.CharField(max_length=40, blank=True)
    plan = models.JSONField(default=dict)
    cost = models.JSONField(default=dict)  # block by block, never one number
    bound = models.JSONField(default=dict)
    violations = models.JSONField(default=list)
    attempts = models.IntegerField(default=0)
    asked_by = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=60, blank=True)  # code, when refused or failed
    path = PathField()
    privacy = privacy(
        open="state snapshot_hash seed iterations solver cost bound violations attempts asked_by asked_at finished_at why path",
        personal="plan",
        health="snapshot",  # says which homes are served apart
        keep="retention.order_days",
    )


class Trip(Tenant):
    """One cart load of one carrier: out from the supply point and back."""

    wave_id: int
    wave = Ref("delivery.Wave", on_delete=models.CASCADE, related_name="trips")
    number = models.IntegerField()
    carrier_no = models.IntegerField()  # who carries, as the plan numbers them
    carrier_id = models.BigIntegerField(null=True)  # the user who took that number
    suited = models.BooleanField(default=False)
    boxes = models.IntegerField()
    starts_s = models.IntegerField()  # seconds after the wave's start
    ends_s = models.IntegerField()
    path = PathField()
    privacy = privacy(
        open="number carrier_no suited boxes starts_s ends_s path",
        personal="carrier_id",
        keep="retention.order_days",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict_id", "wave_id", "number"], name="delivery_trip_no")
        ]


class PickupSlot(Tenant):
    """错峰: when one stair comes down."""

    wave_id: int
    wave = Ref("delivery.Wave", on_delete=models.CASCADE, related_name="slots")
    stair_id: int
    stair = Ref("places.Stair")
    number = models.IntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    path = PathField()
    privacy = privacy(open="number starts_at ends_at path", keep="retention.order_days")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict_id", "wave_id", "stair_id", "number"], name="delivery_slot_once"
            )
        ]


class Stop(Tenant):
    """One household's goods in one wave: where they are handed over, in which order, what became of them."""

    wave_id: int
    wave = Ref("delivery.Wave", on_delete=models.CASCADE, related_name="stops")
    order_id: int
    order = Ref("supply.Order")
    household_id: int
    household = Ref("households.Household")
    stair_id: int
    stair = Ref("places.Stair")
    mode = models.CharField(max_length=14, choices=[(m, m) for m in terms.Mode])
    trip_id: int | None
    trip = Ref("delivery.Trip", null=True)
    slot_id: int | None
    slot = Ref("delivery.PickupSlot", null=True)
    position = models.IntegerField(default=0)
    floor = models.IntegerField(default=1)
    boxes = models.IntegerField(default=1)
    state = models.CharField(
        max_length=10, choices=[(s, s) for s in terms.StopState], default=terms.StopState.DUE
    )
    why = models.JSONField(default=dict)  # the plan's reason: code and facts
    called_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)  # the household said so itself
    path = PathField()
    privacy = privacy(
        open="mode position floor boxes state called_at done_at confirmed_at path",
        health="why",  # the rule behind a mode may speak of the people at home
        keep="retention.order_days",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict_id", "wave_id", "household_id"], name="delivery_stop_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(terms.StopState)), name="delivery_stop_state_known"
            ),
        ]
        indexes = [models.Index(fields=["subdistrict_id", "wave_id", "state"], name="delivery_stop_state_ix")]


class Handover(Tenant):
    """What happened at the door, as the phone noted it. `key` was made on the phone: sent three times, one row."""

    stop_id: int
    stop = Ref("delivery.Stop", on_delete=models.CASCADE, related_name="handovers")
    key = models.CharField(max_length=64)
    outcome = models.CharField(max_length=12, choices=[(o, o) for o in terms.Outcome])
    at = models.DateTimeField()  # when it happened, by the phone
    received_at = models.DateTimeField()
    by = models.CharField(max_length=40)
    note = models.CharField(max_length=200, blank=True)
    photo = models.CharField(max_length=80, blank=True)
    path = PathField()
    privacy = privacy(
        open="key outcome at received_at by path", personal="note photo", keep="retention.order_days"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict_id", "key"], name="delivery_handover_once")
        ]


class Hold(Tenant):
    """留存: goods that could not be handed over, and when somebody tries again. Never lapses by itself."""

    stop_id: int
    stop = Ref("delivery.Stop", on_delete=models.CASCADE, related_name="holds")
    outcome = models.CharField(max_length=12, choices=[(o, o) for o in terms.Outcome])
    state = models.CharField(max_length=8, choices=[(s, s) for s in terms.HoldState])
    tries = models.IntegerField(default=1)
    next_try_at = models.DateTimeField()
    owner = models.CharField(max_length=40)  # who has it now
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_how = models.CharField(max_length=20, blank=True)  # delivered, collected, refunded, donated
    path = PathField()
    privacy = privacy(
        open="outcome state tries next_try_at owner opened_at closed_at closed_how path",
        keep="retention.order_days",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict_id", "stop_id"], condition=Q(state="open"), name="delivery_hold_one_open"
            )
        ]
        indexes = [
            models.Index(fields=["subdistrict_id", "state", "next_try_at"], name="delivery_hold_due_ix")
        ]
