"""A household asks for help on its own page: kept as a noted entry, so that it stands on the day's list."""

from __future__ import annotations

from django.db import transaction

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.supply.models import Entry, Message
from anxin.supply.queries import homes, rounds
from anxin.supply.rules import messages as rules
from anxin.supply.terms import EntryState

MOST_WORDS = 500


@transaction.atomic
def ask(*, by: Actor, household_id: int, kind: str, text: str, key: str) -> Entry:
    """By the household's card. `kind` is a need of the chat reader ("medical", "medicine", "food", …).

    With the same `key` it is one asking. It hangs on the compound's newest running round, whose organiser answers.
    Refuses `message.empty`, `need.no_round` when nobody runs anything there (the page shows telephone numbers).
    """
    home = homes.household(by, household_id, to=Permission.HOUSEHOLD_OWN)
    text = rules.readable(text)[:MOST_WORDS]
    round_ = rounds.by_compound(home.compound).first()
    if round_ is None:
        raise Refusal("need.no_round")
    message, made = Message.objects.get_or_create(
        subdistrict_id=home.subdistrict_id, round_id=round_.id, compound_id=home.compound_id,
        text_hash=rules.text_hash(f"page:{home.id}:{key}"),
        defaults={
            "text": text, "kind": "page", "pasted_by": by.label, "pasted_at": clock.now(), "path": home.path,
        },
    )  # fmt: skip
    if not made:
        return Entry.objects.get(subdistrict_id=home.subdistrict_id, message_id=message.id)
    entry = Entry.objects.create(
        subdistrict_id=home.subdistrict_id, message_id=message.id, round_id=round_.id, row=0, start=0, end=len(text),
        compound_id=home.compound_id, intent="help", needs=[kind], confidence=1.0, state=EntryState.NOTED,
        household_id=home.id, path=home.path,
    )  # fmt: skip
    record("need.asked", by=by, subdistrict_id=home.subdistrict_id, about=f"entry:{entry.id}", path=home.path)
    return entry
