"""Texts as they were pasted, with what the reader made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.supply.models import Entry, Message
from anxin.supply.queries import messages as read
from anxin.supply.rules import messages as rules
from anxin.supply.terms import Change, EntryState

QUEUED = "queued"
"""The reason of an entry that is sure and is about to be taken (at once, or by a job when there are many)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of the reader, as plain values ready to be kept. `follows`: the entry of the copy before."""

    start: int
    end: int
    intent: str
    state: EntryState
    reasons: tuple[str, ...] = ()
    change: Change = Change.ADDED
    household_id: int | None = None
    path: str = ""
    address: Mapping[str, Any] | None = None
    contact: Mapping[str, Any] | None = None
    lines: Sequence[Mapping[str, Any]] = ()
    needs: Sequence[str] = ()
    temperature: Decimal | None = None
    spans: Sequence[tuple[int, int, str]] = ()
    author: str = ""
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Pasted:
    """What the reader said of the whole text."""

    kind: str
    snapshot: int
    rows: Sequence[Row]
    replaces: int | None = None  # the message this is a later copy of
    withdrawn: Sequence[int] = field(default=())  # entries of that copy that are gone


@transaction.atomic
def paste(
    *, by: Actor, round_id: int, compound_id: int, text: str, pasted: Pasted, sender: str = ""
) -> tuple[Message, bool]:
    """Keep the text and its entries; (message, new). The same text twice is one message, unchanged."""
    site = read.site(by, round_id, compound_id)
    text = rules.readable(text)
    message, made = Message.objects.get_or_create(
        subdistrict_id=site.subdistrict_id, round_id=round_id, compound_id=compound_id, text_hash=rules.text_hash(text),
        defaults={
            "text": text, "sender": sender[:60], "kind": pasted.kind, "snapshot": pasted.snapshot,
            "pasted_by": by.label, "pasted_at": clock.now(), "path": site.path,
        },
    )  # fmt: skip
    if not made:
        return message, False
    Entry.objects.bulk_create(
        [_entry(message, place, row) for place, row in enumerate(pasted.rows)], batch_size=500
    )
    if pasted.replaces is not None:
        _step_aside(by, message, pasted.replaces, pasted.withdrawn)
    record(
        "message.pasted", by=by, subdistrict_id=site.subdistrict_id, about=f"message:{message.id}", path=site.path,
        kind=pasted.kind, rows=len(pasted.rows), withdrawn=len(pasted.withdrawn),
    )  # fmt: skip
    return message, True


def _entry(message: Message, place: int, row: Row) -> Entry:
    done = row.state in {EntryState.DISMISSED, EntryState.TAKEN}
    return Entry(
        subdistrict_id=message.subdistrict_id, message_id=message.id, round_id=message.round_id,
        compound_id=message.compound_id, row=place, start=row.start, end=row.end, address=row.address,
        contact=row.contact, lines=list(row.lines), intent=row.intent, needs=list(row.needs),
        temperature=row.temperature, spans=[list(span) for span in row.spans], author=row.author[:60],
        confidence=row.confidence, reasons=list(row.reasons), state=row.state, change=row.change,
        household_id=row.household_id, path=row.path or message.path,
        settled_by="copy:0" if done else "", settled_at=message.pasted_at if done else None,
    )  # fmt: skip


def _step_aside(by: Actor, message: Message, replaces: int, withdrawn: Sequence[int]) -> None:
    """What waited for review in the copy before waits in this one now; rows that are gone are marked so.

    Only rows of the actor's area: what a chief pastes sets nobody else's building aside.
    """
    earlier = read.entries(by, to=Permission.MESSAGE_PASTE).filter(
        subdistrict_id=message.subdistrict_id, message_id=replaces
    )
    earlier = Entry.objects.filter(
        subdistrict_id=message.subdistrict_id, id__in=list(earlier.values_list("id", flat=True))
    )
    waiting = earlier.filter(state=EntryState.REVIEW)
    waiting.exclude(id__in=list(withdrawn)).update(
        state=EntryState.DISMISSED, settled_by=f"message:{message.id}", settled_at=message.pasted_at
    )
    earlier.filter(id__in=list(withdrawn)).update(change=Change.WITHDRAWN)
