"""What a spreadsheet is here: sheets of rows of cells, and the ways in which a file can fail to be one."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

Cell = str | int | float | bool | Decimal | date | datetime | time | timedelta | None
"""Read cells are never None or Decimal: an empty cell is "". Numbers of XLSX come as float (1101.0)."""


class TableError(Exception):
    """A file or sheet we cannot take, as a stable code with facts. The door says it in the reader's language.

    too_large(limit, size), empty, not_a_spreadsheet(looks_like), unsupported(kind), password, broken(kind),
    zip_bomb(limit), too_many_rows(limit, sheet), too_many_cells(limit, sheet),
    no_header(missing, found, row).
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


@dataclass(frozen=True)
class Limits:
    """Above these a file is refused before it is unpacked into memory. Rows and cells count per sheet."""

    bytes: int = 64 * 2**20
    unpacked: int = 512 * 2**20
    rows: int = 200_000
    cells: int = 4_000_000


LIMITS = Limits()


@dataclass(frozen=True)
class Sheet:
    """`rows[i]` is row i + 1 of the file; all are as wide as the sheet; merged cells hold its value."""

    name: str
    rows: list[list[Cell]]
    hidden: bool = False


@dataclass(frozen=True)
class Table:
    """A file that was read: `kind` is xlsx, xls, ods or csv; `encoding` is set for csv."""

    sheets: list[Sheet]
    kind: str
    encoding: str = ""


def as_text(cell: Cell) -> str:
    """A cell as a person sees it: 1101.0 -> "1101", 13800138000.0 -> "13800138000", None -> ""."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**63:
        return str(int(cell))
    return str(cell).strip()
