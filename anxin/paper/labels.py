"""Labels for bags and boxes: door, short code, contents. Never a status, never a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from anxin.paper.parts import Item
from anxin.paper.press import Sheet


@dataclass(frozen=True)
class Label:
    """One household's goods. `door` as people write it, room last: "3号楼 2单元 1101"."""

    compound: str
    door: str
    code: str
    contents: tuple[Item, ...] = ()
    round: str = ""
    wave: str = ""
    part: str = ""
    """"1/2" when the contents need two labels; `in_parts` fills it."""


@dataclass(frozen=True, kw_only=True)
class Labels(Sheet):
    """Labels on A4, `columns` x `rows` per page without gaps; `skip` leaves out places already peeled off."""

    TEMPLATE: ClassVar[str] = "labels.typ"
    WORDS: ClassVar[Mapping[str, str]] = {}

    labels: tuple[Label, ...]
    columns: int = 2
    rows: int = 5
    skip: int = 0


def in_parts(labels: tuple[Label, ...], *, lines: int = 10) -> tuple[Label, ...]:
    """The same labels, with those of more than `lines` items split and numbered "1/2", "2/2"."""
    out: list[Label] = []
    for label in labels:
        pieces = [label.contents[i : i + lines] for i in range(0, len(label.contents), lines)] or [()]
        for no, piece in enumerate(pieces, 1):
            part = f"{no}/{len(pieces)}" if len(pieces) > 1 else label.part
            out.append(Label(label.compound, label.door, label.code, piece, label.round, label.wave, part))
    return tuple(out)
