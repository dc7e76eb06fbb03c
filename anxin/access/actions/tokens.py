"""Keys of the API: shown once, kept as a hash, ended by themselves."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction

from anxin.access import queries
from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.models import Token
from anxin.kernel import clock
from anxin.kernel.errors import NotYours, Refusal

LONGEST_DAYS = 400


@transaction.atomic
def make(*, by: Actor, user_id: int, label: str, subdistrict_id: int, days: int = 90) -> tuple[Token, str]:
    """A key that may do what its user may: (row, the key itself, which nobody can show again).

    Everybody makes their own; the person at the machine (system) makes anybody's. Refuses `token.not_yours`,
    `token.label_missing`, `token.days` outside 1 to 400.
    """
    if by.kind != "system" and (by.kind, by.id) != ("user", user_id):
        raise Refusal("token.not_yours")
    if not label.strip():
        raise Refusal("token.label_missing")
    if not 1 <= days <= LONGEST_DAYS:
        raise Refusal("token.days", most=LONGEST_DAYS)
    key = secrets.token_urlsafe(32)
    row = Token.objects.create(
        user_id=user_id, hash=hashlib.sha256(key.encode()).hexdigest(), label=label.strip()[:60],
        until=clock.now() + timedelta(days=days),
    )  # fmt: skip
    record("token.made", by=by, subdistrict_id=subdistrict_id, about=f"user:{user_id}", days=days)
    return row, key


@transaction.atomic
def revoke(*, by: Actor, token_id: int, subdistrict_id: int) -> None:
    """From now on the key opens nothing. Twice is once."""
    row = queries.tokens(by).filter(pk=token_id).first()
    if row is None:
        raise NotYours("token")
    if Token.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=clock.now()):
        record("token.revoked", by=by, subdistrict_id=subdistrict_id, about=f"user:{row.user_id}")
