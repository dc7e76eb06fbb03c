"""The door of the room: a text and its context in, entries out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from anxin.chat.catalogue import Catalogue
from anxin.chat.entries import address_in, nothing, read_entry
from anxin.chat.frame import Frame, Memory
from anxin.chat.normal import Text, text_of
from anxin.chat.segments import Layout, Lesson, layout, learn
from anxin.chat.split import households, piece
from anxin.chat.terms import Context, Earlier, Entry, Kind, Reading
from anxin.chat.unwrap import unwrap

MAX_TEXT = 200_000  # characters; what is longer is cut and said so by the door, never read forever


def read(text: str, catalogue: Catalogue, context: Context | None = None) -> list[Entry]:
    """The entries of one message. Never raises for any text."""
    return list(read_message(text, catalogue, context).entries)


def read_message(text: str, catalogue: Catalogue, context: Context | None = None) -> Reading:
    """The entries with what the header taught. Spans count characters of `text`."""
    frame = _frame(catalogue, context or Context())
    wrapped = unwrap(text[:MAX_TEXT], frame)
    header = wrapped.header
    kind: Kind = wrapped.kind
    entries = wrapped.entries
    if entries is None:
        inner = wrapped.text
        found = layout(inner.norm)
        if found is not None and (found.rows or found.titled):
            entries = _relay(inner, wrapped.authors, found, frame)
            header = found.header
            kind = "relay" if kind == "message" else kind
        else:
            entries = _free(inner, frame)
    if not entries:
        entries = [] if kind in ("relay", "xml") and text.strip() else [nothing(len(text))]
    return Reading(tuple(entries), kind, header, frame.default_product, frame.options)


def _frame(catalogue: Catalogue, context: Context) -> Frame:
    default = context.default_product
    if default is not None:
        item = catalogue.find(default)
        default = item.name if item else default
    return Frame(
        catalogue, default, dict(context.options), context.sender, context.compound,
        remembered(context.previous, catalogue),
    )  # fmt: skip


def remembered(previous: Sequence[Earlier], catalogue: Catalogue) -> Memory:
    """Read the earlier messages for what they ordered."""
    memory = Memory()
    for earlier in previous[-20:]:
        frame = Frame(catalogue, sender=earlier.sender, memory=memory)
        text = text_of(earlier.text)
        found = layout(text.norm)
        if found is not None and found.rows:
            _relay(text, [], found, frame)
        else:
            _free(text, frame)
    return memory


def _free(text: Text, frame: Frame) -> list[Entry]:
    """A message outside a relay: one entry, or one for each household it orders for."""
    made = [read_entry(part, frame) for part in households(text, frame)]
    acting = [entry for entry in made if entry.intent != "other"]
    return acting if len(made) > 1 and acting else made[:1]


def _relay(text: Text, authors: Sequence[str], found: Layout, frame: Frame) -> list[Entry]:
    _teach(frame, learn(found.header, frame.catalogue))
    frame.row = True
    contents = [piece(text, row.start, row.end) for row in found.rows]
    frame.names_first = _names_first([content.norm for content in contents])
    entries = []
    for place, (row, content) in enumerate(zip(found.rows, contents, strict=True)):
        if content.norm.strip():
            author = authors[place] if len(authors) == len(contents) else None
            entries.append(replace(read_entry(content, frame), row_number=row.number, author=author))
    return entries


def _teach(frame: Frame, lesson: Lesson) -> None:
    if lesson.default_product:
        frame.default_product = lesson.default_product
    if lesson.options:
        frame.options = {**frame.options, **lesson.options}
    frame.menu = tuple(lesson.menu)
    frame.about_else = lesson.about_else


def _names_first(rows: list[str]) -> bool:
    """Do most rows begin with a nickname? Then an order-like first word is a nickname too."""
    firsts = [row.split(None, 1)[0] for row in rows if len(row.split()) > 1]
    if len(firsts) < 3:
        return False
    names = [word for word in firsts if not re.search(r"\d|[斤份盒袋箱]", word) and address_in(word) is None]
    return len(names) >= 0.75 * len(firsts)
