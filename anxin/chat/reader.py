"""The door of the room: a text and its context in, entries out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from anxin.chat.catalogue import Catalogue
from anxin.chat.entries import address_in, read_entry
from anxin.chat.frame import Frame, Memory
from anxin.chat.normal import plain, text_of
from anxin.chat.segments import Layout, Lesson, Row, layout, learn
from anxin.chat.split import households
from anxin.chat.terms import Context, Earlier, Entry, Kind, Reading
from anxin.chat.unwrap import Wrapped, unwrap

MAX_TEXT = 200_000  # characters; what is longer is cut and said so by the door, never read forever


def read(text: str, catalogue: Catalogue, context: Context | None = None) -> list[Entry]:
    """The entries of one message. Never raises for any text."""
    return list(read_message(text, catalogue, context).entries)


def read_message(text: str, catalogue: Catalogue, context: Context | None = None) -> Reading:
    """The entries with what the header taught. Spans count characters of `text`."""
    context = context or Context()
    frame = _frame(catalogue, context)
    wrapped = unwrap(text[:MAX_TEXT], frame)
    if wrapped.entries is not None:
        return Reading(
            tuple(wrapped.entries), wrapped.kind, wrapped.header, frame.default_product, frame.options
        )
    body = text[wrapped.start : wrapped.end]
    found = layout(wrapped.inner if wrapped.inner is not None else body)
    if found is None or (not found.rows and not found.titled):
        entries = _free(text, wrapped, frame)
        return Reading(tuple(entries), wrapped.kind, "", frame.default_product, frame.options)
    entries = _relay(text, wrapped, found, frame)
    kind: Kind = "relay" if wrapped.kind == "message" else wrapped.kind
    return Reading(tuple(entries), kind, found.header, frame.default_product, frame.options)


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
        found = layout(earlier.text)
        if found is not None and found.rows:
            _relay(earlier.text, Wrapped(), found, frame)
        else:
            _free(earlier.text, Wrapped(), frame)
    return memory


def _free(text: str, wrapped: Wrapped, frame: Frame) -> list[Entry]:
    """A message outside a relay: one entry, or one for each household it orders for."""
    end = len(text) if wrapped.end is None else wrapped.end
    made = [read_entry(part, frame) for part in households(text_of(text, wrapped.start, end), frame)]
    acting = [entry for entry in made if entry.intent != "other"]
    return acting if len(made) > 1 and acting else made[:1]


def _relay(text: str, wrapped: Wrapped, found: Layout, frame: Frame) -> list[Entry]:
    lesson = learn(found.header, frame.catalogue)
    _teach(frame, lesson)
    frame.row = True
    contents = [text_of(text, wrapped.start + row.start, wrapped.start + row.end) for row in found.rows]
    frame.names_first = _names_first([content.norm for content in contents])
    entries = []
    for row, content in zip(found.rows, contents, strict=True):
        if content.norm.strip():
            entries.append(replace(read_entry(content, frame), row_number=row.number))
    return entries


def _teach(frame: Frame, lesson: Lesson) -> None:
    if lesson.default_product:
        frame.default_product = lesson.default_product
    if lesson.options:
        frame.options = {**frame.options, **lesson.options}
    frame.about_else = lesson.about_else


def _names_first(rows: list[str]) -> bool:
    """Do most rows begin with a nickname? Then an order-like first word is a nickname too."""
    firsts = [row.split(None, 1)[0] for row in rows if len(row.split()) > 1]
    if len(firsts) < 3:
        return False
    names = [word for word in firsts if not re.search(r"\d|[斤份盒袋箱]", word) and address_in(word) is None]
    return len(names) >= 0.75 * len(firsts)


def rows_of(text: str) -> list[Row]:
    found = layout(text)
    return found.rows if found else []


def in_one_form(text: str) -> str:
    return plain(text)
