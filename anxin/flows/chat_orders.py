"""A pasted chat becomes orders: read outside any transaction, kept in one, each sure entry carried out in its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

from anxin import chat
from anxin.access.actor import Actor, Door
from anxin.access.queries import actor_of_user
from anxin.chat import doors, snapshot
from anxin.households.models import Household
from anxin.kernel.jobs import job
from anxin.supply.actions import entries as settle
from anxin.supply.actions import messages as keep
from anxin.supply.actions.messages import QUEUED, Pasted, Row
from anxin.supply.models import Entry, Message, Product, Round, RoundItem, RoundSite
from anxin.supply.queries import messages as read
from anxin.supply.queries import rounds
from anxin.supply.rules import messages as pasted_rules
from anxin.supply.rules import ordering
from anxin.supply.terms import Change, EntryState

AT_ONCE = 300
"""So many sure entries are taken while the person waits (a few seconds); more go to a job with a progress bar."""

COPIES = frozenset({"relay", "xml", "table"})
"""Kinds of text that repeat all rows in every copy."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a paste. `counts`: taken, review, noted, dismissed, queued; added, changed, same, withdrawn.

    `warning`: "", "seen_before", "other_compound", "many_withdrawn".
    """

    message_id: int
    counts: Mapping[str, int] = field(default_factory=dict)
    warning: str = ""


@dataclass(frozen=True, slots=True)
class _Ground:
    """What reading one compound's chat needs: the offered items by product code, and its doors."""

    round: Round
    compound_id: int
    items: Mapping[str, RoundItem]
    register: doors.Register
    homes: Mapping[str, Household]


def take(*, by: Actor, round_id: int, compound_id: int, text: str, sender: str = "") -> Taken:
    """Read, keep, and carry out what is sure; everything else waits in the review list with its reasons.

    Refuses `message.empty`, `message.too_long`, NotYours.
    """
    site = read.site(by, round_id, compound_id)
    text = pasted_rules.readable(text)
    ground = _ground(site)
    reading = chat.read_message(text, _catalogue(site.subdistrict_id), _context(site, ground, sender))
    pasted, warning = _pasted(ground, text, reading, sender)
    message, new = keep.paste(
        by=by, round_id=round_id, compound_id=compound_id, text=text, pasted=pasted, sender=sender
    )
    if not new:
        return Taken(message.id, _counts(message), "seen_before")
    _withdraw(by, pasted, warning)
    if sum(row.reasons == (QUEUED,) for row in pasted.rows) > AT_ONCE and by.kind == "user":
        carry_out_later.enqueue(message.subdistrict_id, message.id, by.id, by.door)
    else:
        carry_out(by=by, message=message)
    counts = {**_counts(message), "withdrawn": len(pasted.withdrawn)}
    return Taken(message.id, counts, warning)


def carry_out(*, by: Actor, message: Message) -> int:
    """Take the queued entries of a message, in their order; how many were taken. May run twice without harm."""
    queued = Entry.objects.filter(
        subdistrict_id=message.subdistrict_id,
        message_id=message.id,
        state=EntryState.REVIEW,
        reasons=[QUEUED],
    ).order_by("row")
    return sum(settle.take_sure(by=by, entry_id=entry_id) for entry_id in queued.values_list("id", flat=True))


@job
def carry_out_later(subdistrict_id: int, message_id: int, user_id: int, door: Door) -> int:
    """As `carry_out`, by the worker process, with the rights of who pasted."""
    message = Message.objects.get(subdistrict_id=subdistrict_id, id=message_id)
    return carry_out(by=actor_of_user(user_id, door=door), message=message)


# --- the ground


def _ground(site: RoundSite) -> _Ground:
    items = rounds.items(site.round)
    homes = Household.objects.filter(
        subdistrict_id=site.subdistrict_id, compound_id=site.compound_id, moved_out_at=None
    ).select_related("door", "stair__building")
    found = {str(home.id): home for home in homes}
    rows = (
        doors.RegisterRow(
            building=home.stair.building.label, unit=home.stair.label or None, room=home.door.room, key=key,
            aliases=tuple(home.stair.building.aliases),
        )
        for key, home in found.items()
    )  # fmt: skip
    return _Ground(
        site.round, site.compound_id, {item.product.code: item for item in items}, doors.Register(rows), found
    )


def _catalogue(subdistrict_id: int) -> chat.Catalogue:
    rows = Product.objects.filter(subdistrict_id=subdistrict_id, retired_at=None).order_by("code")
    values = rows.values_list("code", "name", "aliases", "category", "units", "name_hant", "name_en")
    return _built(
        tuple(
            chat.Item(
                code,
                name,
                tuple(aliases),
                category,
                tuple(u.split("=")[0].split("≈")[0] for u in units),
                hant,
                en,
            )
            for code, name, aliases, category, units, hant, en in values
        )
    )


@lru_cache(maxsize=8)
def _built(items: tuple[chat.Item, ...]) -> chat.Catalogue:
    """The automaton over all names takes longer to build than a message to read; the rows themselves are the key."""
    return chat.Catalogue(items)


def _context(site: RoundSite, ground: _Ground, sender: str) -> chat.Context:
    offered = list(ground.items.values())
    return chat.Context(
        sender=sender or None, compound=site.compound.name,
        default_product=offered[0].product.name if len(offered) == 1 else None,
        options={item.code: item.product.name for item in offered},
    )  # fmt: skip


# --- from the reader's entries to rows


def _pasted(ground: _Ground, text: str, reading: chat.Reading, sender: str) -> tuple[Pasted, str]:
    rows = [_row(ground, entry, sender) for entry in reading.entries]
    if _stranger(rows):
        doubted = [
            replace(row, state=EntryState.REVIEW, reasons=row.reasons or ("address_not_found",))
            for row in rows
        ]
        return Pasted(reading.kind, 0, doubted), "other_compound"
    if reading.kind == "record":
        return Pasted(reading.kind, 0, _unless_said(ground, text, rows)), ""
    if reading.kind not in COPIES:
        return Pasted(reading.kind, 0, rows), ""
    before = _copy_before(ground, reading.entries)
    if before is None:
        return Pasted(reading.kind, 1, rows), ""
    message, earlier, changes = before
    rows, gone = _compared(rows, reading.entries, earlier, changes)
    pasted = Pasted(reading.kind, message.snapshot + 1, rows, replaces=message.id, withdrawn=gone)
    return pasted, "many_withdrawn" if len(gone) > max(3, len(earlier) // 5) else ""


def _row(ground: _Ground, entry: chat.Entry, sender: str) -> Row:
    found = doors.resolve(entry.address, ground.register, entry.author or sender or None)
    home = ground.homes[found.door_key] if found.door_key else None
    lines = [_line(ground, line) for line in entry.lines]
    reasons = _reasons(entry, lines, found if entry.intent in _ACTING else None)
    return Row(
        start=entry.span[0], end=entry.span[1], intent=entry.intent, reasons=reasons,
        state=_state(entry, reasons), household_id=home.id if home else None, path=home.path if home else "",
        address=_address(entry), contact=_contact(entry), lines=lines, needs=entry.needs,
        temperature=entry.temperature, author=entry.author or "", confidence=entry.confidence,
        spans=[
            (span.start, span.end, span.field)
            for span in (*entry.spans, *(s for line in entry.lines for s in line.spans))
        ],
    )  # fmt: skip


_ACTING = frozenset({"order", "amend", "cancel"})


def _reasons(
    entry: chat.Entry, lines: Sequence[Mapping[str, Any]], found: doors.Resolution | None
) -> tuple[str, ...]:
    """Why a person should look; (QUEUED,) for an acting entry without any doubt."""
    reasons = list(entry.review)
    if found is not None:
        if found.door_key:  # the nickname or the register supplied what the text left out
            reasons = [code for code in reasons if not code.startswith("address_")]
        else:
            reasons = [code for code in reasons if not code.startswith("address_")] + [found.reason]
        reasons += [line["doubt"] for line in lines if line["doubt"]]
        if not lines and entry.intent == "amend":
            reasons.append("order_doubtful")
        if not reasons:
            return (QUEUED,)
    return tuple(dict.fromkeys(reasons))


def _state(entry: chat.Entry, reasons: Sequence[str]) -> EntryState:
    if entry.intent in _ACTING:
        return EntryState.REVIEW
    if entry.intent in {"help", "checkin"} or entry.temperature is not None:
        return EntryState.NOTED
    return EntryState.REVIEW if "row_unread" in reasons else EntryState.DISMISSED


def _line(ground: _Ground, line: chat.Line) -> dict[str, Any]:
    """The line as words, with the offered item and amount it means; `doubt` says why not."""
    item = ground.items.get(line.code or "")
    qty, doubt = None, ""
    if item is None:
        doubt = "product_unknown" if line.code is None else "not_offered"
    elif line.qty is None:
        doubt = "qty_missing"
    else:
        product = item.product
        dropped = line.op == "set" and line.qty == 0
        unit = None if dropped else line.unit
        pack = product.category == "pack"
        qty = ordering.to_unit(abs(line.qty), unit, item_unit=item.unit, units=product.units, pack=pack)
        doubt = "unit_not_allowed" if qty is None else _fault(item, qty)
        qty = -qty if qty is not None and line.qty < 0 else qty
    return {
        "product": line.product, "code": line.code, "qty": None if line.qty is None else str(line.qty),
        "unit": line.unit, "note": line.note, "op": line.op, "item": item.id if item else None,
        "qty_milli": qty, "doubt": doubt,
    }  # fmt: skip


def _fault(item: RoundItem, qty_milli: int) -> str:
    if item.product.category in ordering.NOT_SOLD:
        return "order.medicine"
    return ordering.amount_fault(qty_milli, step_milli=item.step_milli, limit_milli=item.limit_milli) or ""


def _address(entry: chat.Entry) -> dict[str, Any] | None:
    where = entry.address
    return {"building": where.building, "unit": where.unit, "room": where.room} if where else None


def _contact(entry: chat.Entry) -> dict[str, Any]:
    who = entry.contact
    return {"name": who.name if who else None, "phone": who.phone if who else None, "note": entry.note}


def _stranger(rows: Sequence[Row]) -> bool:
    """Three rows or more with an address, and none of them is a door here: another compound's relay."""
    placed = [row for row in rows if row.address and row.intent in _ACTING]
    return len(placed) >= 3 and not any(row.household_id for row in placed)


# --- later copies


def _unless_said(ground: _Ground, text: str, rows: Sequence[Row]) -> list[Row]:
    """Stretches of chat overlap: the same words of the same writer, pasted again, are the same word."""
    said = read.said_in_records(ground.round, ground.compound_id)
    return [
        _as_before(row, said[row.author, text[row.start : row.end]])
        if (row.author, text[row.start : row.end]) in said
        else row
        for row in rows
    ]


def _copy_before(
    ground: _Ground, now: Sequence[chat.Entry]
) -> tuple[Message, list[Entry], list[snapshot.Change]] | None:
    """The newest text this one is a later copy of: at least half of its rows are here again.

    The header does not tell: every building's group may use the same one.
    """
    for message in read.copies(ground.round, ground.compound_id):
        earlier = read.entries_of(message)
        before = [_reader_entry(row) for row in earlier]
        changes = snapshot.compare(before, [_bare(entry, place) for place, entry in enumerate(now)])
        gone = sum(change.kind == "withdrawn" for change in changes)
        if earlier and 2 * (len(earlier) - gone) >= len(earlier):
            return message, earlier, changes
    return None


def _compared(
    rows: Sequence[Row],
    now: Sequence[chat.Entry],
    earlier: Sequence[Entry],
    changes: Sequence[snapshot.Change],
) -> tuple[list[Row], list[int]]:
    """Rows marked against the copy before, and the entries of that copy whose order is to be taken back."""
    by_place = {row.row: row for row in earlier}
    made, gone = [], []
    for row, change in zip(rows, changes, strict=False):
        old = by_place.get(change.before.row_number or 0) if change.before else None
        if old is None:
            made.append(row)
        elif change.kind == "same":
            made.append(_as_before(row, old))
        else:
            made.append(_changed(row, old))
            if old.household_id and old.household_id != row.household_id:
                gone.append(old.id)
    for change in changes[len(now) :]:
        if change.before is not None:
            gone.append(by_place[change.before.row_number or 0].id)
    return made, gone


def _as_before(row: Row, old: Entry) -> Row:
    """Unchanged: what was decided stands. What still waited is looked at afresh."""
    if old.state == EntryState.REVIEW:
        return replace(row, change=Change.SAME)
    return replace(
        row,
        change=Change.SAME,
        state=EntryState(old.state),
        reasons=(),
        household_id=old.household_id,
        path=old.path,
    )


def _changed(row: Row, old: Entry) -> Row:
    """A row written anew says everything: what it no longer names is taken back."""
    named = {line["item"] for line in row.lines}
    dropped = [
        {**line, "qty": "0", "qty_milli": 0, "op": "set", "doubt": ""}
        for line in old.lines
        if line.get("item") and line["item"] not in named
    ]
    if old.state != EntryState.TAKEN or old.household_id != row.household_id or row.intent != "order":
        dropped = []
    return replace(row, change=Change.CHANGED, lines=[*row.lines, *dropped])


def _reader_entry(row: Entry) -> chat.Entry:
    """A kept entry as the reader gave it, as far as comparing goes; `row_number` is its place."""
    where, who = row.address, row.contact or {}
    kept = [line for line in row.lines if not (row.change == Change.CHANGED and line.get("qty") == "0")]
    return chat.Entry(
        address=chat.Address(where["building"], where["unit"], where["room"]) if where else None,
        contact=chat.Contact(who.get("name"), who.get("phone")) if who.get("name") or who.get("phone") else None,
        lines=tuple(
            chat.Line(
                line["product"], line["code"], None if line["qty"] is None else Decimal(line["qty"]), line["unit"],
                line["note"], line["op"],
            )
            for line in kept
        ),
        intent=cast(Any, row.intent), needs=tuple(row.needs), temperature=row.temperature, confidence=row.confidence, review=(),
        spans=(), span=(row.start, row.end), row_number=row.row, author=row.author or None, note=who.get("note"),
    )  # fmt: skip


def _bare(entry: chat.Entry, place: int) -> chat.Entry:
    """The same view of an entry just read: spans of lines play no part, its place is its number."""
    lines = tuple(replace(line, spans=()) for line in entry.lines)
    who = entry.contact
    contact = who if who and (who.name or who.phone) else None
    return replace(entry, lines=lines, row_number=place, contact=contact, needs=tuple(entry.needs))


def _withdraw(by: Actor, pasted: Pasted, warning: str) -> None:
    if warning == "many_withdrawn":
        settle.doubt_withdrawal(by=by, entry_ids=pasted.withdrawn, reason="many_withdrawn")
        return
    for entry_id in pasted.withdrawn:
        settle.withdraw_or_ask(by=by, entry_id=entry_id)


def _counts(message: Message) -> dict[str, int]:
    """By state and by change; what is withdrawn stands with the copy before and is counted by the caller's message."""
    found = {str(state): 0 for state in EntryState} | {str(change): 0 for change in Change} | {"queued": 0}
    for entry in read.entries_of(message):
        found[entry.change] += 1
        if entry.reasons == [QUEUED]:
            found["queued"] += 1
        else:
            found[entry.state] += 1
    return found
