"""allocate: received units shared among households, exact and fair.

Isolated first, then everybody's first by class, then the rest by class with the lowest level raised first.
"""

from anxin.planning.allocate.bounds import bound
from anxin.planning.allocate.checking import check
from anxin.planning.allocate.problem import Household, Line, Plan, Problem, Product, Wish
from anxin.planning.allocate.reasons import explain, reasons
from anxin.planning.allocate.solving import cost_of, solve
from anxin.planning.common import Block, Bound, Reason, Stop, Violation

__all__ = [
    "Block",
    "Bound",
    "Household",
    "Line",
    "Plan",
    "Problem",
    "Product",
    "Reason",
    "Stop",
    "Violation",
    "Wish",
    "bound",
    "check",
    "cost_of",
    "explain",
    "reasons",
    "solve",
]
