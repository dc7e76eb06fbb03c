"""What becomes of an entry: taken by the machine when it is sure, by a person otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.kernel.errors import NotYours, Refusal, Stale
from anxin.supply.actions import orders
from anxin.supply.actions.messages import QUEUED
from anxin.supply.actions.orders import Wish
from anxin.supply.models import Claim, Entry, Order, OrderLine
from anxin.supply.queries import messages as read
from anxin.supply.terms import Change, EntryState, OrderState, Source


def take_sure(*, by: Actor, entry_id: int) -> bool:
    """Carry out one queued entry; what the round refuses goes to a person with the refusal as its reason."""
    try:
        with transaction.atomic():
            entry = _start(by, entry_id)
            if entry is None:
                return False  # another worker, or a person, was faster
            _carry_out(by, entry)
        return True
    except Refusal as refusal:
        code = "not_your_area" if isinstance(refusal, NotYours) else refusal.code
        _to_review(by, entry_id, code)
        return False


@transaction.atomic
def accept(
    *, by: Actor, entry_id: int, household_id: int, lines: Sequence[tuple[int, int]], version: int
) -> Order | None:
    """A person read the words and says: this household, these (item_id, qty_milli).

    Refuses as `orders.say`, `entry.nothing_taken`, and Stale.
    """
    entry = _move(by, entry_id, version, EntryState.TAKEN)
    Entry.objects.filter(subdistrict_id=entry.subdistrict_id, id=entry.id).update(household_id=household_id)
    entry.household_id = household_id
    if not lines and entry.intent != "cancel":
        raise Refusal("entry.nothing_taken")
    record(
        "entry.accepted", by=by, subdistrict_id=entry.subdistrict_id, about=f"entry:{entry.id}", path=entry.path,
        lines=len(lines),
    )  # fmt: skip
    if entry.intent == "cancel" and not lines:
        return _call_off(by, entry)
    return orders.say(
        by=by, round_id=entry.round_id, household_id=household_id, source=Source.CHAT, partial=True,
        wishes=[Wish(item_id, qty, entry.id) for item_id, qty in lines],
    )  # fmt: skip


@transaction.atomic
def accept_withdrawal(*, by: Actor, entry_id: int, version: int) -> None:
    """A person agrees that a row gone from the relay takes its order back."""
    entry = _move(by, entry_id, version, EntryState.TAKEN)
    take_back(by=by, entry=entry)


@transaction.atomic
def dismiss(*, by: Actor, entry_id: int, version: int) -> None:
    """Nothing to do for it; the words stay with the message."""
    entry = _move(by, entry_id, version, EntryState.DISMISSED)
    record(
        "entry.dismissed",
        by=by,
        subdistrict_id=entry.subdistrict_id,
        about=f"entry:{entry.id}",
        path=entry.path,
    )


@transaction.atomic
def reopen(*, by: Actor, entry_id: int, version: int) -> None:
    """Back to the review list; an order it gave stays until the review says otherwise."""
    entry = read.entry(by, entry_id, to=Permission.ENTRY_REVIEW)
    changed = Entry.objects.filter(subdistrict_id=entry.subdistrict_id, id=entry.id, version=version).update(
        state=EntryState.REVIEW, settled_by="", settled_at=None, version=F("version") + 1
    )
    if not changed:
        raise Stale("entry")
    record(
        "entry.reopened",
        by=by,
        subdistrict_id=entry.subdistrict_id,
        about=f"entry:{entry.id}",
        path=entry.path,
    )


@transaction.atomic
def withdraw(*, by: Actor, entry_id: int) -> bool:
    """A row gone from the relay: its word is taken back. False when it had given no order."""
    entry = read.entry(by, entry_id, to=Permission.MESSAGE_PASTE)
    return entry.state == EntryState.TAKEN and take_back(by=by, entry=entry)


def withdraw_or_ask(*, by: Actor, entry_id: int) -> bool:
    """As `withdraw`; what the round no longer allows (closed, not one's area) waits for a person."""
    try:
        return withdraw(by=by, entry_id=entry_id)
    except Refusal as refusal:
        doubt_withdrawal(by=by, entry_ids=[entry_id], reason=refusal.code)
        return False


@transaction.atomic
def doubt_withdrawal(*, by: Actor, entry_ids: Sequence[int], reason: str) -> None:
    """Too many rows are gone at once (perhaps an older copy was pasted): a person decides each.

    Rows of homes that are not the actor's stay as they are: a chief's copy has no say over another building.
    """
    for entry in read.entries(by, to=Permission.MESSAGE_PASTE).filter(id__in=list(entry_ids)):
        Entry.objects.filter(subdistrict_id=entry.subdistrict_id, id=entry.id, state=EntryState.TAKEN).update(
            state=EntryState.REVIEW, reasons=[reason], version=F("version") + 1
        )


def take_back(*, by: Actor, entry: Entry) -> bool:
    """The chat's word on the items of this entry is withdrawn, where no other entry said it since."""
    if entry.household_id is None:
        return False
    item_ids = {line["item"] for line in entry.lines if line.get("item")}
    lines = [line for line in _lines_of(entry, cancelled=True) if line.item_id in item_ids]
    claims = Claim.objects.filter(
        subdistrict_id=entry.subdistrict_id, line_id__in=[line.id for line in lines], source=Source.CHAT
    ).select_related("line")
    same_row = _chain(entry)
    mine = [claim for claim in claims if claim.entry_id in same_row]
    if not mine:
        return False
    orders.withdraw(
        by=by, order_id=mine[0].line.order_id, source=Source.CHAT,
        item_ids=[claim.line.item_id for claim in mine],
    )  # fmt: skip
    return True


def _chain(entry: Entry) -> set[int]:
    """This entry and its copies in other copies of the relay: the same household, the same items."""
    rows = Entry.objects.filter(
        subdistrict_id=entry.subdistrict_id, round_id=entry.round_id, compound_id=entry.compound_id,
        household_id=entry.household_id,
    )  # fmt: skip
    return set(rows.values_list("id", flat=True))


def _carry_out(by: Actor, entry: Entry) -> None:
    if entry.household_id is None:
        raise Refusal("entry.door_unknown")
    if entry.intent == "cancel":
        _call_off(by, entry)
        return
    wishes = _wishes(entry)
    if not wishes:
        raise Refusal("entry.nothing_taken")
    orders.say(
        by=by, round_id=entry.round_id, household_id=entry.household_id, wishes=wishes, source=Source.CHAT,
        partial=True,
    )  # fmt: skip


def _wishes(entry: Entry) -> list[Wish]:
    """Amounts by item: lines of one item are added up, an `add` counts on from what the chat said before."""
    now = _said_before(entry)
    wanted: dict[int, int] = {}
    for line in entry.lines:
        item_id, qty = line.get("item"), line.get("qty_milli")
        if item_id is None or qty is None:
            raise Refusal("entry.line_unclear")
        if line.get("op") == "add":
            wanted[item_id] = wanted.get(item_id, now.get(item_id, (0, None))[0]) + qty
        elif line.get("op") == "set":
            wanted[item_id] = qty
        else:
            wanted[item_id] = wanted.get(item_id, 0) + qty
    _not_twice(entry, now, wanted)
    if any(qty < 0 for qty in wanted.values()):
        raise Refusal("entry.negative_total")
    return [Wish(item_id, qty, entry.id) for item_id, qty in wanted.items()]


def _said_before(entry: Entry) -> dict[int, tuple[int, int | None]]:
    """item -> (what the order holds now, the entry whose word the chat's claim is)."""
    lines = _lines_of(entry)
    words = Claim.objects.filter(
        subdistrict_id=entry.subdistrict_id, line_id__in=[line.id for line in lines], source=Source.CHAT
    )
    entries = dict(words.values_list("line_id", "entry_id")) if lines else {}
    return {line.item_id: (line.qty_milli, entries.get(line.id)) for line in lines}


def _lines_of(entry: Entry, *, cancelled: bool = False) -> list[OrderLine]:
    """Of the household's order. Key by key: a join of three young tables is what a database plans worst."""
    if entry.household_id is None:
        return []
    held = Order.objects.filter(
        subdistrict_id=entry.subdistrict_id, round_id=entry.round_id, household_id=entry.household_id
    )
    ids = list((held if cancelled else held.exclude(state=OrderState.CANCELLED)).values_list("id", flat=True))
    return (
        list(OrderLine.objects.filter(subdistrict_id=entry.subdistrict_id, order_id__in=ids)) if ids else []
    )


def _not_twice(entry: Entry, now: dict[int, tuple[int, int | None]], wanted: dict[int, int]) -> None:
    """Two rows of one relay order the same for one door: more of it, or the same said twice? A person asks."""
    if entry.intent != "order" or entry.change == Change.CHANGED:
        return
    others = [now[item_id][1] for item_id in wanted if item_id in now and now[item_id][0]]
    ids = [other for other in others if other is not None and other != entry.id]
    if Entry.objects.filter(
        subdistrict_id=entry.subdistrict_id, id__in=ids, message_id=entry.message_id
    ).exists():
        raise Refusal("entry.said_twice")


def _call_off(by: Actor, entry: Entry) -> Order:
    order = Order.objects.filter(
        subdistrict_id=entry.subdistrict_id, round_id=entry.round_id, household=entry.household
    ).exclude(state=OrderState.CANCELLED)  # fmt: skip
    row = order.first()
    if row is None:
        raise Refusal("entry.nothing_to_cancel")
    return orders.withdraw(by=by, order_id=row.id, source=Source.CHAT)


def _move(by: Actor, entry_id: int, version: int, to: EntryState) -> Entry:
    """Out of the review list, if nobody else was faster."""
    entry = read.entry(by, entry_id, to=Permission.ENTRY_REVIEW)
    moved = Entry.objects.filter(
        subdistrict_id=entry.subdistrict_id, id=entry.id, state=EntryState.REVIEW, version=version
    ).update(state=to, settled_by=by.label, settled_at=clock.now(), version=F("version") + 1)
    if not moved:
        raise Stale("entry")
    return entry


def _start(by: Actor, entry_id: int) -> Entry | None:
    """A queued entry becomes taken; None when another worker or a person was faster."""
    entry = read.entry(by, entry_id, to=Permission.MESSAGE_PASTE)
    moved = Entry.objects.filter(
        subdistrict_id=entry.subdistrict_id, id=entry.id, state=EntryState.REVIEW, reasons=[QUEUED]
    ).update(
        state=EntryState.TAKEN,
        reasons=[],
        settled_by=by.label,
        settled_at=clock.now(),
        version=F("version") + 1,
    )
    return entry if moved else None


def _to_review(by: Actor, entry_id: int, reason: str) -> None:
    entry = read.entry(by, entry_id, to=Permission.MESSAGE_PASTE)
    Entry.objects.filter(
        subdistrict_id=entry.subdistrict_id, id=entry.id, state=EntryState.REVIEW, reasons=[QUEUED]
    ).update(reasons=[reason], version=F("version") + 1)
