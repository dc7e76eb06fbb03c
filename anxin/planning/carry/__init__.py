"""carry: from the supply point to the doors of one compound in one wave.

Climbs and floors, never single doors; loads on carts; trips on people; every time recomputed by the checker.
"""

from anxin.planning.carry.bounds import Half, bound, halves
from anxin.planning.carry.checking import check
from anxin.planning.carry.clock import Timed, cost_of, plan_times, timeline
from anxin.planning.carry.instances import MIDRISE, SHAPES, TOWER, WALKUP, generate
from anxin.planning.carry.problem import Door, Leg, Params, Plan, Problem, Route, Trip, Unit, Worker
from anxin.planning.carry.reasons import explain, reasons
from anxin.planning.carry.solving import solve
from anxin.planning.common import Block, Bound, Reason, Stop, Violation

# Enough for 2,000 households in a few seconds; the cap only for machines that are far slower.
USUAL_STOP = Stop(6000, 10.0)

__all__ = [
    "MIDRISE",
    "SHAPES",
    "TOWER",
    "USUAL_STOP",
    "WALKUP",
    "Block",
    "Bound",
    "Door",
    "Half",
    "Leg",
    "Params",
    "Plan",
    "Problem",
    "Reason",
    "Route",
    "Stop",
    "Timed",
    "Trip",
    "Unit",
    "Violation",
    "Worker",
    "bound",
    "check",
    "cost_of",
    "explain",
    "generate",
    "halves",
    "plan_times",
    "reasons",
    "solve",
    "timeline",
]
