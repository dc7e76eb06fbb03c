"""Plan, check, bound, explain: what a run stores."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from anxin.delivery.planner import problems
from anxin.delivery.planner.problems import Carrying, Window
from anxin.delivery.terms import Mode
from anxin.planning import carry, slots
from anxin.planning.common import Cost, Reason, Stop, Violation, block, ceil_div, gap_milli

ITERATIONS = 4000
SECONDS = 6.0
MORE_PEOPLE = 12  # how many more are tried before saying that people alone would not do


@dataclass(slots=True)
class Result:
    """JSON all through. With `violations` there is no plan to apply; `why` is the code and `relax` what would do."""

    plan: dict[str, Any] = field(default_factory=dict)
    cost: dict[str, Any] = field(default_factory=dict)
    bound: dict[str, Any] = field(default_factory=dict)
    violations: list[dict[str, Any]] = field(default_factory=list)
    relax: list[dict[str, Any]] = field(default_factory=list)
    solver: str = ""
    iterations: int = 0
    why: str = ""


def work_out(snapshot: dict[str, Any], *, seed: int, stop: Stop | None = None) -> Result:
    """The plan of one wave. Slow: never inside a transaction."""
    stop = stop or Stop(ITERATIONS, SECONDS)
    carried = problems.carrying(snapshot)
    called = problems.calling(snapshot)
    route = _carry(carried.problem, seed, stop)
    calls = slots.solve(called, seed=seed, stop=Stop(min(stop.iterations, 200), stop.seconds))
    found = Result(solver=_name(route, calls), iterations=route.iterations + calls.iterations)
    _measure(found, carried.problem, route, called, calls)
    broken = [("carry", v) for v in carry.check(carried.problem, route)]
    broken += [("slots", v) for v in slots.check(called, calls)]
    if not broken:
        found.plan = _written(snapshot, carried, route, called, calls)
        broken = [("wave", v) for v in check_whole(snapshot, found.plan)]
    found.violations = [
        {"family": family, "rule": v.rule, "where": v.where, "facts": dict(v.facts)} for family, v in broken
    ]
    if broken:
        found.plan = {}
        found.why, found.relax = _relaxed(snapshot, {v.rule for _, v in broken})
    return found


def _carry(problem: carry.Problem, seed: int, stop: Stop) -> carry.Plan:
    """The better of the search and the plain cut. A search that cannot start leaves the plain cut, by its name."""
    plain = carry.solve(problem, seed=seed, stop=Stop(0))
    try:
        searched = carry.solve(problem, seed=seed, stop=stop)
    except ImportError:
        return plain
    return min(searched, plain, key=_worth)


def _worth(plan: carry.Plan) -> tuple[int, int, int]:
    return block(plan.cost, "unserved"), block(plan.cost, "total_s"), block(plan.cost, "makespan_s")


def _name(route: carry.Plan, calls: slots.Plan) -> str:
    return "+".join(dict.fromkeys([route.solver, calls.solver]))[:40]


def _measure(
    found: Result, problem: carry.Problem, route: carry.Plan, called: slots.Problem, calls: slots.Plan
) -> None:
    """Cost block by block beside the bound; a family with nothing to do is left out."""
    if problem.doors:
        least = carry.bound(problem)
        found.cost["carry"] = _blocks(route.cost)
        value = block(route.cost, "total_s")
        found.bound["carry"] = {
            "value": least.value, "parts": dict(least.parts), "gap_milli": gap_milli(value, least.value),
        }  # fmt: skip
    if called.households:
        fewest = slots.bound(called)
        found.cost["slots"] = _blocks(calls.cost)
        value = block(calls.cost, "slots")
        found.bound["slots"] = {
            "value": fewest.value, "parts": dict(fewest.parts), "gap_milli": gap_milli(value, fewest.value),
        }  # fmt: skip


def _blocks(cost: Cost) -> list[dict[str, Any]]:
    return [{"name": b.name, "value": b.value, "unit": b.unit} for b in cost]


# --- the plan as rows will hold it


def _written(
    snapshot: dict[str, Any],
    carried: Carrying,
    route: carry.Plan,
    called: slots.Problem,
    calls: slots.Plan,
) -> dict[str, Any]:
    """{trips, slots, stops, calls_from_s}; seconds count from the wave's start."""
    homes = {home["household"]: home for home in snapshot["homes"]}
    suited = {w.key for w in carried.problem.workers if w.suited}
    trips, reached, down = _trips(carried, route, suited)
    slot_s = snapshot["settings"]["slot_minutes"] * 60
    calls_from = ceil_div(max(down.values(), default=0), slot_s) * slot_s
    stops = [_door_stop(homes[key], *reached[key]) for key in reached if homes[key]["mode"] == Mode.FLAT_DOOR]
    ordered = sorted(
        calls.calls, key=lambda c: (c.slot, c.stair, -homes[int(c.household)]["floor"], c.household)
    )
    for position, call in enumerate(ordered, 1):
        home = homes[int(call.household)]
        why = slots.explain(called, calls, call.household)
        trip, _, down_s, _ = reached[home["household"]]
        stop = _stop(
            home, position, calls_from + call.slot * slot_s,
            {"code": why.code, "facts": dict(why.facts), "down_s": down_s},
        )  # fmt: skip
        stops.append({**stop, "trip": trip, "slot": call.slot})
    for window in problems.windows(snapshot):
        stops += _point_stops(homes, window)
    called_at = sorted({(int(c.stair), c.slot) for c in calls.calls}, key=lambda pair: (pair[1], pair[0]))
    return {
        "trips": trips,
        "calls_from_s": calls_from,
        "slots": [
            {
                "stair": stair, "number": number, "starts_s": calls_from + number * slot_s,
                "ends_s": calls_from + (number + 1) * slot_s,
            }
            for stair, number in called_at
        ],
        "stops": stops,
    }  # fmt: skip


Reached = dict[int, tuple[int, int, int, Reason]]


def _trips(
    carried: Carrying, route: carry.Plan, suited: set[str]
) -> tuple[list[dict[str, Any]], Reached, dict[str, int]]:
    """Trips in the order they leave; each household's (trip, position, second, reason); when each entrance load is down."""
    timed = sorted(
        (trip for row in carry.timeline(carried.problem, route.routes) for trip in row),
        key=lambda t: (t.load_s, int(t.worker)),
    )
    why = carry.reasons(carried.problem, route)
    rows: list[dict[str, Any]] = []
    reached: Reached = {}
    down: dict[str, int] = {}
    for number, trip in enumerate(timed, 1):
        rows.append(
            {
                "number": number, "carrier": int(trip.worker), "suited": trip.worker in suited, "boxes": trip.boxes,
                "starts_s": trip.load_s, "ends_s": trip.back_s,
            }
        )  # fmt: skip
        for position, (key, at, stay) in enumerate(trip.doors, 1):
            ready = at + stay if key.startswith("e") else at
            for household in carried.behind[key]:  # the last way completes a home that needs several
                if household not in reached or reached[household][2] < ready:
                    reached[household] = (number, position, ready, why[key])
            if key.startswith("e"):
                down[key] = ready
    return rows, reached, down


def _stop(home: dict[str, Any], position: int, at_s: int, why: dict[str, Any]) -> dict[str, Any]:
    return {
        "household": home["household"], "order": home["order"], "stair": home["stair"], "path": home["path"],
        "mode": home["mode"], "floor": home["floor"], "boxes": home["boxes"], "position": position, "trip": None,
        "slot": None, "why": {"mode": home["because"], "at_s": at_s, **why},
    }  # fmt: skip


def _door_stop(home: dict[str, Any], trip: int, position: int, at_s: int, why: Reason) -> dict[str, Any]:
    stop = _stop(home, position, at_s, {"code": why.code, "facts": dict(why.facts)})
    return {**stop, "trip": trip}


def _point_stops(homes: dict[int, dict[str, Any]], window: Window) -> list[dict[str, Any]]:
    facts = {"from_s": window.from_s, "until_s": window.until_s, "homes": len(window.households)}
    return [
        _stop(homes[key], position, window.from_s, {"code": "point.window", "facts": facts})
        for position, key in enumerate(window.households, 1)
    ]


def check_whole(snapshot: dict[str, Any], plan: dict[str, Any]) -> list[Violation]:
    """What no family can see alone: every home once, in its mode, and nobody called before the boxes are down."""
    seen = Counter(stop["household"] for stop in plan["stops"])
    homes = {home["household"]: home for home in snapshot["homes"]}
    found = [Violation("home.missing", f"household:{key}") for key in homes if not seen[key]]
    found += [Violation("home.twice", f"household:{key}") for key, n in seen.items() if n > 1]
    trips = {trip["number"]: trip for trip in plan["trips"]}
    begins = {(slot["stair"], slot["number"]): slot["starts_s"] for slot in plan["slots"]}
    for stop in plan["stops"]:
        home, where = homes.get(stop["household"]), f"household:{stop['household']}"
        if home is None or home["mode"] != stop["mode"]:
            found.append(Violation("home.mode", where))
        if (stop["trip"] is None) == (stop["mode"] != Mode.SUPPLY_POINT):
            found.append(Violation("home.trip", where))
        if stop["trip"] is not None and stop["trip"] not in trips:
            found.append(Violation("home.trip", where))
        called = begins.get((stop["stair"], stop["slot"]))
        if stop["mode"] == Mode.UNIT_ENTRANCE and (called is None or called < stop["why"]["down_s"]):
            found.append(Violation("home.called_early", where))
    return found


# --- when it cannot be done


def _relaxed(snapshot: dict[str, Any], broken: set[str]) -> tuple[str, list[dict[str, Any]]]:
    """The code, and the least that would do: so many more people, or half hours."""
    settings = snapshot["settings"]
    apart = any(home["apart"] and home["mode"] == Mode.FLAT_DOOR for home in snapshot["homes"])
    if not broken & {"door.unserved", "worker.too_late"}:
        return "plan.violates", []
    found: list[dict[str, Any]] = []
    for more in range(1, MORE_PEOPLE + 1):
        if _feasible(snapshot, carriers=settings["carriers"] + more):
            found.append({"code": "more_carriers", "count": more, "carriers": settings["carriers"] + more})
            break
    for more in range(1, MORE_PEOPLE + 1) if apart else ():
        if _feasible(snapshot, suited=settings["suited"] + more):
            found.append({"code": "more_suited", "count": more, "suited": settings["suited"] + more})
            break
    for halves in range(1, 13):
        if _feasible(snapshot, more_s=halves * 1800):
            found.append({"code": "more_minutes", "count": halves * 30})
            break
    return ("plan.nobody_suited" if apart and not settings["suited"] else "plan.no_time"), found


def _feasible(snapshot: dict[str, Any], **other: int) -> bool:
    problem = problems.carrying(snapshot, **other).problem
    return not carry.check(problem, carry.solve(problem, seed=1, stop=Stop(0)))
