"""Decisions on plain values. Each says which rules gave it; none reads a clock or a row."""

from datetime import datetime, time, timedelta
from typing import Literal, cast

from anxin.rulebook.ruleset import Answer, Because, RuleSet
from anxin.rulebook.shape import ZONES

Mode = Literal["flat_door", "unit_entrance", "supply_point"]
Leave = Literal["no", "slot_only", "pass", "yes"]


def delivery_mode(rules: RuleSet, *, zone: str, home_observed: bool, cannot_come_down: bool) -> Answer[Mode]:
    """Where one household's goods arrive: by observed home, else by who cannot come down, else by zone."""
    path = f"{_column(zone, home_observed=home_observed)}.goods"
    reasons: tuple[Because, ...] = (rules.because(path),)
    if cannot_come_down and rules.text(path) != "flat_door":
        path = "zones.cannot_come_down.goods"
        reasons = (rules.because(path), *reasons)
    return Answer(cast(Mode, rules.text(path)), reasons)


def allocation_class(
    rules: RuleSet,
    *,
    zone: str,
    home_observed: bool,
    without_stock: bool = False,
    medical_diet: bool = False,
    elder_or_disabled: bool = False,
) -> Answer[int]:
    """The class (1 is served first, 6 last) in which a household takes part when goods are short."""
    _column(zone, home_observed=home_observed)
    if home_observed:
        name = "isolated_in_need" if without_stock or medical_diet else "isolated"
    elif zone == "sealed":
        name = "sealed_frail" if elder_or_disabled else "sealed"
    else:
        name = "controlled" if zone == "controlled" else "other"
    path = f"classes.{name}"
    return Answer(rules.number(path), (rules.because(path),))


def may_leave(
    rules: RuleSet, *, what: Literal["flat", "compound"], zone: str, home_observed: bool
) -> Answer[Leave]:
    """Whether people may leave: never, only for a called slot, with a pass, or freely."""
    path = f"{_column(zone, home_observed=home_observed)}.leave_{what}"
    return Answer(cast(Leave, rules.text(path)), (rules.because(path),))


def quiet(rules: RuleSet, *, at: time) -> Answer[bool]:
    """Whether nobody knocks, calls or rolls a cart at this local time: from `from` to before `until`."""
    begins, ends = rules.clock("quiet.from"), rules.clock("quiet.until")
    inside = begins <= at < ends if begins <= ends else at >= begins or at < ends
    return Answer(inside, (rules.because("quiet.from"), rules.because("quiet.until")))


def is_late(rules: RuleSet, *, arrived: datetime, now: datetime) -> Answer[bool]:
    """Whether goods have stood at a gate longer than the limit. Both times aware."""
    path = "gate.goods_limit_hours"
    limit = timedelta(hours=rules.number(path))
    return Answer(now - arrived > limit, (rules.because(path),))


def zone_review_due(rules: RuleSet, *, zone: str, since: datetime) -> Answer[datetime]:
    """When a zone that began (or had its last new case) at `since` is reviewed: whole days of 24 hours."""
    path = f"{_column(zone, home_observed=False)}.review_days"
    return Answer(since + timedelta(days=rules.number(path)), (rules.because(path),))


def count_shown(rules: RuleSet, *, count: int) -> Answer[str]:
    """A count of households as a public page may show it: 0 and large ones exactly, small ones as "1-2"."""
    path = "privacy.small_count"
    largest = rules.number(path)
    shown = f"1-{largest}" if 0 < count <= largest else str(count)
    return Answer(shown, (rules.because(path),))


def _column(zone: str, *, home_observed: bool) -> str:
    """The column of the zone matrix a household lives under; an observed home has its own."""
    if zone not in ZONES:
        raise ValueError(f"no such zone: {zone}")
    return "zones.home_observed" if home_observed else f"zones.{zone}"
