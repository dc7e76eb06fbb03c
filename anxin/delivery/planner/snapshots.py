"""The snapshot: everything a plan of one compound depends on, as JSON, with a hash that says whether it still holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from typing import Any

from anxin.delivery import rules as decide
from anxin.delivery.queries import loads
from anxin.households.models import Household
from anxin.households.queries import delivery_needs
from anxin.households.rules import NO_NEEDS, Needs
from anxin.kernel import clock
from anxin.places.models import Compound, Stair, SupplyPoint
from anxin.rulebook import RuleSet, allocation_class

CARRY = (
    "carry.walk_mmps", "carry.detour_pct", "carry.load_fixed_s", "carry.load_per_box_s", "carry.drop_fixed_s",
    "carry.drop_per_box_s", "carry.corridor_s", "carry.iso_extra_s", "carry.loading_bays", "stairs.up_s",
    "stairs.down_s", "lift.wait_first_s", "lift.wait_next_s", "lift.stop_s", "lift.per_floor_s",
    "slots.slow_per_stair", "slots.risk_gap_slots",
)  # fmt: skip


def take(
    rules: RuleSet,
    compound: Compound,
    round_id: int,
    settings: decide.Settings,
    finished: Collection[int] = (),
) -> dict[str, Any]:
    """`finished`: households whose stop is settled already; they are not planned again."""
    homes = _homes(rules, compound, round_id, set(finished))
    wanted = {home["stair"] for home in homes}
    point = _point(compound)
    return {
        "compound": compound.id,
        "zone": compound.zone,
        "rule_set": rules.name,
        "rules": {path: rules.number(path) for path in CARRY},
        "policy": rules.text("carry.isolated_policy"),
        "point": [point.x_m, point.y_m] if point else [0, 0],
        "bays": point.loading_bays if point else rules.number("carry.loading_bays"),
        "stairs": [row for row in _stairs(compound) if row["id"] in wanted],
        "homes": homes,
        "settings": settings.plain(),
        "allowed_s": decide.seconds_allowed(rules, settings),
    }


def hash_of(snapshot: dict[str, Any]) -> str:
    text = json.dumps(snapshot, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _point(compound: Compound) -> SupplyPoint | None:
    here = SupplyPoint.objects.filter(subdistrict_id=compound.subdistrict_id, compound_id=compound.id)
    return here.order_by("name", "id").first()


def _stairs(compound: Compound) -> list[dict[str, Any]]:
    """In walking order."""
    rows = Stair.objects.filter(subdistrict_id=compound.subdistrict_id, compound_id=compound.id)
    return [
        {
            "id": row.id, "building": row.building_id, "lifts": row.lifts, "entrance": row.entrance,
            "xy": [row.x_m, row.y_m],
        }
        for row in rows.order_by("building__order", "building__label", "order", "label", "id")
    ]  # fmt: skip


def _homes(rules: RuleSet, compound: Compound, round_id: int, finished: set[int]) -> list[dict[str, Any]]:
    goods = [g for g in loads.to_carry(round_id, compound.id) if g.household_id not in finished]
    where = {
        key: (stair_id, floor)
        for key, stair_id, floor in Household.objects.filter(
            subdistrict_id=compound.subdistrict_id, compound_id=compound.id
        ).values_list("id", "stair_id", "door__floor")
    }
    needs = delivery_needs(compound.id, clock.now())
    return [
        {
            "order": each.order_id, "household": each.household_id, "path": each.path, "boxes": each.boxes,
            "stair": where[each.household_id][0], "floor": max(1, where[each.household_id][1]),
            **_owed(rules, compound.zone, needs.get(each.household_id, NO_NEEDS)),
        }
        for each in goods
    ]  # fmt: skip


def _owed(rules: RuleSet, zone: str, needs: Needs) -> dict[str, Any]:
    mode, because = decide.mode_of(
        rules, zone=zone, home_observed=needs.home_observed, cannot_come_down=needs.cannot_come_down
    )
    rank = allocation_class(
        rules, zone=zone, home_observed=needs.home_observed, without_stock=needs.without_stock,
        medical_diet=needs.medical_diet, elder_or_disabled=needs.elder_or_disabled,
    )  # fmt: skip
    return {
        "mode": str(mode),
        "because": because,
        "apart": needs.home_observed,
        "slow": needs.elder_or_disabled,
        "cls": rank.value,
    }
