"""Which paths a rule set must have, and of what kind each is. A set lacks nothing and has nothing unknown.

Units stand in the last word of a path (minutes, hours, days, boxes, rows) or in the unit the file gives.
"""

from dataclasses import dataclass
from datetime import time
from typing import Final, Protocol

from anxin.rulebook.ruleset import Value
from anxin.rulebook.wrong import RuleSetError

ZONES: Final = ("sealed", "controlled", "precaution")
MODES: Final = ("flat_door", "unit_entrance", "supply_point")
CLASSES: Final = (
    "isolated_in_need",
    "isolated",
    "sealed_frail",
    "sealed",
    "controlled",
    "other",
)


class Kind(Protocol):
    """Turns what stands in the file into a value, or refuses with the path."""

    def read(self, path: str, raw: object) -> Value: ...


@dataclass(frozen=True)
class Number:
    at_least: int = 1
    at_most: int = 1_000_000

    def read(self, path: str, raw: object) -> int:
        if not isinstance(raw, int) or isinstance(raw, bool):
            raise RuleSetError(path, "rulebook.not_a_whole_number", found=str(raw))
        if not self.at_least <= raw <= self.at_most:
            facts = {"found": raw, "lowest": self.at_least, "highest": self.at_most}
            raise RuleSetError(path, "rulebook.out_of_range", **facts)
        return raw


@dataclass(frozen=True)
class Text:
    def read(self, path: str, raw: object) -> str:
        if not isinstance(raw, str) or not raw.strip():
            raise RuleSetError(path, "rulebook.not_a_text", found=str(raw))
        return raw


@dataclass(frozen=True)
class Clock:
    def read(self, path: str, raw: object) -> str:
        try:
            moment = time.fromisoformat(Text().read(path, raw))
        except (ValueError, RuleSetError):
            raise RuleSetError(path, "rulebook.not_a_clock_time", found=str(raw)) from None
        if moment.tzinfo or moment.second or moment.microsecond:
            raise RuleSetError(path, "rulebook.not_a_clock_time", found=str(raw))
        return moment.strftime("%H:%M")


@dataclass(frozen=True)
class Choice:
    among: tuple[str, ...]

    def read(self, path: str, raw: object) -> str:
        if not isinstance(raw, str) or raw not in self.among:
            raise RuleSetError(path, "rulebook.not_a_choice", found=str(raw), among=self.among)
        return raw


@dataclass(frozen=True)
class Numbers:
    def read(self, path: str, raw: object) -> tuple[int, ...]:
        return tuple(Number().read(path, part) for part in _parts(path, raw))


@dataclass(frozen=True)
class Texts:
    def read(self, path: str, raw: object) -> tuple[str, ...]:
        return tuple(Text().read(path, part) for part in _parts(path, raw))


@dataclass(frozen=True)
class Clocks:
    def read(self, path: str, raw: object) -> tuple[str, ...]:
        return tuple(Clock().read(path, part) for part in _parts(path, raw))


def _parts(path: str, raw: object) -> list[object]:
    if not isinstance(raw, list):
        raise RuleSetError(path, "rulebook.not_a_list", found=str(raw))
    return raw


LEAVE_FLAT: Final = Choice(("no", "slot_only", "yes"))
LEAVE_COMPOUND: Final = Choice(("no", "pass", "yes"))
SAMPLING: Final = Choice(("at_door", "stair_slot", "public_point"))
GARBAGE: Final = Choice(("at_door", "bin_slot", "separate_round", "normal"))
PARCELS: Final = Choice(("to_door", "gate_shelf_slot", "gate_shelf"))


def _column(zone: str) -> dict[str, Kind]:
    return {
        f"zones.{zone}.leave_flat": LEAVE_FLAT,
        f"zones.{zone}.leave_compound": LEAVE_COMPOUND,
        f"zones.{zone}.goods": Choice(MODES),
        f"zones.{zone}.sampling": SAMPLING,
        f"zones.{zone}.garbage": GARBAGE,
        f"zones.{zone}.parcels": PARCELS,
        f"zones.{zone}.review_days": Number(),
    }


def _home_observed() -> dict[str, Kind]:
    """The column that wins over every zone. What a closed door means is not an office's to change."""
    return {
        "zones.home_observed.leave_flat": Choice(("no",)),
        "zones.home_observed.leave_compound": Choice(("no",)),
        "zones.home_observed.goods": Choice(("flat_door",)),
        "zones.home_observed.sampling": Choice(("at_door",)),
        "zones.home_observed.garbage": GARBAGE,
        "zones.home_observed.parcels": Choice(("to_door",)),
    }


PATHS: Final[dict[str, Kind]] = {
    **_column("sealed"),
    **_column("controlled"),
    **_column("precaution"),
    **_home_observed(),
    "zones.cannot_come_down.goods": Choice(("flat_door",)),
    **{f"classes.{name}": Number() for name in CLASSES},
    "sharing.rule": Choice(("class_first_leximin",)),
    "sharing.memory_days": Number(at_least=0),
    "slots.minutes": Number(),
    "slots.per_stair": Number(),
    "slots.slow_per_stair": Number(),
    "slots.per_entrance_at_once": Number(),
    "slots.risk_gap_slots": Number(at_least=0),
    "slots.below_cap": Number(),
    "cart.boxes": Number(),
    "cart.hand_boxes": Number(),
    "cart.boxes_per_pack": Number(),
    "cart.box_gram": Number(),
    "carry.walk_mmps": Number(),
    "carry.detour_pct": Number(at_least=100),
    "carry.load_fixed_s": Number(at_least=0),
    "carry.load_per_box_s": Number(at_least=0),
    "carry.drop_fixed_s": Number(),
    "carry.drop_per_box_s": Number(at_least=0),
    "carry.corridor_s": Number(at_least=0),
    "carry.iso_extra_s": Number(at_least=0),
    "carry.loading_bays": Number(),
    "carry.isolated_policy": Choice(("dedicated", "last")),
    "carry.climb_load_g": Number(),
    "carry.homes_per_carrier": Number(),
    "stairs.up_s": Number(),
    "stairs.down_s": Number(),
    "lift.wait_first_s": Number(at_least=0),
    "lift.wait_next_s": Number(at_least=0),
    "lift.stop_s": Number(at_least=0),
    "lift.per_floor_s": Number(),
    "quiet.from": Clock(),
    "quiet.until": Clock(),
    "gate.goods_limit_hours": Number(),
    "gate.pass_people": Number(),
    "gate.pass_every_days": Number(),
    "gate.pass_hours": Number(),
    "hold.next_try_hours": Number(),
    "hold.tries": Number(),
    "round.hard_close_grace_minutes": Number(at_least=0),
    "food.vegetables_g_per_person_day": Number(),
    "food.all_g_per_person_day": Number(),
    "suit.type1_light_minutes": Number(),
    "suit.type1_moderate_minutes": Number(),
    "suit.type2_light_minutes": Number(),
    "suit.type2_moderate_minutes": Number(),
    "suit.shift_minutes": Number(),
    "suit.days_before_rest": Number(),
    "volunteers.min_age": Number(),
    "observation.home_days": Number(at_least=0),
    "observation.monitoring_days": Number(at_least=0),
    "observation.day_one": Choice(("basis_day", "day_after")),
    "observation.sampling_days": Numbers(),
    "review.checks_per_day": Number(),
    "review.fever": Number(),
    "review.symptoms": Texts(),
    "privacy.small_count": Number(at_least=2),
    "retention.health_days": Number(),
    "retention.household_days": Number(),
    "retention.order_days": Number(),
    "retention.money_days": Number(),
    "retention.message_days": Number(),
    "retention.photo_days": Number(),
    "retention.contact_days": Number(),
    "retention.gate_log_days": Number(),
    "retention.book_days": Number(),
    "retention.sent_days": Number(),
    "imports.max_rows": Number(),
    "imports.max_megabytes": Number(),
    "imports.max_paste_characters": Number(),
    "photos.max_megabytes": Number(),
    "photos.max_side_pixels": Number(),
    "photos.per_handover": Number(),
}
