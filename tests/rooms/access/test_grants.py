"""Who may give which role, and what the book says afterwards."""

import pytest

from anxin.access import queries
from anxin.access.actions import grants
from anxin.access.models import Event
from anxin.access.terms import Permission, Role
from anxin.kernel.errors import NotYours, Refusal
from tests.world import World


def test_give_makes_the_role_count_and_is_in_the_book(world: World) -> None:
    zhang = world.users["zhang"]
    assert not world.actor("zhang").may(Permission.ORDER_SEE, world.willow.path)
    grants.give(
        by=world.actor("wei"),
        user_id=zhang.pk,
        role=Role.UNIT_CHIEF,
        path=world.willow.path,
        subdistrict_id=world.sid,
    )
    assert world.actor("zhang").may(Permission.ORDER_SEE, world.willow.path)
    assert not world.actor("zhang").may(Permission.ORDER_SEE, world.maple.path)
    assert Event.objects.get(what="grant.given").by == f"user:{world.users['wei'].pk}"


@pytest.mark.parametrize(
    ("giver", "path", "role", "code"),
    [
        ("wang", "hq/fn/", Role.VOLUNTEER, "grant.not_yours"),
        ("li", "hq/fn/c1/", Role.VOLUNTEER, "grant.not_yours"),
        ("wei", "hq/", Role.VOLUNTEER, "grant.not_yours"),
        ("ops", "hq/fn/", Role.OFFICER, "grant.above_you"),
        ("wei", "hq/fn/", Role.HOUSEHOLD, "grant.role_unknown"),
    ],
)
def test_give_refuses(world: World, giver: str, path: str, role: Role, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        grants.give(
            by=world.actor(giver),
            user_id=world.users["zhang"].pk,
            role=role,
            path=path,
            subdistrict_id=world.sid,
        )
    assert refused.value.code == code
    assert world.users["zhang"].grants.count() == 1


def test_a_grant_of_another_area_does_not_exist(world: World) -> None:
    foreign = queries.running_grants(world.users["wang"].pk).get()
    with pytest.raises(NotYours):
        grants.end(by=world.actor("wei"), grant_id=foreign.pk, subdistrict_id=world.sid)
