"""Accounts for people who work here: an account, its first post and a password to hand over, in one deed."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from anxin.access import queries as access
from anxin.access.actions import grants
from anxin.access.actor import Actor
from anxin.access.models import Grant, User
from anxin.access.terms import Permission, Role
from anxin.kernel.errors import NotYours, Refusal
from anxin.kernel.ids import ALPHABET
from anxin.places import queries as places
from anxin.places.rules import plain_building, plain_stair


def new_password() -> str:
    """Twelve letters in three groups, easy to say and to copy: 60 random bits."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(12)).lower()
    return "-".join(letters[at : at + 4] for at in (0, 4, 8))


@transaction.atomic
def open_account(
    *,
    by: Actor,
    username: str,
    name: str,
    role: Role,
    path: str,
    until: datetime | None = None,
    reason: str = "",
) -> tuple[User, str]:
    """The user and the password, which is shown once and kept nowhere."""
    sid = places.subdistrict_of(by, path).pk
    password = new_password()
    user = grants.add_user(
        by=by, username=username.strip(), name=name.strip(), password=password, subdistrict_id=sid, path=path
    )
    grants.give(by=by, user_id=user.pk, role=role, path=path, subdistrict_id=sid, until=until, reason=reason)
    return user, password


def give(
    *, by: Actor, user_id: int, role: Role, path: str, until: datetime | None = None, reason: str = ""
) -> Grant:
    """One more post for somebody known here."""
    if not access.users(by).filter(pk=user_id).exists():
        raise NotYours("user")
    sid = places.subdistrict_of(by, path).pk
    return grants.give(
        by=by, user_id=user_id, role=role, path=path, subdistrict_id=sid, until=until, reason=reason
    )


def end(*, by: Actor, grant_id: int) -> int:
    """Returns whose post it was."""
    row = access.grant(by, grant_id)
    grants.end(by=by, grant_id=grant_id, subdistrict_id=places.subdistrict_of(by, row.path).pk)
    return row.user_id


def reset_password(*, by: Actor, user_id: int) -> str:
    """A new password to hand over; the old one dies. Only for people all of whose posts are the asker's to give."""
    password = new_password()
    held = access.grants(by).filter(user_id=user_id).first()
    if held is None:
        raise NotYours("user")
    sid = places.subdistrict_of(by, held.path).pk
    grants.set_password(by=by, user_id=user_id, password=password, subdistrict_id=sid)
    return password


def area_choices(actor: Actor) -> list[tuple[str, str]]:
    """(path, name) of every area in which the actor gives posts, each under what contains it."""
    may = Permission.GRANT_EDIT
    rows = [(area.path, area.name, 0) for area in places.areas(actor)]
    rows += [(row.path, row.name, 1) for row in places.communities(actor)]
    rows += [(row.path, row.name, 2) for row in places.compounds(actor)]
    return [(path, "　" * depth + name) for path, name, depth in sorted(rows) if actor.may(may, path)]


def narrowed(actor: Actor, path: str, building: str) -> str:
    """The path of one building ("3") or one stair ("3-2") inside the compound at `path`; the path itself for ""."""
    if not building.strip():
        return path
    label, _, stair = building.replace("号楼", "-").partition("-")
    compound = places.compounds(actor).filter(path=path).first()
    if compound is None:
        raise Refusal("grant.no_compound")
    rows = places.stairs(actor, compound.id).filter(building__label=plain_building(label))
    if stair:
        rows = rows.filter(label=plain_stair(stair))
    found = rows.first()
    if found is None:
        raise Refusal("grant.no_building")
    return str(found.path if stair else found.building.path)
