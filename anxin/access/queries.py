"""Reads of access."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from anxin.access.actor import NOBODY, Actor, Door, Held
from anxin.access.models import Event, Grant, Token, User
from anxin.access.terms import Permission, Role
from anxin.kernel import clock
from anxin.kernel.errors import NotYours, Refusal
from anxin.kernel.paths import within


def actor_of_user(
    user_id: int | None, *, door: Door, request_id: str = "", language: str = "zh-hans"
) -> Actor:
    """The actor of a signed-in user; NOBODY without one. Called by doors only."""
    if user_id is None:
        return NOBODY
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return NOBODY
    held = tuple(Held(Role(role), path) for role, path in running_grants(user_id).values_list("role", "path"))
    return Actor(
        kind="user",
        id=user.pk,
        door=door,
        held=held,
        request_id=request_id,
        language=language,
        name=user.name,
    )


def actor_of_username(username: str, *, door: Door) -> Actor:
    """For the shell: who holds the shell is trusted to name the person, whose rights then count."""
    user = User.objects.filter(username=username, is_active=True).first()
    return actor_of_user(user.pk if user else None, door=door)


def actor_of_token(token: str, *, request_id: str = "") -> Actor:
    """The actor behind an API key."""
    hashed = hashlib.sha256(token.encode()).hexdigest()
    row = Token.objects.filter(hash=hashed, revoked_at=None, until__gt=clock.now()).first()
    return actor_of_user(row.user_id if row else None, door="api", request_id=request_id)


def running_grants(user_id: int) -> QuerySet[Grant]:
    now = clock.now()
    return Grant.objects.filter(Q(until=None) | Q(until__gt=now), user_id=user_id, ended_at=None)


def scope(actor: Actor, permission: Permission, field: str = "path") -> Q:
    """The filter of every list: rows inside the areas where the actor holds the permission."""
    return within(actor.areas(permission), field)


def need(actor: Actor, permission: Permission, path: str) -> None:
    """For a row already in hand. What somebody may not see does not exist for them; what they see they may be refused."""
    if not actor.may(permission, path):
        raise Refusal("not_allowed", permission=str(permission))


def grants(actor: Actor) -> QuerySet[Grant]:
    """Grants over areas this actor may give grants in."""
    return (
        Grant.objects.filter(scope(actor, Permission.GRANT_EDIT)).select_related("user").order_by("-given_at")
    )


def grant(actor: Actor, grant_id: int) -> Grant:
    row = grants(actor).filter(pk=grant_id).first()
    if row is None:
        raise NotYours("grant")
    return row


def users(actor: Actor) -> QuerySet[User]:
    """People with a grant, running or ended, inside the areas this actor gives grants in."""
    return User.objects.filter(grants__in=grants(actor)).distinct().order_by("name", "username")


def tokens(actor: Actor) -> QuerySet[Token]:
    """Keys of the API: one's own; the machine sees all. Only label and dates are of use to anybody."""
    rows = Token.objects.select_related("user").order_by("-made_at")
    return rows if actor.kind == "system" else rows.filter(user_id=actor.id if actor.kind == "user" else 0)


def events(actor: Actor, about: str = "") -> QuerySet[Event]:
    rows = Event.objects.filter(scope(actor, Permission.BOOK_READ)).order_by("-at")
    return rows.filter(about=about) if about else rows


def names(labels: Iterable[str]) -> dict[str, str]:
    """{"user:…": name} of people at work, for lists that say who has something. Whoever shows it chose the rows."""
    ids = [int(label[5:]) for label in set(labels) if label.startswith("user:")]
    return {f"user:{key}": name for key, name in User.objects.filter(pk__in=ids).values_list("id", "name")}


def demo_user(username: str) -> User | None:
    """For the start page of the demo, whose accounts are printed at every start anyway."""
    return User.objects.filter(username=username, is_active=True).first()
