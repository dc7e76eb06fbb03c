"""Keys of the API: one's own, for a time, kept as a hash."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.access import queries
from anxin.access.actions import tokens
from anxin.access.actor import NOBODY, system
from anxin.access.models import Token, User
from anxin.kernel import clock
from anxin.kernel.errors import NotYours
from tests.market import refused
from tests.world import World


def test_a_key_does_what_its_user_may_until_it_ends(world: World) -> None:
    wei = world.actor("wei")
    row, key = tokens.make(by=wei, user_id=wei.id, label="表格", subdistrict_id=world.sid, days=3)
    found = queries.actor_of_token(key)
    assert (found.id, found.door, found.held) == (wei.id, "api", wei.held)
    Token.objects.filter(pk=row.pk).update(until=clock.now() - timedelta(seconds=1))
    assert queries.actor_of_token(key).kind == "nobody"


def test_a_key_of_somebody_who_left_opens_nothing(world: World) -> None:
    wei = world.actor("wei")
    _, key = tokens.make(by=wei, user_id=wei.id, label="表格", subdistrict_id=world.sid)
    User.objects.filter(pk=wei.id).update(is_active=False)
    assert queries.actor_of_token(key).kind == "nobody"


def test_nobody_makes_or_ends_anothers_key(world: World) -> None:
    wei, li = world.actor("wei"), world.actor("li")
    with refused("token.not_yours"):
        tokens.make(by=li, user_id=wei.id, label="表格", subdistrict_id=world.sid)
    row, key = tokens.make(by=system("cli"), user_id=wei.id, label="表格", subdistrict_id=world.sid)
    with pytest.raises(NotYours):
        tokens.revoke(by=li, token_id=row.pk, subdistrict_id=world.sid)
    assert list(queries.tokens(li)) == []
    assert list(queries.tokens(NOBODY)) == []
    assert queries.actor_of_token(key).id == wei.id


@pytest.mark.parametrize(
    ("label", "days", "code"),
    [(" ", 90, "token.label_missing"), ("表格", 0, "token.days"), ("表格", 401, "token.days")],
)
def test_a_key_has_a_purpose_and_an_end(world: World, label: str, days: int, code: str) -> None:
    wei = world.actor("wei")
    with refused(code):
        tokens.make(by=wei, user_id=wei.id, label=label, subdistrict_id=world.sid, days=days)
    assert not Token.objects.exists()
