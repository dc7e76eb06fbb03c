"""Reads what offices send: XLSX, XLS, ODS by calamine; CSV and TSV by us. The content decides."""

import io

from python_calamine import (
    CalamineError,
    CalamineSheet,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from anxin.paper.cells import LIMITS, Cell, Limits, Sheet, Table, TableError
from anxin.paper.plain_text import read_delimited
from anxin.paper.unpacking import workbook_kind

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOREIGN = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
)
TEXT_NAMES = (".csv", ".tsv", ".txt", ".tab")


def read_table(content: bytes, filename: str, *, limits: Limits = LIMITS) -> Table:
    """Every sheet of the file with its cells as values (formulas as their last result). Raises TableError."""
    if len(content) > limits.bytes:
        raise TableError("too_large", limit=limits.bytes, size=len(content))
    if not content.strip():
        raise TableError("empty")
    kind = _kind(content, filename, limits)
    if kind == "csv":
        rows, encoding = read_delimited(content, limits)
        table = Table([Sheet(filename.rsplit(".", 1)[0], rows)], kind, encoding)
    else:
        table = Table(_sheets(content, kind, limits), kind)
    if not any(cell != "" for sheet in table.sheets for row in sheet.rows for cell in row):
        raise TableError("empty")
    return table


def _kind(content: bytes, filename: str, limits: Limits) -> str:
    if content.startswith(b"PK"):
        return workbook_kind(content, limits)
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise TableError("password")
        return "xls"
    for start, looks_like in FOREIGN:
        if content.startswith(start):
            raise TableError("not_a_spreadsheet", looks_like=looks_like)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise TableError("not_a_spreadsheet", looks_like="html")
    if not filename.lower().endswith(TEXT_NAMES) and not any(
        mark in content[:20_000] for mark in (b",", b"\t", b";")
    ):
        raise TableError("not_a_spreadsheet", looks_like="text")
    return "csv"


def _sheets(content: bytes, kind: str, limits: Limits) -> list[Sheet]:
    try:
        with load_workbook(io.BytesIO(content)) as book:
            found = [
                _sheet(book.get_sheet_by_name(meta.name), meta.visible != SheetVisibleEnum.Visible, limits)
                for meta in book.sheets_metadata
                if meta.typ == SheetTypeEnum.WorkSheet
            ]
    except PasswordError as fault:
        raise TableError("password") from fault
    except (CalamineError, ValueError, OSError) as fault:
        raise TableError("broken", kind=kind) from fault
    except BaseException as fault:
        # A panic inside calamine (pyo3) is no Exception, yet only means that this file is damaged.
        if type(fault).__name__ != "PanicException":
            raise
        raise TableError("broken", kind=kind) from fault
    return found


def _sheet(sheet: CalamineSheet, hidden: bool, limits: Limits) -> Sheet:
    if sheet.end is None:
        return Sheet(sheet.name, [], hidden)
    height, width = sheet.end[0] + 1, sheet.end[1] + 1
    if height > limits.rows:
        raise TableError("too_many_rows", limit=limits.rows, sheet=sheet.name)
    if height * width > limits.cells:
        raise TableError("too_many_cells", limit=limits.cells, sheet=sheet.name)
    rows: list[list[Cell]] = [list[Cell](row) for row in sheet.to_python(skip_empty_area=False)]
    _fill_merged(rows, sheet.merged_cell_ranges or [], limits)
    return Sheet(sheet.name, rows, hidden)


def _fill_merged(
    rows: list[list[Cell]], ranges: list[tuple[tuple[int, int], tuple[int, int]]], limits: Limits
) -> None:
    """One merged "3号楼" over forty rows means forty times 3号楼."""
    work = limits.cells
    for (top, left), (bottom, right) in ranges:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        for row in rows[top : bottom + 1]:
            reach = min(right + 1, len(row))
            work -= reach - left
            row[left:reach] = [value] * (reach - left)
        if work < 0:
            raise TableError("too_many_cells", limit=limits.cells, sheet="")
