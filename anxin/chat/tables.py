"""Exported sheets pasted as text: columns by heading, one entry for each order."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from anxin.chat.doubts import confidence_of
from anxin.chat.entries import address_in, read_entry
from anxin.chat.frame import Frame
from anxin.chat.grammar import ZH, bounded
from anxin.chat.normal import plain, text_of
from anxin.chat.numerals import digits, value
from anxin.chat.terms import Address, Contact, Entry, Line, Span

_DROPPED = bounded(ZH.table["dropped_orders"]["states"])
_AMOUNT = bounded(rf"^\s*(?P<n>\d+(?:\.\d+)?|[一二两三四五六七八九十]+)\s*(?P<u>{ZH.unit})?\s*$")
_RULE = bounded(r"^[\s|:+\-=]*$")


@dataclass(slots=True)
class _Cell:
    start: int
    end: int
    words: str


_Row = dict[str, _Cell]


def read_table(original: str, frame: Frame) -> list[Entry] | None:
    """The orders of a sheet, or None when the text is no sheet."""
    if "\n" not in original.strip():
        return None
    found = _heading(original)
    if found is None:
        return None
    sign, columns, body = found
    entries: list[Entry] = []
    keys: list[str] = []
    for start, end in _lines(original, body):
        row = _row(original, start, end, sign, columns)
        if not any(cell.words for cell in row.values()) or _RULE.match(original[start:end]):
            continue
        if _DROPPED.search(_words(row, "state")):
            continue
        entry = _entry(original, row, frame, (start, end))
        key = _words(row, "key")
        if entries and _continues(row, key, keys[-1]):
            entries[-1] = _merged(entries[-1], entry)
        elif entry.lines or entry.address or entry.contact:
            entries.append(entry)
            keys.append(key)
    return [entry if entry.lines else _bare(entry) for entry in entries] or None


def _heading(original: str) -> tuple[str, list[str | None], int] | None:
    """The separator, the field of each column, and where the rows begin."""
    for start, end in list(_lines(original, 0))[:6]:
        words = plain(original[start:end])
        for sign in ("\t", "|", ",", " "):
            cells = re.split(r"\s+", words.strip()) if sign == " " else words.split(sign)
            fields = [
                ZH.columns.get(re.sub(r"[\s\"]", "", cell)) or ZH.columns.get(_bare_head(cell))
                for cell in cells
            ]
            known = {field for field in fields if field}
            if len(cells) > 1 and len(known) > 1 and "product" in known and len(known) >= len(cells) / 3:
                return sign, fields, end + 1
    return None


def _bare_head(cell: str) -> str:
    return re.sub(r"[(（].*$|[\s\"]", "", cell)


def _lines(original: str, start: int) -> list[tuple[int, int]]:
    edges = []
    while start <= len(original):
        end = original.find("\n", start)
        end = len(original) if end < 0 else end
        if original[start:end].strip():
            edges.append((start, end))
        start = end + 1
    return edges


def _row(original: str, start: int, end: int, sign: str, columns: list[str | None]) -> _Row:
    pattern = r"\S+" if sign == " " else rf"[^{re.escape(sign)}{'，' if sign == ',' else ''}]*"
    row: _Row = {}
    place, index = start, 0
    while place <= end and index < len(columns):
        match = (
            bounded(pattern).search(original, place, end)
            if sign == " "
            else bounded(pattern).match(original, place, end)
        )
        if match is None:
            break
        cell = _Cell(match.start(), match.end(), match.group().strip().strip('"'))
        name = columns[index]
        if name and (name not in row or not row[name].words):
            row[name] = cell
        place, index = match.end() + 1, index + 1
    return row


def _words(row: _Row, field: str) -> str:
    return row[field].words if field in row else ""


def _continues(row: _Row, key: str, last_key: str) -> bool:
    """Further lines of the same order: same number, or nothing but products."""
    who = _words(row, "address") or _words(row, "contact") or _words(row, "room")
    return (bool(key) and key == last_key and "key" in row and not _is_count(row)) or (not who and not key)


def _is_count(row: _Row) -> bool:
    return False


def _entry(original: str, row: _Row, frame: Frame, extent: tuple[int, int]) -> Entry:
    inner = replace(frame, row=True, sender=None)
    reasons: list[str] = []
    spans: list[Span] = []
    lines: tuple[Line, ...] = ()
    if _words(row, "product"):
        cell = row["product"]
        entry = read_entry(text_of(original, cell.start, cell.end), inner)
        reasons += [reason for reason in entry.review if reason not in ("address_missing", "text_left_over")]
        spans += [span for span in entry.spans if span.field in ("product", "qty", "note", "spec", "price")]
        lines = _counted(original, row, entry.lines or _unknown(cell), spans)
    address = _address(row)
    contact = Contact(_words(row, "contact") or None, _phone(row))
    spans += [
        Span(row[name].start, row[name].end, name)
        for name in ("address", "contact", "phone")
        if _words(row, name)
    ]
    needs = ("medicine",) if any(_is_medicine(frame, line) for line in lines) else ()
    reasons += ["address_missing"] if address is None else []
    reasons += ["product_unknown"] if any(line.code is None for line in lines) else []
    kept = tuple(dict.fromkeys(reasons))
    return Entry(
        address, contact if contact.name or contact.phone else None, lines, "order", needs, None,
        confidence_of(kept), kept, tuple(spans), extent, note=_words(row, "note") or None,
    )  # fmt: skip


def _counted(original: str, row: _Row, lines: tuple[Line, ...], spans: list[Span]) -> tuple[Line, ...]:
    """Put the amount of the quantity column on the one product of the row."""
    match = _AMOUNT.match(plain(_words(row, "qty")))
    if match is None or len(lines) != 1:
        return lines
    unit = ZH.canonical[match["u"]] if match["u"] else ZH.canonical.get(_words(row, "unit_of"))
    spans.append(Span(row["qty"].start, row["qty"].end, "qty"))
    return (replace(lines[0], qty=value(match["n"]), unit=unit),)


def _unknown(cell: _Cell) -> tuple[Line, ...]:
    name = plain(cell.words)
    return (
        (Line(name, None, Decimal(1), None, spans=(Span(cell.start, cell.end, "product"),)),) if name else ()
    )


def _address(row: _Row) -> Address | None:
    if _words(row, "room") or _words(row, "building"):
        parts = [re.sub(r"\D+$", "", plain(_words(row, name))) for name in ("building", "unit", "room")]
        building, unit, room = (digits(part) if part else None for part in parts)
        if building or room:
            return Address(building, unit, room)
    for name in ("address", "contact"):
        found = address_in(_words(row, name)) if _words(row, name) else None
        if found is not None:
            return found
    return None


def _phone(row: _Row) -> str | None:
    return re.sub(r"[^\d*]", "", plain(_words(row, "phone"))) or None


def _is_medicine(frame: Frame, line: Line) -> bool:
    item = frame.catalogue.find(line.product)
    return item is not None and item.category == "medicine"


def _merged(first: Entry, more: Entry) -> Entry:
    reasons = tuple(dict.fromkeys((*first.review, *(r for r in more.review if not r.startswith("address")))))
    return replace(
        first, lines=(*first.lines, *more.lines), spans=(*first.spans, *more.spans), review=reasons,
        needs=tuple(dict.fromkeys((*first.needs, *more.needs))), confidence=confidence_of(reasons),
        span=(first.span[0], more.span[1]),
    )  # fmt: skip


def _bare(entry: Entry) -> Entry:
    """A row that orders nothing stays visible, to be looked at."""
    return replace(entry, intent="other", address=None, contact=None, needs=(), review=("row_unread",))
