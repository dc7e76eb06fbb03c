"""Decisions of delivery on plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from anxin import rulebook
from anxin.delivery.terms import Mode, Outcome, StopState
from anxin.kernel import clock
from anxin.rulebook import RuleSet

CLOCK_SLIP = timedelta(minutes=5)
RANGES = {
    "carriers": (0, 200),
    "suited": (0, 100),
    "cart_boxes": (4, 80),
    "hand_boxes": (1, 20),
    "slot_minutes": (2, 60),
    "minutes": (15, 720),
    "per_stair": (1, 20),
    "below_cap": (1, 200),
}
"""What a form may say; beyond it is a slip of the hand, not an office's choice."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a wave is carried. `carriers` serve homes without observation, `suited` the others; times aware."""

    starts_at: datetime
    carriers: int
    suited: int
    cart_boxes: int
    hand_boxes: int
    slot_minutes: int
    minutes: int  # after so long everybody is back
    per_stair: int
    below_cap: int

    def plain(self) -> dict[str, Any]:
        return {**asdict(self), "starts_at": self.starts_at.astimezone(UTC).isoformat()}


def settings_of(plain: Mapping[str, Any]) -> Settings:
    return Settings(**{**plain, "starts_at": datetime.fromisoformat(plain["starts_at"])})


def settings_fault(rules: RuleSet, wanted: Settings) -> tuple[str, dict[str, Any]] | None:
    """Why these settings are refused: (code, facts); None when they may stand."""
    for name, (least, most) in RANGES.items():
        if not least <= getattr(wanted, name) <= most:
            return "wave.settings_range", {"field": name, "least": least, "most": most}
    if wanted.carriers + wanted.suited < 1:
        return "wave.nobody_carries", {}
    if rulebook.quiet(rules, at=clock.local(wanted.starts_at).time()).value:
        return "wave.quiet_hours", {"until": rules.text("quiet.until"), "begins": rules.text("quiet.from")}
    return None


def default_settings(
    rules: RuleSet, *, homes: int, apart: int, now: datetime, arrives_at: datetime
) -> Settings:
    """What the form proposes: `homes` to the door or entrance, `apart` of them observed at home."""
    starts_at = awake(rules, five_minutes_up(max(now, arrives_at)))
    each = rules.number("carry.homes_per_carrier")
    return Settings(
        starts_at=starts_at,
        carriers=max(1, -(-(homes - apart) // each)) if homes > apart else 0,
        suited=-(-apart // each),
        cart_boxes=rules.number("cart.boxes"),
        hand_boxes=rules.number("cart.hand_boxes"),
        slot_minutes=rules.number("slots.minutes"),
        minutes=rules.number("suit.shift_minutes"),
        per_stair=rules.number("slots.per_stair"),
        below_cap=rules.number("slots.below_cap"),
    )


def five_minutes_up(at: datetime) -> datetime:
    whole = at.replace(second=0, microsecond=0)
    spare = -whole.minute % 5
    return whole + timedelta(minutes=spare if spare or whole == at else 5)


def awake(rules: RuleSet, at: datetime) -> datetime:
    """`at`, or the end of the quiet hours it falls into."""
    local = clock.local(at)
    if not rulebook.quiet(rules, at=local.time()).value:
        return at
    ends = rules.clock("quiet.until")
    day = local.date() if local.time() < ends else local.date() + timedelta(days=1)
    return clock.at_local(day, ends)


def seconds_allowed(rules: RuleSet, wanted: Settings) -> int:
    """How long people may be out: the shift, or until the quiet hours begin."""
    local = clock.local(wanted.starts_at)
    begins = clock.at_local(local.date(), rules.clock("quiet.from"))
    if begins <= wanted.starts_at:
        begins += timedelta(days=1)
    return min(wanted.minutes * 60, int((begins - wanted.starts_at).total_seconds()))


# --- at the door


def happened_at(said: datetime, received: datetime) -> datetime:
    """When it happened by the phone; a phone whose clock runs ahead is not believed."""
    return received if said > received + CLOCK_SLIP else said


def state_after(outcome: Outcome) -> StopState:
    return StopState.DELIVERED if outcome is Outcome.DELIVERED else StopState.HELD


def next_try(rules: RuleSet, at: datetime) -> datetime:
    """When somebody tries again: after the hours of the rule set, never in the quiet hours."""
    return awake(rules, at + timedelta(hours=rules.number("hold.next_try_hours")))


def hold_owner(rules: RuleSet, *, tries: int, carrier: str, office: str) -> str:
    """Whoever tried keeps it; after the last try of the rule set it is the office that calls the household."""
    return carrier if tries < rules.number("hold.tries") else office


@dataclass(frozen=True, slots=True)
class Counted:
    """How the counters of a wave move."""

    total: int = 0
    done: int = 0
    held: int = 0


def counted(before: StopState, after: StopState) -> Counted:
    """Excused stops are not counted at all, so that a wave can be finished."""

    def one(state: StopState) -> tuple[int, int, int]:
        return (state is not StopState.EXCUSED, state is StopState.DELIVERED, state is StopState.HELD)

    old, new = one(before), one(after)
    return Counted(new[0] - old[0], new[1] - old[1], new[2] - old[2])


def mode_of(rules: RuleSet, *, zone: str, home_observed: bool, cannot_come_down: bool) -> tuple[Mode, str]:
    """Where the goods go and the path of the rule that says so."""
    answer = rulebook.delivery_mode(
        rules, zone=zone, home_observed=home_observed, cannot_come_down=cannot_come_down
    )
    return Mode(answer.value), answer.because[0].path


HEALTH_PATHS = ("zones.home_observed.", "zones.cannot_come_down.")
"""Rules that speak of the household rather than of the compound: only the care team reads them."""


def speaks_of_health(path: str) -> bool:
    return path.startswith(HEALTH_PATHS)
