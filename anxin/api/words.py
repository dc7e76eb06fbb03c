"""Pasted chats and what was read from them: taken when sure, put to a person otherwise."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Field, Query, Router, Status

from anxin.access.terms import Permission
from anxin.api.guard import Asked, needs
from anxin.api.shapes import NO_NUL, Id, In, Milli, Out, Page, Version, Window, Word, page, paged
from anxin.flows import chat_orders
from anxin.supply.actions import entries as actions
from anxin.supply.queries import messages as read
from anxin.supply.queries import rounds

router = Router(tags=["messages"])
P = Permission


class PasteIn(In):
    compound_id: Id
    text: Annotated[str, Field(min_length=1, max_length=60_000, pattern=NO_NUL)]
    sender: Word = ""


class Taken(Out):
    message_id: Id
    counts: dict[str, int] = Field(description="entries by state and by change against an earlier copy")
    warning: str


class Span(Out):
    start: int
    end: int
    kind: str


class EntryLine(Out):
    """`item_id` and `qty_milli` are missing where the words name nothing that is offered; `doubt` says why."""

    product: str
    code: str
    item_id: Id | None
    qty_milli: int | None
    doubt: str


class Entry(Out):
    id: Id
    message_id: Id
    round_id: Id
    compound_id: Id
    row: int
    words: str
    start: int
    end: int
    spans: list[Span]
    intent: str
    state: str
    change: str
    confidence: float
    reasons: list[str]
    lines: list[EntryLine]
    household_id: Id | None
    settled_at: datetime | None
    version: int


class EntriesWanted(Window):
    round_id: Id | None = None


class Amount(In):
    item_id: Id
    qty_milli: Milli


class AcceptIn(In):
    household_id: Id
    lines: Annotated[list[Amount], Field(max_length=60)]
    version: Version


class SeenIn(In):
    version: Version


class Accepted(Out):
    order_id: Id | None


def entry_out(row: Any) -> Entry:
    """Needs and temperatures are health: they are on the care team's list, not here."""
    lines = [
        EntryLine(
            product=line.get("product") or "", code=line.get("code") or "", item_id=line.get("item"),
            qty_milli=line.get("qty_milli"), doubt=line.get("doubt") or "",
        )
        for line in row.lines
    ]  # fmt: skip
    return Entry(
        id=row.id, message_id=row.message_id, round_id=row.round_id, compound_id=row.compound_id, row=row.row,
        words=row.message.text[row.start : row.end], start=row.start, end=row.end,
        spans=[Span(start=s[0], end=s[1], kind=s[2]) for s in row.spans], intent=row.intent, state=row.state,
        change=row.change, confidence=row.confidence, reasons=row.reasons, lines=lines,
        household_id=row.household_id, settled_at=row.settled_at, version=row.version,
    )  # fmt: skip


@router.post("/rounds/{round_id}/messages", response={201: Taken}, auth=needs(P.MESSAGE_PASTE))
def paste_message(request: Asked, round_id: Id, said: PasteIn) -> Any:
    """A relay or a stretch of chat. The same text twice is one message; a later copy shows only what changed."""
    taken = chat_orders.take(
        by=request.auth, round_id=round_id, compound_id=said.compound_id, text=said.text, sender=said.sender
    )
    return Status(
        201, {"message_id": taken.message_id, "counts": dict(taken.counts), "warning": taken.warning}
    )


@router.get("/messages/{message_id}/entries", response=Page[Entry], auth=needs(P.MESSAGE_PASTE))
def list_entries_of_message(request: Asked, message_id: Id, window: Query[Window]) -> Any:
    """All entries of one text in its own order, with the words they were read from."""
    message = read.message(request.auth, message_id)
    rows = read.entries_of(message)[window.offset : window.offset + window.limit + 1]
    for row in rows:
        row.message = message  # known already: no query for each
    return paged(rows, window, entry_out)


@router.get("/entries", response=Page[Entry], auth=needs(P.ENTRY_REVIEW))
def list_review(request: Asked, wanted: Query[EntriesWanted]) -> Any:
    """What waits for a person, oldest first."""
    round_ = rounds.get(request.auth, wanted.round_id) if wanted.round_id is not None else None
    return page(read.review(request.auth, round_), wanted, entry_out)


@router.post("/entries/{entry_id}/accept", response=Accepted, auth=needs(P.ENTRY_REVIEW))
def accept_entry(request: Asked, entry_id: Id, said: AcceptIn) -> Any:
    """A person read the words and says: this household, these amounts."""
    order = actions.accept(
        by=request.auth, entry_id=entry_id, household_id=said.household_id, version=said.version,
        lines=[(line.item_id, line.qty_milli) for line in said.lines],
    )  # fmt: skip
    return {"order_id": order.id if order else None}


@router.post("/entries/{entry_id}/dismiss", response={204: None}, auth=needs(P.ENTRY_REVIEW))
def dismiss_entry(request: Asked, entry_id: Id, said: SeenIn) -> Any:
    """Nothing to do for it; the words stay with the message."""
    actions.dismiss(by=request.auth, entry_id=entry_id, version=said.version)
    return Status(204, None)


@router.post("/entries/{entry_id}/reopen", response={204: None}, auth=needs(P.ENTRY_REVIEW))
def reopen_entry(request: Asked, entry_id: Id, said: SeenIn) -> Any:
    """Back to the review list; an order it gave stays until the review says otherwise."""
    actions.reopen(by=request.auth, entry_id=entry_id, version=said.version)
    return Status(204, None)


@router.post("/entries/{entry_id}/withdraw", response={204: None}, auth=needs(P.ENTRY_REVIEW))
def withdraw_entry(request: Asked, entry_id: Id, said: SeenIn) -> Any:
    """A person agrees that a row gone from the relay takes its order back."""
    actions.accept_withdrawal(by=request.auth, entry_id=entry_id, version=said.version)
    return Status(204, None)
