"""The words of the reader: what goes in (Item, Context) and what comes out (Entry, Reading). Plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Op = Literal["set", "add"]
Intent = Literal["cancel", "amend", "order", "help", "checkin", "other"]
Kind = Literal["relay", "message", "xml", "record", "table", "form"]


@dataclass(frozen=True, slots=True)
class Item:
    """One product of the catalogue. `name` is the simplified name every line is reported under."""

    code: str
    name: str
    aliases: tuple[str, ...]
    category: str
    units: tuple[str, ...]
    name_hant: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A message written before this one: who wrote it and its text."""

    sender: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Context:
    """What the group knows besides the text. Product names are catalogue names; `previous` is oldest first."""

    sender: str | None = None
    default_product: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    compound: str | None = None
    previous: tuple[Earlier, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """Characters start..end (end excluded) of the original text, and what they were read as."""

    start: int
    end: int
    field: str


@dataclass(frozen=True, slots=True)
class Address:
    """Building, unit and room as half-width text without leading zeros; None where not written."""

    building: str | None
    unit: str | None
    room: str | None


@dataclass(frozen=True, slots=True)
class Contact:
    """Name as written with its honorific; phone as digits and asterisks."""

    name: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One product with its quantity. qty None: said vaguely or as a range. code None: not in the catalogue."""

    product: str
    code: str | None
    qty: Decimal | None
    unit: str | None
    note: str | None = None
    op: Op | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What one household said in one row or message. `span` is the row's place in the original text."""

    address: Address | None
    contact: Contact | None
    lines: tuple[Line, ...]
    intent: Intent
    needs: tuple[str, ...]
    temperature: Decimal | None
    confidence: float
    review: tuple[str, ...]
    spans: tuple[Span, ...]
    span: tuple[int, int]
    row_number: int | None = None
    author: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All entries of one text, with what its header taught: the default product and the option codes."""

    entries: tuple[Entry, ...]
    kind: Kind
    header: str
    default_product: str | None
    options: Mapping[str, str]
