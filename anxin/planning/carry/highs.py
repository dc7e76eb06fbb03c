"""HiGHS: prices per box from the linear program over trips. The only file of carry that knows highspy."""

from __future__ import annotations

from collections.abc import Sequence

from anxin.planning.carry.trips import Column
from anxin.planning.common import installed


def available() -> bool:
    return installed("highspy")


class Master:
    """The linear program, kept warm while trips are added to it."""

    def __init__(self) -> None:
        import highspy

        self._engine = highspy.Highs()
        self._engine.setOptionValue("output_flag", False)
        self._engine.setOptionValue("threads", 1)
        self._known = 0

    def prices(
        self, columns: Sequence[Column], boxes: Sequence[int], trips: int
    ) -> tuple[list[float], float]:
        """What the last box of each unit and the last trip cost (milliseconds), all trips so far considered."""
        import numpy as np

        engine, far = self._engine, float("inf")
        if not self._known:
            for n in (*boxes, trips):
                engine.addRow(float(n), far, 0, np.array([], dtype=np.int32), np.array([], dtype=float))
        for column in columns[self._known :]:
            rows = np.array([*(u for u, _ in column.boxes), len(boxes)], dtype=np.int32)
            values = np.array([*(float(n) for _, n in column.boxes), 1.0])
            engine.addCol(float(column.cost), 0.0, far, len(rows), rows, values)
        self._known = len(columns)
        engine.run()
        duals = list(engine.getSolution().row_dual)
        return [max(0.0, d) for d in duals[:-1]], max(0.0, duals[-1])
