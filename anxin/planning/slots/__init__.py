"""slots: controlled households are called down stair by stair; never two stairs of one lobby, never too many below."""

from anxin.planning.common import Block, Bound, Reason, Stop, Violation
from anxin.planning.slots.bounds import bound
from anxin.planning.slots.checking import check
from anxin.planning.slots.instances import generate
from anxin.planning.slots.problem import SLOW_PER_STAIR_SLOT, Call, Household, Plan, Problem, Stair, cost_of
from anxin.planning.slots.reasons import explain, reasons
from anxin.planning.slots.solving import solve

__all__ = [
    "SLOW_PER_STAIR_SLOT",
    "Block",
    "Bound",
    "Call",
    "Household",
    "Plan",
    "Problem",
    "Reason",
    "Stair",
    "Stop",
    "Violation",
    "bound",
    "check",
    "cost_of",
    "explain",
    "generate",
    "reasons",
    "solve",
]
