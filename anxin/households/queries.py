"""Reads of households. Personal data begins here: the actor first, and opening a page of one home is written down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from anxin.access.actor import Actor, Door, Held
from anxin.access.book import note_read
from anxin.access.queries import scope
from anxin.access.terms import Permission, Role
from anxin.households.models import Card, CareFlag, Household, RegisterImport
from anxin.households.rules import NO_NEEDS, Needs, needs_of
from anxin.kernel import clock
from anxin.kernel.errors import NotYours
from anxin.kernel.ids import read_ref
from anxin.kernel.secrets import keyed_hash, plain_phone
from anxin.places import queries as places
from anxin.places.rules import plain_room, read_door

SEE = Permission.HOUSEHOLD_SEE
WALK = (
    "compound_id",
    "stair__building__order",
    "stair__building__label",
    "stair__order",
    "stair__label",
    "door__floor",
    "door__room",
)
"""Walking order: `rows.order_by(*WALK)`."""


# --- homes


def households(actor: Actor, to: Permission = SEE, *, moved_out: bool = False) -> QuerySet[Household]:
    """Homes in the actor's areas, each with door, stair, building and compound; in no order (see WALK)."""
    rows = Household.objects.filter(scope(actor, to), moved_out_at__isnull=not moved_out)
    return rows.select_related("door", "stair__building", "compound")


def household(actor: Actor, household_id: int, to: Permission = SEE) -> Household:
    """One home, also one that moved out. The door that shows it calls `opened`."""
    rows = Household.objects.filter(scope(actor, to), id=household_id)
    row = rows.select_related("door", "stair__building", "compound").first()
    if row is None:
        raise NotYours("household")
    return row


def household_by_ref(actor: Actor, ref: str, to: Permission = SEE) -> Household:
    """By the short code on a label, as typed."""
    read = read_ref(ref)
    row = households(actor, to).filter(ref=read).first() if read else None
    if row is None:
        raise NotYours("household")
    return row


def search(actor: Actor, text: str, to: Permission = SEE) -> QuerySet[Household]:
    """By door ("3-2-501", "501"), short code, telephone number (keyed hash) or the head's name."""
    rows, text = households(actor, to), text.strip()
    if not text:
        return rows
    found = Q(head__icontains=text) | Q(chat_name__icontains=text)
    if ref := read_ref(text):
        found |= Q(ref=ref)
    digits = plain_phone(text)
    if len(digits) >= 7:
        found |= Q(phone_hash=keyed_hash(digits))
    if door := read_door(text):
        building, stair, room = door
        at = Q(stair__building__label=building, door__room=room)
        found |= at & Q(stair__label=stair) if stair else at
    elif room := plain_room(text):
        found |= Q(door__room=room)
    return rows.filter(found)


def phone_of(actor: Actor, household_id: int, why: str) -> str:
    """The whole number, for whoever may see the home; every look is written down with its reason."""
    row = household(actor, household_id)
    opened(actor, row, why)
    return str(row.phone)


def opened(actor: Actor, row: Household, why: str) -> None:
    """Say that this home's page was opened. For doors, beside the reads above."""
    note_read(
        by=actor, subdistrict_id=row.subdistrict_id, about=f"household:{row.id}", why=why, path=row.path
    )


# --- the register of a compound, for reading chats


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One home as the chat reader binds it: door parts as labels, and the nickname in the group."""

    household_id: int
    building: str
    building_aliases: tuple[str, ...]
    stair: str
    room: str
    floor: int
    chat_name: str


def register_rows(actor: Actor, compound_id: int, to: Permission = SEE) -> list[RegisterRow]:
    """Homes of one compound in walking order, those in the actor's area. One query, no telephone number."""
    rows = Household.objects.filter(scope(actor, to), compound_id=compound_id, moved_out_at=None)
    read = rows.order_by(*WALK).values_list(
        "id", "stair__building__label", "stair__building__aliases", "stair__label", "door__room",
        "door__floor", "chat_name",
    )  # fmt: skip
    return [
        RegisterRow(key, building, tuple(aliases), stair, room, floor, chat_name)
        for key, building, aliases, stair, room, floor, chat_name in read
    ]


# --- what the home is owed


def delivery_needs(
    compound_id: int, at: datetime, household_ids: Iterable[int] | None = None
) -> dict[int, Needs]:
    """Needs of the homes of a compound that have any, at a moment; the others are NO_NEEDS (`needs.get(id, NO_NEEDS)`).

    For plans and sharing out: it serves no page. The reason stays here.
    """
    running = CareFlag.objects.filter(
        Q(until=None) | Q(until__gt=at), since__lte=at, household__compound_id=compound_id
    )
    if household_ids is not None:
        running = running.filter(household_id__in=list(household_ids))
    kinds: dict[int, set[str]] = defaultdict(set)
    for household_id, kind in running.values_list("household_id", "kind"):
        kinds[household_id].add(kind)
    return {household_id: needs_of(found) for household_id, found in kinds.items()}


def needs_at(household_id: int, at: datetime) -> Needs:
    """One home's needs, for the rule book only."""
    kinds = _running(at).filter(household_id=household_id).values_list("kind", flat=True)
    return needs_of(set(kinds)) if kinds else NO_NEEDS


def flags(actor: Actor, household_id: int) -> list[CareFlag]:
    """Running and ended flags, latest first; only for the care team (HEALTH_SEE), and each look is written down."""
    row = household(actor, household_id, to=Permission.HEALTH_SEE)
    opened(actor, row, "care_flags")
    found = CareFlag.objects.filter(subdistrict_id=row.subdistrict_id, household_id=row.id)
    return list(found.order_by(F("until").desc(nulls_first=True), "-since"))


def _running(at: datetime) -> QuerySet[CareFlag]:
    return CareFlag.objects.filter(Q(until=None) | Q(until__gt=at), since__lte=at)


# --- cards


def actor_of_card(
    area_code: str, token: str, *, door: Door = "web", request_id: str = "", language: str = ""
) -> tuple[Actor, Household] | None:
    """Who stands behind a card's address; None for a card that is unknown, turned off, over, or of a home moved out."""
    area = places.subdistrict_by_code(area_code)
    if area is None or not token:
        return None
    live = Q(until=None) | Q(until__gt=clock.now())
    card = Card.objects.filter(
        live, subdistrict_id=area.pk, token_hash=keyed_hash(token), revoked_at=None
    ).first()
    if card is None:
        return None
    row = (
        Household.objects.filter(subdistrict_id=area.pk, id=card.household_id, moved_out_at=None)
        .select_related("door", "stair__building", "compound")
        .first()
    )
    if row is None:
        return None
    actor = Actor(
        kind="card", id=row.id, door=door, held=(Held(Role.HOUSEHOLD, row.path),), request_id=request_id,
        language=language or row.language,
    )  # fmt: skip
    return actor, row


@dataclass(frozen=True, slots=True)
class CardToPrint:
    """`address` is the part after the site's address: "/h/FN-…/"."""

    household: Household
    address: str


def cards_to_print(
    actor: Actor, compound_id: int, household_ids: Iterable[int] | None = None
) -> list[CardToPrint]:
    """Live cards of a compound in walking order. Whoever prints them holds keys to homes: written down."""
    rows = Card.objects.filter(
        scope(actor, Permission.CARD_ISSUE), household__compound_id=compound_id, revoked_at=None,
        household__moved_out_at=None,
    )  # fmt: skip
    if household_ids is not None:
        rows = rows.filter(household_id__in=list(household_ids))
    related = ("household__door", "household__stair__building", "household__compound")
    found = list(rows.select_related(*related).order_by(*(f"household__{part}" for part in WALK)))
    if not found:
        return []
    code = places.subdistrict(found[0].subdistrict_id).code
    note_read(
        by=actor, subdistrict_id=found[0].subdistrict_id, about=f"compound:{compound_id}", why="cards.print",
        count=len(found), path=found[0].household.compound.path,
    )  # fmt: skip
    return [CardToPrint(card.household, card_address(code, card.token)) for card in found]


def card_of(actor: Actor, household_id: int) -> Card | None:
    """The live card of one home."""
    row = household(actor, household_id)
    return Card.objects.filter(
        subdistrict_id=row.subdistrict_id, household_id=row.id, revoked_at=None
    ).first()


def card_counts(actor: Actor, compound_id: int) -> list[dict[str, Any]]:
    """Homes and live cards per building, in walking order: [{"id", "label", "homes", "cards"}]."""
    rows = households(actor, Permission.CARD_ISSUE).filter(compound_id=compound_id)
    by = ("stair__building_id", "stair__building__label")
    counted = rows.values_list(*by).annotate(n=Count("id")).order_by("stair__building__order", *by)
    live = Card.objects.filter(
        scope(actor, Permission.CARD_ISSUE), household__compound_id=compound_id, revoked_at=None
    )
    cards = dict(live.values_list("household__stair__building_id").annotate(n=Count("id")).order_by())
    return [{"id": key, "label": label, "homes": n, "cards": cards.get(key, 0)} for key, label, n in counted]


def card_address(area_code: str, token: str) -> str:
    """What a card's QR says after the site's address."""
    return f"/h/{area_code}-{token}/"


def homes_behind(actor: Actor, compound_id: int) -> dict[int, int]:
    """{door id: household id} of one compound."""
    rows = Household.objects.filter(scope(actor, SEE), compound_id=compound_id, moved_out_at=None)
    return dict(rows.values_list("door_id", "id"))


# --- imports


def register_imports(actor: Actor) -> QuerySet[RegisterImport]:
    """Latest first, without the faults (they can be long)."""
    rows = RegisterImport.objects.filter(scope(actor, Permission.REGISTER_IMPORT))
    return rows.defer("faults").order_by("-id")


def register_import(actor: Actor, import_id: int) -> RegisterImport:
    row = register_imports(actor).filter(id=import_id).first()
    if row is None:
        raise NotYours("import")
    return row


def note_import_read(actor: Actor, row: RegisterImport) -> None:
    """Somebody fetched the rows of an uploaded register."""
    note_read(
        by=actor, subdistrict_id=row.subdistrict_id, about=f"import:{row.id}", why="register.faults",
        count=len(row.faults), path=row.path,
    )  # fmt: skip
