"""Homes, flags and cards: what is written, what is refused, what stays hidden."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.access.models import Event, PersonalRead
from anxin.access.terms import Permission
from anxin.households import queries
from anxin.households.actions import cards, flags, households
from anxin.households.models import Card, CareFlag, Household
from anxin.households.rules import Needs, is_another_family
from anxin.households.terms import Flag
from anxin.kernel import clock
from anxin.kernel.errors import NotYours, Refusal, Stale
from tests.world import World


def change(world: World, who: str, row: Household, **other: object) -> Household:
    wanted: dict[str, object] = {
        "head": "梁阿姨",
        "persons": 2,
        "phone": "138 0013 8000",
        "version": 1,
        **other,
    }
    return households.change(by=world.actor(who), household_id=row.id, **wanted)  # type: ignore[arg-type]


def test_change_is_found_again_by_number_door_code_and_name(world: World) -> None:
    home = world.household(world.willow, "3", "1", "501")
    change(world, "li", home)
    li = world.actor("li")
    for text in (
        "13800138000",
        "+86 138-0013-8000",
        "3-1-501",
        "3号楼1单元501室",
        home.ref.lower(),
        "梁阿姨",
    ):
        assert [h.id for h in queries.search(li, text)] == [home.id], text
    assert {h.door.room for h in queries.search(li, "501")} == {"501"}
    assert not queries.search(world.actor("wang"), "13800138000")


def test_change_refuses_and_keeps(world: World) -> None:
    home = world.household(world.willow, "3", "1", "501")
    change(world, "li", home)
    with pytest.raises(Stale):
        change(world, "wei", home)
    for wrong, code in (
        ({"phone": "12"}, "household.phone_wrong"),
        ({"persons": 120}, "household.persons_wrong"),
    ):
        with pytest.raises(Refusal) as refused:
            change(world, "li", home, version=2, **wrong)
        assert refused.value.code == code
    with pytest.raises(NotYours):
        change(world, "wang", home, version=2)
    with pytest.raises(NotYours):
        change(world, "zhao", home, version=2)
    assert Event.objects.filter(what="household.changed").count() == 1


def test_moving_out_frees_the_door_and_kills_the_card(world: World) -> None:
    li, home = world.actor("li"), world.household(world.maple, "1", "", "101")
    with pytest.raises(Refusal) as refused:
        households.add(by=li, door_id=home.door_id, head="新住户")
    assert refused.value.code == "household.door_taken"
    token = cards.issue(by=li, household_id=home.id).token
    flags.put(by=li, household_id=home.id, kind=Flag.INFANT)
    households.move_out(by=li, household_id=home.id)
    assert queries.actor_of_card("FN", token) is None
    assert not CareFlag.objects.filter(household_id=home.id, until=None).exists()
    new = households.move_in(by=li, door_id=home.door_id, head="新住户", phone="13900139000")
    assert new.path == f"{home.path.removesuffix('h/')}h1/"
    with pytest.raises(Stale):
        households.move_out(by=li, household_id=home.id)
    with pytest.raises(Refusal) as gone:
        cards.reissue(by=li, household_id=home.id)
    assert gone.value.code == "household.moved_out"


def test_a_card_opens_its_own_home_and_nothing_else(world: World) -> None:
    li, home = world.actor("li"), world.household(world.maple, "1", "", "101")
    token = cards.issue(by=li, household_id=home.id).token
    found = queries.actor_of_card("fn", token)
    assert found is not None
    actor, row = found
    assert row == home
    assert actor.may(Permission.HOUSEHOLD_OWN, home.path)
    assert not actor.may(Permission.HOUSEHOLD_OWN, world.household(world.maple, "1", "", "102").path)
    assert not actor.may(Permission.HOUSEHOLD_SEE)
    assert queries.actor_of_card("YS", token) is None
    assert queries.actor_of_card("FN", token[:-1]) is None
    with pytest.raises(Refusal) as twice:
        cards.issue(by=li, household_id=home.id)
    assert twice.value.code == "card.already"
    again = cards.reissue(by=li, household_id=home.id)
    assert queries.actor_of_card("FN", token) is None
    assert queries.actor_of_card("FN", again.token) is not None
    cards.revoke(by=li, household_id=home.id)
    assert queries.actor_of_card("FN", again.token) is None
    with pytest.raises(Refusal) as none:
        cards.revoke(by=li, household_id=home.id)
    assert none.value.code == "card.none"


def test_a_tokens_open_text_is_not_in_the_database(world: World) -> None:
    card = cards.issue(by=world.actor("li"), household_id=world.household(world.maple, "1", "", "101").id)
    raw = Card.objects.filter(id=card.id).extra(select={"raw": "token"}).values_list("raw", flat=True).get()
    assert card.token.encode() not in bytes(raw)


def test_cards_for_a_compound_are_made_once_and_printing_them_is_noted(world: World) -> None:
    li = world.actor("li")
    assert cards.issue_all(by=li, compound_id=world.maple.id) == 6
    assert cards.issue_all(by=li, compound_id=world.maple.id) == 0
    printed = queries.cards_to_print(li, world.maple.id)
    assert [c.household.door.room for c in printed] == ["101", "102", "201", "202", "301", "302"]
    assert all(c.address.startswith("/h/FN-") and c.address.endswith("/") for c in printed)
    assert PersonalRead.objects.get(why="cards.print").count == 6
    with pytest.raises(NotYours):
        cards.issue_all(by=world.actor("wang"), compound_id=world.maple.id)
    assert queries.cards_to_print(world.actor("wang"), world.maple.id) == []
    with pytest.raises(NotYours):
        cards.issue(by=world.actor("zhang"), household_id=printed[0].household.id)


def test_flags_are_for_the_care_team_and_each_look_is_noted(world: World) -> None:
    li, home = world.actor("li"), world.household(world.maple, "1", "", "101")
    flag = flags.put(by=li, household_id=home.id, kind=Flag.HOME_OBSERVED, note="昨日返家")
    with pytest.raises(Refusal) as twice:
        flags.put(by=li, household_id=home.id, kind=Flag.HOME_OBSERVED)
    assert twice.value.code == "flag.already"
    assert [f.kind for f in queries.flags(li, home.id)] == ["home_observed"]
    assert PersonalRead.objects.get(about=f"household:{home.id}").by == li.label
    for who in ("zhao", "zhang", "wang"):
        with pytest.raises(NotYours):
            queries.flags(world.actor(who), home.id)
        with pytest.raises(NotYours):
            flags.end(by=world.actor(who), flag_id=flag.id)
    assert "home_observed" not in str(list(Event.objects.values_list("facts", "what", "about")))
    flags.end(by=li, flag_id=flag.id)
    with pytest.raises(Refusal) as ended:
        flags.end(by=li, flag_id=flag.id)
    assert ended.value.code == "flag.ended"


def test_needs_are_those_of_the_moment(world: World) -> None:
    li, home = world.actor("li"), world.household(world.maple, "1", "", "101")
    now = clock.now()
    flags.put(
        by=li,
        household_id=home.id,
        kind=Flag.HOME_OBSERVED,
        since=now - timedelta(days=2),
        until=now - timedelta(days=1),
    )
    flags.put(by=li, household_id=home.id, kind=Flag.DIALYSIS, since=now - timedelta(days=1))
    assert queries.delivery_needs(world.maple.id, now) == {home.id: Needs(elder_or_disabled=True)}
    assert queries.delivery_needs(world.maple.id, now - timedelta(hours=36)) == {
        home.id: Needs(home_observed=True)
    }
    assert queries.delivery_needs(world.willow.id, now) == {}
    assert queries.needs_at(home.id, now) == Needs(elder_or_disabled=True)


def test_the_register_of_a_chief_ends_at_his_building(world: World) -> None:
    assert len(queries.register_rows(world.actor("li"), world.maple.id)) == 6
    assert len(queries.register_rows(world.actor("zhao"), world.maple.id)) == 6
    assert queries.register_rows(world.actor("zhao"), world.willow.id) == []
    first = queries.register_rows(world.actor("li"), world.willow.id)[0]
    assert (first.building, first.stair, first.room, first.floor) == ("3", "1", "101", 1)


@pytest.mark.parametrize(
    ("old", "new", "another"),
    [
        (("梁", "1"), ("王", "2"), True),
        (("梁", "1"), ("梁", "2"), False),
        (("梁", "1"), ("王", "1"), False),
        (("", "1"), ("王", "2"), False),
        (("梁", "1"), ("王", ""), False),
    ],
)
def test_other_people_are_known_by_name_and_number(
    old: tuple[str, str], new: tuple[str, str], another: bool
) -> None:
    assert is_another_family(*old, *new) is another


@pytest.mark.parametrize(
    ("words", "rooms"),
    [("１３８０００００３０１", {"301"}), ("²²²²²²²", set()), ("1380000030²", set()), ("⑦号楼", set())],
)
def test_odd_digits_are_searched_for_without_a_fall(world: World, words: str, rooms: set[str]) -> None:
    found = queries.search(world.actor("wei"), words)
    assert set(found.values_list("door__room", flat=True)) == rooms
