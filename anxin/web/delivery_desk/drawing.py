"""The compound as a schematic: blocks, stairs as doors, the supply point, trips as numbered paths. Metres become units."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from anxin.places.queries import Ground

MARGIN = 24
LEAST_WIDTH, LEAST_HEIGHT = 380, 150  # two houses must not fill the screen


@dataclass(slots=True)
class Block:
    label: str
    x: int
    y: int
    width: int
    height: int


@dataclass(slots=True)
class Door:
    """A stair on the drawing: `due` of `homes` still to serve."""

    stair_id: int
    name: str
    x: int
    y: int
    homes: int = 0
    due: int = 0


@dataclass(slots=True)
class Path:
    number: int
    carrier: int
    points: str
    x: int
    y: int
    shown: bool = True


@dataclass(slots=True)
class Drawing:
    box: str
    blocks: list[Block] = field(default_factory=list)
    doors: list[Door] = field(default_factory=list)
    points: list[tuple[str, int, int]] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)


def draw(ground: Ground, rows: list[Any], trips: list[Any], chosen: int) -> Drawing:
    """`rows` are the stops the reader sees; `chosen` a trip number drawn alone, 0 for all."""
    doors: dict[int, Door] = {}
    blocks = []
    for building in ground.buildings:
        stairs = building.stairs
        if not stairs:
            continue
        xs, ys = [s.x_m for s in stairs], [-s.y_m for s in stairs]
        blocks.append(
            Block(building.label, min(xs) - 14, min(ys) - 22, max(xs) - min(xs) + 28, max(ys) - min(ys) + 24)
        )
        for stair in stairs:
            name = f"{building.label}-{stair.label}" if stair.label else building.label
            doors[stair.id] = Door(stair.id, name, stair.x_m, -stair.y_m)
    for row in rows:
        if row.stair_id in doors:
            doors[row.stair_id].homes += 1
            doors[row.stair_id].due += row.state in {"due", "held"}
    spots = [(s.name, s.x_m, -s.y_m) for s in ground.supply_points]
    found = Drawing(_box(blocks, spots), blocks, list(doors.values()), spots)
    found.paths = _paths(doors, rows, trips, spots, chosen)
    return found


def _box(blocks: list[Block], spots: list[tuple[str, int, int]]) -> str:
    xs = [b.x for b in blocks] + [b.x + b.width for b in blocks] + [x for _, x, _ in spots] or [0]
    ys = [b.y for b in blocks] + [b.y + b.height for b in blocks] + [y for _, _, y in spots] or [0]
    width, height = max(xs) - min(xs) + 2 * MARGIN, max(ys) - min(ys) + 2 * MARGIN
    spare_x, spare_y = max(0, LEAST_WIDTH - width), max(0, LEAST_HEIGHT - height)
    left, top = min(xs) - MARGIN - spare_x // 2, min(ys) - MARGIN - spare_y // 2
    return f"{left} {top} {width + spare_x} {height + spare_y}"


def _paths(
    doors: dict[int, Door],
    rows: list[Any],
    trips: list[Any],
    spots: list[tuple[str, int, int]],
    chosen: int,
) -> list[Path]:
    walked: dict[int, dict[int, int]] = defaultdict(dict)
    for row in rows:
        if row.trip_id and row.stair_id in doors:
            at = row.why.get("down_s", row.why.get("at_s", 0))
            earliest = walked[row.trip_id].get(row.stair_id, at)
            walked[row.trip_id][row.stair_id] = min(earliest, at)
    home = (spots[0][1], spots[0][2]) if spots else (0, 0)
    found = []
    ends: dict[int, int] = defaultdict(int)
    for trip in trips:
        order = sorted(walked[trip.id], key=lambda stair: (walked[trip.id][stair], stair))
        if not order:
            continue
        spread = (trip.number % 5 - 2) * 2  # trips to one stair lie side by side
        at = [(doors[s].x + spread, doors[s].y + 4) for s in order]
        line = [home, *at, home]
        text = " ".join(f"{x},{y}" for x, y in line)
        shown = chosen in {0, trip.number}
        row, column = divmod(
            ends[order[-1]], 2
        )  # numbers of trips that end at one stair stand in two columns
        ends[order[-1]] += shown
        x, y = doors[order[-1]].x - 5 + 10 * column, doors[order[-1]].y + 12 + 10 * row
        found.append(Path(trip.number, (trip.carrier_no - 1) % 6 + 1, text, x, y, shown))
    return found
