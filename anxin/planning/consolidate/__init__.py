"""consolidate: wishes of many compounds become cases per supplier, minimums met by pooling; every site's share stated."""

from anxin.planning.common import Block, Bound, Reason, Stop, Violation
from anxin.planning.consolidate.bounds import bound
from anxin.planning.consolidate.checking import check
from anxin.planning.consolidate.problem import (
    COVER,
    FILL,
    Demand,
    Give,
    Line,
    Offer,
    Plan,
    Problem,
    Product,
    Share,
    Substitute,
    Supplier,
    Tier,
)
from anxin.planning.consolidate.reasons import explain
from anxin.planning.consolidate.solving import solve

__all__ = [
    "COVER",
    "FILL",
    "Block",
    "Bound",
    "Demand",
    "Give",
    "Line",
    "Offer",
    "Plan",
    "Problem",
    "Product",
    "Reason",
    "Share",
    "Stop",
    "Substitute",
    "Supplier",
    "Tier",
    "Violation",
    "bound",
    "check",
    "explain",
    "solve",
]
