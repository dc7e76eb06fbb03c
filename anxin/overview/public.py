"""What a compound shows to everybody: rounds, prices, times, the rule of its zone, the ledger. No actor, no household.

Nothing here reads a row of a person: orders appear as counters, pick-up times by stair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from anxin import rulebook
from anxin.delivery.models import PickupSlot
from anxin.delivery.queries import stops
from anxin.delivery.terms import WaveState
from anxin.kernel import clock
from anxin.kernel.errors import NotYours
from anxin.places import queries as places
from anxin.places.models import Compound
from anxin.places.rules import stair_name
from anxin.supply.models import Round, RoundSite
from anxin.supply.queries import ledger, rounds
from anxin.supply.queries.rounds import CardRow
from anxin.supply.terms import RoundState

UNDER_WAY = (RoundState.OPEN, RoundState.CLOSED, RoundState.BOUGHT, RoundState.ARRIVED, RoundState.SHARED)
COMING = {RoundState.CLOSED, RoundState.BOUGHT}
LEDGER_LINES = 20
MOST_ROUNDS = 6
SLOTS_SHOWN_FOR = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Card:
    """A round's price card without a person: the organiser is told to the round's own households only."""

    ref: str
    title: str
    state: str
    rows: tuple[CardRow, ...]
    delivery_fen: int
    closes_at: datetime
    arrives_at: datetime
    note: str
    late: bool  # it should have come and has not

    @property
    def open(self) -> bool:
        return self.state == RoundState.OPEN


@dataclass(frozen=True, slots=True)
class Window:
    """When a stair comes down for its goods."""

    stair: str
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class ZoneShown:
    """The zone as what applies here: where goods arrive, whether people go out; since when, reviewed when."""

    zone: str
    goods: str
    leave_flat: str
    leave_compound: str
    since: datetime | None
    review_at: datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """The public page of a compound."""

    code: str
    ref: str
    name: str
    area: str
    zone: ZoneShown
    cards: tuple[Card, ...]
    windows: tuple[Window, ...]
    progress: tuple[stops.PublicProgress, ...]
    ledger: tuple[ledger.PublicLine, ...]

    @property
    def late(self) -> tuple[Card, ...]:
        return tuple(card for card in self.cards if card.late)


def board(code: str, ref: str, language: str = "zh-hans") -> Board:
    """By the address that hangs at the gate. Refuses as not there."""
    compound = places.compound_by_ref(ref, code)
    area = places.subdistrict(compound.subdistrict_id)
    found = list(rounds.by_compound(compound)[:MOST_ROUNDS])
    found.sort(key=lambda row: row.state != RoundState.OPEN)
    return Board(
        code=area.code, ref=compound.ref, name=compound.name, area=area.name, zone=_zone(compound),
        cards=tuple(_card(row, language) for row in found), windows=_windows(compound, language),
        progress=tuple(stops.public_progress(compound.subdistrict_id, compound.id)),
        ledger=tuple(ledger.public(compound, language, LEDGER_LINES)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoundShown:
    """The page behind a round's link: its card and the compounds it is for, with the addresses of their boards."""

    code: str
    area: str
    card: Card
    compounds: tuple[tuple[str, str], ...]  # (name, ref)


def round_shown(code: str, ref: str, language: str = "zh-hans") -> RoundShown:
    """By the link in the chat group. A draft or a cancelled round is not there."""
    area = places.subdistrict_by_code(code)
    row = None
    if area is not None:
        shown = (*UNDER_WAY, RoundState.SETTLED)
        row = Round.objects.filter(subdistrict_id=area.pk, ref=ref, state__in=shown).first()
    if area is None or row is None:
        raise NotYours("round")
    sites = RoundSite.objects.filter(subdistrict_id=area.pk, round_id=row.id).order_by("path")
    names = tuple(sites.values_list("compound__name", "compound__ref"))
    return RoundShown(area.code, area.name, _card(row, language), names)


def _card(row: Round, language: str) -> Card:
    its = rounds.price_card(row, language=language)
    return Card(
        ref=row.ref, title=row.title, state=row.state, rows=its.rows, delivery_fen=its.delivery_fen,
        closes_at=its.closes_at, arrives_at=its.arrives_at, note=its.note,
        late=row.state in COMING and row.arrives_at < clock.now(),
    )  # fmt: skip


def _zone(compound: Compound) -> ZoneShown:
    """What the rule set says of this zone for a home without special needs: one's own page says the rest."""
    rules = places.rule_set(compound.subdistrict_id)
    period = places.zone_period(compound.subdistrict_id, compound.id)
    zone = compound.zone
    return ZoneShown(
        zone=zone,
        goods=rulebook.delivery_mode(rules, zone=zone, home_observed=False, cannot_come_down=False).value,
        leave_flat=rulebook.may_leave(rules, what="flat", zone=zone, home_observed=False).value,
        leave_compound=rulebook.may_leave(rules, what="compound", zone=zone, home_observed=False).value,
        since=period.since if period else None, review_at=period.review_at if period else None,
    )  # fmt: skip


def _windows(compound: Compound, language: str) -> tuple[Window, ...]:
    """Pick-up times of published waves, stair by stair, from now on; one line per stair."""
    now = clock.now()
    rows = PickupSlot.objects.filter(
        subdistrict_id=compound.subdistrict_id, wave__compound_id=compound.id, wave__state=WaveState.PUBLISHED,
        ends_at__gte=now, starts_at__lte=now + SLOTS_SHOWN_FOR,
    )  # fmt: skip
    by_stair: dict[tuple[int, int], list[PickupSlot]] = defaultdict(list)
    for row in rows.select_related("stair__building").order_by("starts_at", "stair__path"):
        by_stair[row.wave_id, row.stair_id].append(row)
    return tuple(dict.fromkeys(_window(slots, language) for slots in by_stair.values()))


def _window(slots: Sequence[PickupSlot], language: str) -> Window:
    stair = slots[0].stair
    name = stair_name(stair.building.label, stair.label, language)
    return Window(name, min(s.starts_at for s in slots), max(s.ends_at for s in slots))
