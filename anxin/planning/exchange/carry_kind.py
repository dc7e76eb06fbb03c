"""P2S ↔ carry. Ours beyond the format: `class` of a door."""

from __future__ import annotations

from typing import Any

from anxin.planning import carry
from anxin.planning.common import block
from anxin.planning.exchange.fields import Faulty, Fields, items

KIND = "P2S"
FURTHER: frozenset[str] = frozenset()
_PARAMS = (
    "detour_pct",
    "load_fixed_s",
    "load_per_box_s",
    "drop_fixed_s",
    "drop_per_box_s",
    "iso_extra_s",
    "corridor_s",
)
_UNIT = ("wait_first_s", "wait_next_s", "stop_s", "per_floor_s", "stairs_up_s", "stairs_down_s")


def read(top: Fields) -> carry.Problem:
    p = top.object("params")
    params = carry.Params(
        walk_mmps=p.whole("walk_mmps", least=1),
        hand_boxes=p.whole("hand_boxes", least=1),
        loading_bays=p.whole("loading_bays", 0),
        isolated_policy=p.text("isolated_policy", ""),
        **{name: p.whole(name) for name in _PARAMS},
    )
    units = top.keyed("units", _unit)
    doors = top.keyed("doors", lambda row: _door(row, units))
    workers = top.keyed("workers", _worker)
    return carry.Problem(
        top.point("supply_point"),
        params,
        tuple(units.values()),
        tuple(doors.values()),
        tuple(workers.values()),
        top.text("id"),
    )


def _unit(row: Fields) -> carry.Unit:
    seconds = {name: row.whole(name, 0) for name in _UNIT}
    return carry.Unit(row.text("id"), row.point("xy"), row.whole("elevators"), **seconds)


def _door(row: Fields, units: dict[str, carry.Unit]) -> carry.Door:
    return carry.Door(
        row.text("id"),
        row.one_of("unit", units),
        row.whole("floor", least=1),
        row.whole("boxes"),
        row.flag("isolated"),
        row.whole("class", 4, least=1),
    )


def _worker(row: Fields) -> carry.Worker:
    return carry.Worker(
        row.text("id"), row.whole("cart_boxes"), row.flag("suited"), row.whole("start_s"), row.whole("end_s")
    )


def write(problem: carry.Problem) -> dict[str, Any]:
    p = problem.params
    return {
        "supply_point": list(problem.supply_point),
        "params": {
            "walk_mmps": p.walk_mmps,
            "hand_boxes": p.hand_boxes,
            "loading_bays": p.loading_bays,
            "isolated_policy": p.isolated_policy,
            **{name: getattr(p, name) for name in _PARAMS},
        },
        "units": [
            {"id": u.key, "xy": list(u.xy), "elevators": u.elevators, **{n: getattr(u, n) for n in _UNIT}}
            for u in problem.units
        ],
        "doors": [
            {
                "id": d.key,
                "unit": d.unit,
                "floor": d.floor,
                "boxes": d.boxes,
                "isolated": d.isolated,
                "class": d.cls,
            }
            for d in problem.doors
        ],
        "workers": [
            {
                "id": w.key,
                "cart_boxes": w.cart_boxes,
                "suited": w.suited,
                "start_s": w.start_s,
                "end_s": w.end_s,
            }
            for w in problem.workers
        ],
    }


def read_plan(problem: carry.Problem, top: Fields) -> carry.Plan:
    routes = tuple(
        carry.Route(
            row.text("id"),
            tuple(
                carry.Trip(
                    tuple(carry.Leg(leg.text("unit"), _keys(leg, "doors")) for leg in trip.rows("legs"))
                )
                for trip in row.rows("trips")
            ),
        )
        for row in top.rows("workers")
    )
    served = {d for r in routes for t in r.trips for leg in t.legs for d in leg.doors}
    unserved = tuple(d.key for d in problem.doors if d.key not in served)
    plan = carry.Plan(
        routes,
        unserved,
        top.text("solver", ""),
        top.whole("seed", 0, least=None),
        top.whole("iterations", 0),
        (),
    )
    if any(v.rule.endswith("unknown") for v in carry.check(problem, plan)):
        return plan
    return carry.Plan(
        routes,
        unserved,
        plan.solver,
        plan.seed,
        plan.iterations,
        carry.cost_of(problem, routes, len(unserved)),
    )


def _keys(leg: Fields, name: str) -> tuple[str, ...]:
    keys = items(leg.raw(name), leg.at(name))
    for n, key in enumerate(keys):
        if not isinstance(key, str):
            raise Faulty(f"{leg.at(name)}[{n}]", "not_text")
    return tuple(keys)


def write_plan(problem: carry.Problem, plan: carry.Plan) -> dict[str, Any]:
    return {
        "workers": [
            {
                "id": r.worker,
                "trips": [
                    {"legs": [{"unit": leg.unit, "doors": list(leg.doors)} for leg in t.legs]}
                    for t in r.trips
                ],
            }
            for r in plan.routes
        ]
    }


def write_cost(problem: carry.Problem, plan: carry.Plan) -> dict[str, Any]:
    names = [b.name for b in plan.cost]
    parts = {n: block(plan.cost, f"{n}_s") for n in ("walk", "vertical", "corridor", "drop", "load") if names}
    return {**{b.name: b.value for b in plan.cost if b.name[:-2] not in parts}, "parts": parts}


def write_bound(problem: carry.Problem) -> dict[str, Any]:
    halves = {
        name: {"total_s": h.total_s, "workers": h.workers, "makespan_s": h.makespan_s, "parts": h.parts}
        for name, h in carry.halves(problem).items()
    }
    both = carry.bound(problem)
    return {**halves, "all": {"total_s": both.value, "makespan_s": both.parts["makespan_s"]}}
