"""Reads of pasted texts and their entries."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from anxin.access.actor import Actor
from anxin.access.queries import scope
from anxin.access.terms import Permission
from anxin.kernel.errors import NotYours
from anxin.supply.models import Entry, Message, Round, RoundSite
from anxin.supply.queries import homes
from anxin.supply.terms import Change, EntryState

ON_PAGE = "page"
"""The kind of message a household writes on its own page."""


def entries(actor: Actor, *, to: Permission = Permission.ENTRY_REVIEW) -> QuerySet[Entry]:
    """Entries of the actor's area, and of what they pasted themselves (a building chief reads a compound's chat)."""
    pasted = Q(message__pasted_by=actor.label) & homes.touching(actor, to, "message__path")
    mine = scope(actor, to) | pasted
    return homes.of_tenants(Entry.objects.filter(mine))


def entry(actor: Actor, entry_id: int, *, to: Permission = Permission.ENTRY_REVIEW) -> Entry:
    row = entries(actor, to=to).filter(id=entry_id).select_related("message", "round", "compound").first()
    if row is None:
        raise NotYours("entry")
    return row


def review(actor: Actor, round_: Round | None = None) -> QuerySet[Entry]:
    """What waits for a person, oldest first."""
    rows = entries(actor).filter(state=EntryState.REVIEW)
    if round_ is not None:
        rows = rows.filter(subdistrict_id=round_.subdistrict_id, round_id=round_.id)
    related = ("message", "round", "compound", "household__door", "household__stair__building")
    return rows.select_related(*related).order_by("id")


def _messages(actor: Actor) -> QuerySet[Message]:
    """Not what a household asked on its own page: that is for the care team (`noted`)."""
    may = Permission.MESSAGE_PASTE
    mine = scope(actor, may) | (Q(pasted_by=actor.label) & homes.touching(actor, may))
    return Message.objects.filter(mine).exclude(kind=ON_PAGE)


def messages(actor: Actor, round_: Round) -> QuerySet[Message]:
    """Texts pasted into a round, newest first."""
    rows = Message.objects.filter(
        homes.touching(actor, Permission.MESSAGE_PASTE),
        subdistrict_id=round_.subdistrict_id,
        round_id=round_.id,
    ).exclude(kind=ON_PAGE)
    return rows.select_related("compound").order_by("-pasted_at", "-id")


def site(actor: Actor, round_id: int, compound_id: int) -> RoundSite:
    """The compound of the round this actor may paste for (a building chief: the compound around the building)."""
    rows = homes.of_tenants(RoundSite.objects.filter(homes.touching(actor, Permission.MESSAGE_PASTE)))
    row = rows.filter(round_id=round_id, compound_id=compound_id).select_related("round", "compound").first()
    if row is None:
        raise NotYours("round")
    return row


def message(actor: Actor, message_id: int) -> Message:
    rows = homes.of_tenants(_messages(actor))
    row = rows.filter(id=message_id).select_related("compound", "round").first()
    if row is None:
        raise NotYours("message")
    return row


def entries_of(message: Message) -> list[Entry]:
    """All entries of one text in its own order, for whoever may see the text."""
    rows = Entry.objects.filter(subdistrict_id=message.subdistrict_id, message_id=message.id)
    return list(rows.select_related("household__door", "household__stair__building").order_by("row"))


def counts(message: Message) -> dict[str, int]:
    """How many entries of a text are taken, in review, noted, dismissed."""
    rows = Entry.objects.filter(subdistrict_id=message.subdistrict_id, message_id=message.id)
    return dict(rows.values_list("state").annotate(n=Count("id")))


def copies(round_: Round, compound_id: int, *, most: int = 10) -> list[Message]:
    """The newest relays pasted for this compound: one of them may be an earlier copy of a new one."""
    rows = Message.objects.filter(
        subdistrict_id=round_.subdistrict_id, round_id=round_.id, compound_id=compound_id, snapshot__gt=0
    )
    return list(rows.order_by("-pasted_at", "-id")[:most])


def said_in_records(round_: Round, compound_id: int) -> dict[tuple[str, str], Entry]:
    """(author, words) of every entry that came with a stretch of chat: pasted again, it is the same word."""
    rows = Entry.objects.filter(
        subdistrict_id=round_.subdistrict_id,
        round_id=round_.id,
        compound_id=compound_id,
        message__kind="record",
    ).exclude(author="")
    return {
        (row.author, row.message.text[row.start : row.end]): row
        for row in rows.select_related("message").order_by("id")
    }


def withdrawn_before(message: Message) -> list[Entry]:
    """Rows of earlier copies that are gone in this one or another later copy, with their door."""
    rows = Entry.objects.filter(
        subdistrict_id=message.subdistrict_id, round_id=message.round_id, compound_id=message.compound_id,
        change=Change.WITHDRAWN, message__snapshot=message.snapshot - 1, message__snapshot__gt=0,
    )  # fmt: skip
    return list(
        rows.select_related("household__door", "household__stair__building", "message").order_by("row")
    )


def noted(actor: Actor, round_: Round) -> QuerySet[Entry]:
    """Needs and temperatures said in the chat, and needs said beside an order; newest last.

    Health words: for those who may see health, inside their area.
    """
    rows = homes.of_tenants(Entry.objects.filter(scope(actor, Permission.HEALTH_SEE)))
    rows = rows.filter(subdistrict_id=round_.subdistrict_id, round_id=round_.id)
    rows = rows.filter(Q(state=EntryState.NOTED) | (Q(state=EntryState.TAKEN) & ~Q(needs=[])))
    related = ("message", "compound", "household__door", "household__stair__building")
    return rows.exclude(change=Change.SAME).select_related(*related).order_by("id")
