"""Writes XLSX with bounded memory: numbers stay numbers, text stays text whatever it begins with."""

import io
import math
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

import xlsxwriter

from anxin.paper.cells import Cell, Sheet, as_text
from anxin.paper.headers import Column, Header

LONGEST = 32_767
SURE_DIGITS = 10**15
NARROWEST, WIDEST, MEASURED_ROWS = 8, 48, 200
FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(frozen=True)
class NewSheet:
    """`rows` may be a generator; the first row is the header. `marked` are row indices to tint."""

    name: str
    rows: Iterable[Sequence[Cell]]
    header_row: int = 0
    marked: frozenset[int] = frozenset()
    text_columns: frozenset[int] = frozenset()
    """Columns a person will fill and Excel must not turn into numbers (0101, telephone numbers)."""


def write_table(sheets: Iterable[NewSheet], *, watermark: str | None = None) -> bytes:
    """An XLSX file. `watermark` (who took it, when) stands in its properties and on every printed page."""
    out = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(out, options) as book:
        styles = _styles(book)
        taken: set[str] = set()
        for sheet in sheets:
            page = book.add_worksheet(_sheet_name(sheet.name, taken))
            _write_sheet(page, sheet, styles)
            if watermark:
                page.set_footer("&L" + watermark.replace("&", "&&")[:200] + "&R&P / &N")
        if not taken:
            book.add_worksheet()
        if watermark:
            book.set_properties({"comments": watermark})
    return out.getvalue()


def write_back(
    sheet: Sheet,
    header: Header,
    reasons: Mapping[int, str],
    *,
    heading: str,
    faulty_only: bool = False,
    watermark: str | None = None,
) -> bytes:
    """The same sheet with a column of reasons; `reasons` maps an index in `sheet.rows` to a sentence.

    A reason column of an earlier round (same heading) is used again, so a file can go back and forth.
    """
    top = sheet.rows[header.row_index]
    at = next((i for i, cell in enumerate(top) if as_text(cell) == heading), len(top))

    def rows() -> Iterator[Sequence[Cell]]:
        for index, row in enumerate(sheet.rows):
            if index < header.first_row or not faulty_only or index in reasons:
                said = heading if index == header.row_index else reasons.get(index, "")
                yield [*row[:at], said, *row[at + 1 :]]

    kept = range(len(sheet.rows))
    if faulty_only:
        kept_rows = [i for i in kept if i < header.first_row or i in reasons]
        marked = frozenset(new for new, old in enumerate(kept_rows) if old in reasons)
    else:
        marked = frozenset(reasons)
    page = NewSheet(sheet.name, rows(), header.row_index, marked)
    return write_table([page], watermark=watermark)


def template(
    columns: Sequence[Column], examples: Sequence[Sequence[Cell]], *, name: str, mark: str = "示例"
) -> bytes:
    """An empty workbook: headings (required ones with *), then sample rows whose last cell says `mark`."""
    header = [column.names[0] + ("*" if column.required else "") for column in columns]
    samples = [[*example, *[""] * (len(columns) - len(example)), mark] for example in examples]
    text = frozenset(range(len(columns)))
    return write_table([NewSheet(name, [[*header, ""], *samples], text_columns=text)])


def is_example(row: Sequence[Cell], *, mark: str = "示例") -> bool:
    """Whether this is a sample row left in a template."""
    return next((as_text(cell) for cell in reversed(row) if cell not in ("", None)), "") == mark


def _styles(book: Any) -> dict[str, Any]:
    tint = {"bg_color": "#FEF3C7"}
    return {
        "header": book.add_format({"bold": True, "bottom": 1, "bg_color": "#F5F5F4", "valign": "vcenter"}),
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        "time": book.add_format({"num_format": "hh:mm:ss"}),
        "plain": None,
        "marked": book.add_format(tint),
        "marked_date": book.add_format({**tint, "num_format": "yyyy-mm-dd"}),
        "marked_datetime": book.add_format({**tint, "num_format": "yyyy-mm-dd hh:mm:ss"}),
        "marked_time": book.add_format({**tint, "num_format": "hh:mm:ss"}),
    }


def _write_sheet(page: Any, sheet: NewSheet, styles: Mapping[str, Any]) -> None:
    rows = iter(sheet.rows)
    first = list(islice(rows, MEASURED_ROWS))
    for column, width in enumerate(_widths(first)):
        page.set_column(column, column, width, styles["text"] if column in sheet.text_columns else None)
    page.freeze_panes(sheet.header_row + 1, 0)
    page.repeat_rows(0, sheet.header_row)
    for index, row in enumerate(_chained(first, rows)):
        tint = "marked_" if index in sheet.marked else ""
        for column, cell in enumerate(row):
            if index == sheet.header_row:
                page.write_string(index, column, _clean(as_text(cell)), styles["header"])
            else:
                _write_cell(page, index, column, cell, styles, tint)


def _chained(first: list[Sequence[Cell]], rest: Iterator[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    yield from first
    yield from rest


def _write_cell(page: Any, row: int, column: int, cell: Cell, styles: Mapping[str, Any], tint: str) -> None:
    plain = styles["marked"] if tint else None
    if cell is None or cell == "":
        if tint:
            page.write_blank(row, column, None, plain)
    elif isinstance(cell, str):
        page.write_string(row, column, _clean(cell), plain)
    elif isinstance(cell, bool):
        page.write_boolean(row, column, cell, plain)
    elif isinstance(cell, (int, float, Decimal)):
        _write_number(page, row, column, cell, plain)
    elif isinstance(cell, datetime):
        page.write_datetime(row, column, cell, styles[f"{tint}datetime"])
    elif isinstance(cell, date):
        page.write_datetime(row, column, cell, styles[f"{tint}date"])
    elif isinstance(cell, (time, timedelta)):
        page.write_datetime(row, column, cell, styles[f"{tint}time"])


def _write_number(page: Any, row: int, column: int, cell: int | float | Decimal, style: Any) -> None:
    if isinstance(cell, int) and abs(cell) >= SURE_DIGITS:
        page.write_string(row, column, str(cell), style)  # a spreadsheet keeps fifteen digits
    elif not math.isfinite(cell):
        page.write_string(row, column, str(cell), style)
    else:
        page.write_number(row, column, cell, style)


def _clean(text: str) -> str:
    """Text a spreadsheet can hold: whole characters, no control codes, not longer than a cell."""
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return kept if len(kept) <= LONGEST else kept[: LONGEST - 1] + "…"


def _widths(rows: Sequence[Sequence[Cell]]) -> list[float]:
    widths: list[float] = []
    for row in rows:
        widths.extend([NARROWEST] * (len(row) - len(widths)))
        for column, cell in enumerate(row):
            widths[column] = max(widths[column], min(WIDEST, _width(as_text(cell)) + 2))
    return widths


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text[:WIDEST])


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """A name Excel accepts: at most 31 characters, none forbidden, no double."""
    base = _clean(wanted).translate(FORBIDDEN_IN_NAMES).replace("\n", " ").strip()[:31] or "Sheet"
    name, turn = base, 2
    while name.lower() in taken:
        ending = f" {turn}"
        name, turn = base[: 31 - len(ending)] + ending, turn + 1
    taken.add(name.lower())
    return name
