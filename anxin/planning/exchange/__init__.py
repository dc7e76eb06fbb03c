"""The published instance and plan format (docs/algorithms/exchange.md) ↔ our frozen problems and plans.

`read` and `read_plan` raise `Faulty` with the path of the field; everything else is left to the checkers.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from anxin.planning import allocate, carry, consolidate, slots
from anxin.planning.common import Stop, Violation
from anxin.planning.exchange import carry_kind, purchase_kind, short_kind, slots_kind
from anxin.planning.exchange.fields import Faulty, Fields

INSTANCE, PLAN = "careplan-instance/1", "careplan-plan/1"
MOST_VIOLATIONS = 200
_KINDS: dict[str, tuple[ModuleType, ModuleType]] = {
    "P2S": (carry_kind, carry),
    "P2C": (slots_kind, slots),
    "SHORT": (short_kind, allocate),
    "P6": (purchase_kind, consolidate),
}
FAMILIES = {"carry": "P2S", "slots": "P2C", "allocate": "SHORT", "consolidate": "P6"}


def kind_of(raw: Any, asked: str | None = None) -> str:
    """The kind of an instance. Faulty if it is none of ours or not the one asked for (a kind or a family's name)."""
    kind = Fields(raw).text("kind")
    if kind not in _KINDS:
        raise Faulty("kind", "unknown", value=kind)
    if asked is not None and FAMILIES.get(asked, asked) != kind:
        raise Faulty("kind", "not_kind", value=kind, asked=asked)
    return kind


def read(raw: Any) -> Any:
    """The frozen problem of an instance."""
    top = Fields(raw)
    if top.text("schema") != INSTANCE:
        raise Faulty("schema", "unknown", value=top.text("schema"))
    try:
        return _KINDS[kind_of(raw)][0].read(top)
    except ValueError as wrong:
        raise Faulty("$", "refused", why=str(wrong)) from wrong


def write(problem: Any, *, seed: int = 0) -> dict[str, Any]:
    """The instance of a frozen problem."""
    kind = _kind_for(problem)
    return {
        "schema": INSTANCE,
        "kind": kind,
        "id": problem.key,
        "seed": seed,
        **_KINDS[kind][0].write(problem),
    }


def read_plan(problem: Any, raw: Any) -> Any:
    """The plan of a problem. Faulty if it is the plan of another instance."""
    top = Fields(raw)
    if top.text("instance") != problem.key:
        raise Faulty("instance", "not_plan_of_kind", value=top.text("instance"), asked=problem.key)
    return _KINDS[_kind_for(problem)][0].read_plan(problem, top)


def write_plan(problem: Any, plan: Any) -> dict[str, Any]:
    """The plan in the exchange format, with who made it."""
    kind = _kind_for(problem)
    made = {"solver": plan.solver, "seed": plan.seed, "iterations": plan.iterations}
    return {
        "schema": PLAN,
        "kind": kind,
        "instance": problem.key,
        **made,
        **_KINDS[kind][0].write_plan(problem, plan),
    }


def solve(problem: Any, *, seed: int, stop: Stop) -> Any:
    """The plan of whichever family the problem is of."""
    return _KINDS[_kind_for(problem)][1].solve(problem, seed=seed, stop=stop)


def judge(problem: Any, plan: Any) -> dict[str, Any]:
    """The result object of the format: feasible, violations, cost, bound; `further` = broken rules only we have."""
    own, family = _KINDS[_kind_for(problem)]
    found = family.check(problem, plan)
    known = [v for v in found if v.rule not in own.FURTHER]
    return {
        "feasible": not known,
        "violations": _texts(known),
        "further": _texts([v for v in found if v.rule in own.FURTHER]),
        "cost": own.write_cost(problem, plan),
        "bound": own.write_bound(problem),
    }


def bound(problem: Any) -> dict[str, Any]:
    """The bound as the format reports it."""
    found: dict[str, Any] = _KINDS[_kind_for(problem)][0].write_bound(problem)
    return found


def _texts(found: list[Violation]) -> list[str]:
    return [f"{v.rule} {v.where} {_facts(v.facts)}".strip() for v in found[:MOST_VIOLATIONS]]


def _facts(facts: Mapping[str, Any]) -> str:
    return " ".join(f"{k}={v}" for k, v in facts.items())


def _kind_for(problem: Any) -> str:
    for kind, (_, family) in _KINDS.items():
        if isinstance(problem, family.Problem):
            return kind
    raise TypeError(f"not a planning problem: {type(problem).__name__}")


__all__ = [
    "FAMILIES",
    "INSTANCE",
    "PLAN",
    "Faulty",
    "bound",
    "judge",
    "kind_of",
    "read",
    "read_plan",
    "solve",
    "write",
    "write_plan",
]
