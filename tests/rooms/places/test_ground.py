"""Setting up the ground by hand: what is written, what is refused, and that another area does not exist."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.access.actor import NOBODY, system
from anxin.access.models import Event
from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.kernel.errors import NotYours, Refusal, Stale
from anxin.places import queries
from anxin.places.actions import areas, buildings, communities, compounds, doors, stairs, zones
from anxin.places.models import Area, Building, Compound, Stair, ZonePeriod
from anxin.places.terms import AreaKind, CompoundKind, Zone
from tests.world import World


def rename(world: World, who: str, compound: Compound, name: str, version: int = 1) -> Compound:
    return compounds.change(
        by=world.actor(who), compound_id=compound.id, version=version, name=name, kind=CompoundKind.MIXED,
        property_firm="", aliases=["老枫林", " ", "老枫林"],
    )  # fmt: skip


def test_a_compound_is_added_with_stairs_and_doors(world: World) -> None:
    li = world.actor("li")
    added = compounds.add(
        by=li, community_id=world.community.id, name=" 桂花园 ", kind=CompoundKind.WALK_UP, aliases=["桂园"]
    )
    house = buildings.add(by=li, compound_id=added.id, label="3号楼", floors=6, stairs=("1", "2"))
    stair = stairs.add(by=li, building_id=house.id, label="3单元", lifts=1)
    door = doors.add(by=li, stair_id=stair.id, room="1203室")
    assert added.name == "桂花园"
    assert added.zone == Zone.PRECAUTION
    assert (house.label, stair.label, door.room, door.floor) == ("3", "3", "1203", 12)
    assert door.path.startswith(stair.path)
    assert stair.path.startswith(house.path)
    assert house.path.startswith(added.path)
    ground = queries.ground_of(li, added.id)
    assert [s.label for s in ground.buildings[0].stairs] == ["1", "2", "3"]
    assert Event.objects.get(what="compound.added").about == f"compound:{added.id}"


def test_names_and_labels_are_unique_where_people_use_them(world: World) -> None:
    li = world.actor("li")
    house = Building.objects.get(subdistrict_id=world.sid, compound_id=world.willow.id, label="3")
    stair = Stair.objects.get(subdistrict_id=world.sid, building_id=house.id)
    home = world.community.id
    tries = [
        (lambda: compounds.add(by=li, community_id=home, name="柳岸里", kind=CompoundKind.MIXED), "compound.name_taken"),
        (lambda: buildings.add(by=li, compound_id=world.willow.id, label="3栋", floors=6), "building.label_taken"),
        (lambda: stairs.add(by=li, building_id=house.id, label="1单元"), "stair.label_taken"),
        (lambda: doors.add(by=li, stair_id=stair.id, room="101"), "door.room_taken"),
        (lambda: compounds.add_gate(by=li, compound_id=world.willow.id, name="南门"), "gate.name_taken"),
    ]  # fmt: skip
    for attempt, code in tries:
        with pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.code == code
    assert Event.objects.count() == 0


def test_a_change_is_kept_once_and_the_slower_editor_is_told(world: World) -> None:
    changed = rename(world, "li", world.maple, "枫林新苑")
    assert (changed.name, changed.version, changed.aliases) == ("枫林新苑", 2, ["老枫林"])
    with pytest.raises(Stale):
        rename(world, "wei", world.maple, "枫林旧苑")
    assert Compound.objects.get(subdistrict_id=world.sid, id=world.maple.id).name == "枫林新苑"


def test_another_area_does_not_exist(world: World) -> None:
    wang = world.actor("wang")
    for read in (queries.compound, queries.ground_of, queries.zone_history, queries.gates):
        with pytest.raises(NotYours):
            read(wang, world.maple.id)
    assert not queries.doors(wang, world.maple.id)
    with pytest.raises(NotYours):
        rename(world, "wang", world.maple, "别人的")
    assert not queries.compounds(NOBODY)
    assert set(queries.compounds(world.actor("wei"))) == {world.maple, world.willow, world.garden}


def test_a_building_chief_finds_the_compound_but_only_his_doors(world: World) -> None:
    zhao = world.actor("zhao")
    assert list(queries.compounds(zhao)) == []
    assert list(queries.compounds_around(zhao)) == [world.maple]
    assert queries.compound_around(zhao, world.maple.id) == world.maple
    assert {b.label for b in queries.buildings(zhao, world.maple.id)} == {"1"}
    assert [a.code for a in queries.subdistricts(zhao)] == ["FN"]


def test_who_may_see_but_not_edit_is_refused_plainly(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        rename(world, "sun", world.maple, "审计苑")
    assert refused.value.code == "not_allowed"


def test_the_public_page_is_found_by_ref_and_area(world: World) -> None:
    assert queries.compound_by_ref(world.maple.ref, "fn") == world.maple
    with pytest.raises(NotYours):
        queries.compound_by_ref(world.maple.ref, "YS")
    with pytest.raises(NotYours):
        queries.compound_by_ref("0000000*")


def test_areas_are_added_from_above(world: World) -> None:
    added = areas.add(
        by=system("cli"),
        kind=AreaKind.SUBDISTRICT,
        name="新桥街道",
        code="xq",
        parent_id=world.headquarters.pk,
    )
    assert (added.code, added.path) == ("XQ", "hq/xq/")
    with pytest.raises(Refusal) as taken:
        areas.add(
            by=system("cli"),
            kind=AreaKind.SUBDISTRICT,
            name="又一个",
            code="XQ",
            parent_id=world.headquarters.pk,
        )
    assert taken.value.code == "area.code_taken"
    with pytest.raises(NotYours):
        areas.add(
            by=world.actor("wei"),
            kind=AreaKind.SUBDISTRICT,
            name="隔壁",
            code="GB",
            parent_id=world.headquarters.pk,
        )
    assert (
        areas.change(
            by=world.actor("wei"), area_id=world.sid, name="福宁街道", rule_set="cn-2020-02"
        ).rule_set
        == "cn-2020-02"
    )
    with pytest.raises(NotYours):
        communities.add(by=world.actor("wang"), subdistrict_id=world.sid, name="越界社区")
    assert (
        communities.add(by=world.actor("wei"), subdistrict_id=world.sid, name="柳溪社区").path == "hq/fn/c2/"
    )
    assert Area.objects.count() == 4


def set_zone(world: World, who: str = "wei", **other: object) -> ZonePeriod:
    wanted: dict[str, object] = {
        "zone": Zone.SEALED, "reason": "出现一例", "rule": "zones.sealed",
        "review_at": clock.now() + timedelta(days=14), "version": None, **other,
    }  # fmt: skip
    return zones.set_zone(by=world.actor(who), compound_id=world.willow.id, **wanted)  # type: ignore[arg-type]


def test_a_zone_ends_the_one_before_and_the_history_stays(world: World) -> None:
    before = queries.zone_period(world.sid, world.willow.id)
    period = set_zone(world)
    history = list(queries.zone_history(world.actor("li"), world.willow.id))
    assert [p.zone for p in history] == [Zone.SEALED, Zone.CONTROLLED]
    assert history[0] == period
    assert history[1] == before
    assert history[1].until == period.since
    assert Compound.objects.get(subdistrict_id=world.sid, id=world.willow.id).zone == Zone.SEALED
    assert period.rule_set == "cn-2022-03"
    assert Event.objects.get(what="zone.set").facts["before"] == Zone.CONTROLLED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reason": "  "}, "zone.reason_missing"),
        ({"review_at": clock.now() - timedelta(minutes=1)}, "zone.review_past"),
        ({"rule": "zones.lilac"}, "zone.rule_unknown"),
        ({"zone": "lilac"}, "zone.unknown"),
        ({"version": 7}, "stale"),
    ],
)
def test_a_zone_is_refused_and_nothing_moves(world: World, change: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        set_zone(world, **change)
    assert refused.value.code == code
    assert queries.zone_period(world.sid, world.willow.id).zone == Zone.CONTROLLED  # type: ignore[union-attr]
    assert ZonePeriod.objects.filter(subdistrict_id=world.sid, compound_id=world.willow.id).count() == 1


def test_of_two_deciders_the_second_is_told(world: World) -> None:
    seen = world.willow.version
    set_zone(world, version=seen)
    with pytest.raises(Stale):
        set_zone(world, "wei", zone=Zone.PRECAUTION, rule="zones.precaution", version=seen)
    assert (
        ZonePeriod.objects.filter(subdistrict_id=world.sid, compound_id=world.willow.id, until=None).count()
        == 1
    )


def test_only_those_who_decide_zones_set_them(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        set_zone(world, "li")
    assert refused.value.code == "not_allowed"
    assert refused.value.facts == {"permission": str(Permission.ZONE_SET)}
