"""From the rows to a checked plan and back to plain values. Nothing here writes; solvers run outside transactions.

`take` reads the snapshot a plan is made from, `work_out` plans from the snapshot alone, so that the same snapshot,
seed and iterations give the same plan on every machine.
"""

from anxin.delivery.planner.snapshots import hash_of, take
from anxin.delivery.planner.working import Result, work_out

__all__ = ["Result", "hash_of", "take", "work_out"]
