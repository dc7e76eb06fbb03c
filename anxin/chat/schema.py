"""Entries as the JSON of the data contract, and contexts read from it. Plain dictionaries only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from anxin.chat.terms import Context, Earlier, Entry, Line


def context_from(record: Mapping[str, Any] | None) -> Context:
    """A context object of the contract; unknown keys are ignored, wrong types raise ValueError."""
    if record is None:
        return Context()
    if not isinstance(record, Mapping):
        raise ValueError("context is not an object")
    options = record.get("options") or {}
    previous = record.get("previous") or []
    if not isinstance(options, Mapping) or not isinstance(previous, Sequence):
        raise ValueError("context.options or context.previous has the wrong shape")
    return Context(
        sender=_text(record.get("sender")),
        default_product=_text(record.get("default_product")),
        options={str(code): str(name) for code, name in options.items()},
        compound=_text(record.get("compound")),
        previous=tuple(Earlier(_text(each.get("sender")), str(each.get("text") or "")) for each in previous),
    )


def prediction(key: str, entries: Sequence[Entry]) -> dict[str, Any]:
    """One line of predictions: entries, the lowest confidence and all review reasons."""
    return {
        "id": key,
        "entries": [entry_record(entry) for entry in entries],
        "confidence": min((entry.confidence for entry in entries), default=1.0),
        "review": sorted({reason for entry in entries for reason in entry.review}),
    }


def entry_record(entry: Entry) -> dict[str, Any]:
    address, contact = entry.address, entry.contact
    return {
        "address": address and {"building": address.building, "unit": address.unit, "room": address.room},
        "contact": contact and {"name": contact.name, "phone": contact.phone},
        "lines": [_line(line) for line in entry.lines],
        "intent": entry.intent,
        "needs": list(entry.needs),
        "temperature": number(entry.temperature),
        "note": entry.note,
        "confidence": entry.confidence,
        "review": list(entry.review),
        "spans": [[span.start, span.end, span.field] for span in entry.spans],
    }


def _line(line: Line) -> dict[str, Any]:
    record: dict[str, Any] = {
        "product": line.product,
        "code": line.code,
        "qty": number(line.qty),
        "unit": line.unit,
    }
    if line.note:
        record["note"] = line.note
    if line.op:
        record["op"] = line.op
    return record


def number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
