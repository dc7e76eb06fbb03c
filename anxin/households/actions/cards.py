"""Household cards (安心卡): the address that opens one home's page. Random, revocable, one per home."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.queries import need
from anxin.access.terms import Permission
from anxin.households import queries
from anxin.households.models import Card, Household
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.kernel.ids import new_token
from anxin.kernel.secrets import keyed_hash
from anxin.places import queries as places

CHUNK = 500


@transaction.atomic
def issue(*, by: Actor, household_id: int) -> Card:
    """Refuses `card.already` while one is live and `household.moved_out` for a home that left."""
    row = _home(by, household_id)
    try:
        with transaction.atomic():
            card = _new(by, row)
            card.save(force_insert=True)
    except IntegrityError as error:
        raise Refusal("card.already") from error
    record(
        "card.issued", by=by, subdistrict_id=row.subdistrict_id, about=f"household:{row.id}", path=row.path
    )
    return card


@transaction.atomic
def revoke(*, by: Actor, household_id: int) -> None:
    """From this moment the printed address opens nothing. Refuses `card.none`."""
    row = queries.household(by, household_id)
    need(by, Permission.CARD_ISSUE, row.path)
    live = Card.objects.filter(subdistrict_id=row.subdistrict_id, household_id=row.id, revoked_at=None)
    if not live.update(revoked_at=clock.now()):
        raise Refusal("card.none")
    record(
        "card.revoked", by=by, subdistrict_id=row.subdistrict_id, about=f"household:{row.id}", path=row.path
    )


@transaction.atomic
def reissue(*, by: Actor, household_id: int) -> Card:
    """A lost card: the old address dies, a new one begins."""
    row = _home(by, household_id)
    Card.objects.filter(subdistrict_id=row.subdistrict_id, household_id=row.id, revoked_at=None).update(
        revoked_at=clock.now()
    )
    return issue(by=by, household_id=household_id)


def issue_all(*, by: Actor, compound_id: int) -> int:
    """Cards for every home of the compound that has none; in short transactions. Returns how many were made."""
    home = places.compound(by, compound_id)
    need(by, Permission.CARD_ISSUE, home.path)
    made = 0
    while chunk := _without_card(by, home.subdistrict_id, home.id):
        with transaction.atomic():
            # Two people press at once: the constraint keeps one card per home, the rest fall through.
            Card.objects.bulk_create([_new(by, row) for row in chunk], ignore_conflicts=True)
            record(
                "card.issued_many", by=by, subdistrict_id=home.subdistrict_id, about=f"compound:{home.id}",
                path=home.path, count=len(chunk),
            )  # fmt: skip
        made += len(chunk)
    return made


def _without_card(by: Actor, subdistrict_id: int, compound_id: int) -> list[Household]:
    live = Card.objects.filter(subdistrict_id=subdistrict_id, revoked_at=None).values("household_id")
    rows = queries.households(by, to=Permission.CARD_ISSUE)
    return list(rows.filter(compound_id=compound_id).exclude(id__in=live).order_by("id")[:CHUNK])


def _home(by: Actor, household_id: int) -> Household:
    row = queries.household(by, household_id)
    need(by, Permission.CARD_ISSUE, row.path)
    if row.moved_out_at is not None:
        raise Refusal("household.moved_out")
    return row


def _new(by: Actor, row: Household) -> Card:
    token = new_token()
    return Card(
        subdistrict_id=row.subdistrict_id, household_id=row.id, token=token, token_hash=keyed_hash(token),
        made_by=by.label, path=row.path,
    )  # fmt: skip
