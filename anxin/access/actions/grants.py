"""Giving and ending roles."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from anxin.access import queries
from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.models import Grant, User
from anxin.access.terms import GRANTABLE, ROLES, Permission, Role
from anxin.kernel import clock
from anxin.kernel.errors import NotYours, Refusal


@transaction.atomic
def give(
    *,
    by: Actor,
    user_id: int,
    role: Role,
    path: str,
    subdistrict_id: int,
    until: datetime | None = None,
    reason: str = "",
) -> Grant:
    """A right in an area; the same again is the one that runs.

    Refuses `grant.not_yours` outside one's area, `grant.above_you` for a role that may more than the giver,
    `grant.role_unknown`.
    """
    if not by.may(Permission.GRANT_EDIT, path):
        raise Refusal("grant.not_yours")
    if role not in GRANTABLE:
        raise Refusal("grant.role_unknown")
    if by.kind != "system" and not all(by.may(permission, path) for permission in ROLES[role]):
        raise Refusal("grant.above_you", role=str(role))
    row, made = Grant.objects.get_or_create(
        user_id=user_id, role=role, path=path, ended_at=None,
        defaults={"until": until, "reason": reason, "given_by": by.label},
    )  # fmt: skip
    if made:
        record(
            "grant.given",
            by=by,
            subdistrict_id=subdistrict_id,
            about=f"user:{user_id}",
            path=path,
            role=str(role),
        )
    return row


@transaction.atomic
def end(*, by: Actor, grant_id: int, subdistrict_id: int) -> None:
    """The right ends now; the row stays. Twice is once."""
    row = queries.grant(by, grant_id)
    if Grant.objects.filter(pk=row.pk, ended_at=None).update(ended_at=clock.now()):
        record(
            "grant.ended", by=by, subdistrict_id=subdistrict_id, about=f"user:{row.user_id}", path=row.path
        )


@transaction.atomic
def add_user(
    *, by: Actor, username: str, name: str, password: str | None, subdistrict_id: int, path: str
) -> User:
    """A new account without any right; give it a grant next. Without a password it cannot sign in.

    Refuses `grant.not_yours`, `user.name_taken`.
    """
    if not by.may(Permission.GRANT_EDIT, path):
        raise Refusal("grant.not_yours")
    if User.objects.filter(username=username).exists():
        raise Refusal("user.name_taken")
    user = User(username=username, name=name)
    user.set_password(password)
    user.save(force_insert=True)
    record("user.added", by=by, subdistrict_id=subdistrict_id, about=f"user:{user.pk}", path=path)
    return user


@transaction.atomic
def set_password(*, by: Actor, user_id: int, password: str, subdistrict_id: int) -> None:
    """Refuses `user.not_yours` when the person holds a running post outside what the asker may give, or above it."""
    user = queries.users(by).filter(pk=user_id).first()
    if user is None:
        raise NotYours("user")
    for role, path in queries.running_grants(user_id).values_list("role", "path"):
        whole = all(by.may(permission, path) for permission in ROLES[Role(role)])
        if not by.may(Permission.GRANT_EDIT, path) or not (whole or by.kind == "system"):
            raise Refusal("user.not_yours")
    user.set_password(password)
    user.save(update_fields=["password"])
    record("user.password_set", by=by, subdistrict_id=subdistrict_id, about=f"user:{user_id}")
