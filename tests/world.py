"""The cast and the ground of the tests: two subdistricts, so that "outside the area" is always there to test.

Everything is invented. Use the cast by name; reach other states by actions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from anxin.access.actor import Actor
from anxin.access.models import Grant, User
from anxin.access.queries import actor_of_user
from anxin.access.terms import Role
from anxin.households.models import CareFlag, Household
from anxin.kernel import clock
from anxin.kernel.ids import new_ref
from anxin.kernel.secrets import keyed_hash
from anxin.places.models import (
    Area,
    Building,
    Community,
    Compound,
    Door,
    Gate,
    Stair,
    SupplyPoint,
    ZonePeriod,
)
from anxin.places.terms import AreaKind, CompoundKind, Zone


@dataclass
class World:
    headquarters: Area
    area: Area
    elsewhere: Area
    community: Community
    maple: (
        Compound  # 枫林苑: sealed, one tower with lifts: building 1 without units, floors 1-3, rooms 101..302
    )
    willow: Compound  # 柳岸里: controlled, walk-up: 3号楼1单元 and 5号楼2单元, six floors, rooms 101..602
    garden: Compound  # 花溪村: precaution, urban village without a property firm: building 7, rooms 101..402
    far: Compound  # in the other subdistrict
    users: dict[str, User] = field(default_factory=dict)

    @property
    def sid(self) -> int:
        return self.area.id

    def actor(self, name: str) -> Actor:
        """wei officer · li community worker · zhao building chief (枫林苑 1号楼) · zhang volunteer (枫林苑) ·
        qian property (柳岸里) · sun auditor · hq headquarters · wang officer of the other subdistrict · ops operator"""
        return actor_of_user(self.users[name].pk, door="web")

    def household(self, compound: Compound, building: str, stair: str, room: str) -> Household:
        return Household.objects.get(
            subdistrict_id=compound.subdistrict_id, compound_id=compound.id, door__room=room,
            stair__label=stair, stair__building__label=building,
        )  # fmt: skip


def make_world() -> World:
    hq = Area.objects.create(kind=AreaKind.HEADQUARTERS, name="净湖区", code="HQ", path="hq/")
    area = Area.objects.create(
        kind=AreaKind.SUBDISTRICT, name="福宁街道", code="FN", parent=hq, path="hq/fn/"
    )
    other = Area.objects.create(
        kind=AreaKind.SUBDISTRICT, name="远山街道", code="YS", parent=hq, path="hq/ys/"
    )
    community = Community.objects.create(subdistrict_id=area.id, name="丹枫社区", path="hq/fn/c1/")
    far_community = Community.objects.create(subdistrict_id=other.id, name="远山社区", path="hq/ys/c1/")
    maple = make_compound(
        community, "枫林苑", "k1", CompoundKind.TOWER, Zone.SEALED, {"1": ("", 2, 3, 2)}, "和风物业"
    )
    walk_up = {"3": ("1", 0, 6, 2), "5": ("2", 0, 6, 2)}
    willow = make_compound(
        community, "柳岸里", "k2", CompoundKind.WALK_UP, Zone.CONTROLLED, walk_up, "青石物业"
    )
    village = {"7": ("", 0, 4, 2)}
    garden = make_compound(community, "花溪村", "k3", CompoundKind.URBAN_VILLAGE, Zone.PRECAUTION, village)
    far_home = {"1": ("1", 0, 3, 2)}
    far = make_compound(far_community, "远山居", "k1", CompoundKind.WALK_UP, Zone.CONTROLLED, far_home)
    world = World(hq, area, other, community, maple, willow, garden, far)
    cast: list[tuple[str, str, Role, str]] = [
        ("wei", "魏主任", Role.OFFICER, area.path),
        ("li", "李社工", Role.COMMUNITY_WORKER, community.path),
        ("zhao", "赵楼长", Role.BUILDING_CHIEF, Building.objects.get(compound_id=maple.id).path),
        ("zhang", "张志愿", Role.VOLUNTEER, maple.path),
        ("qian", "钱物业", Role.PROPERTY, willow.path),
        ("sun", "孙审计", Role.AUDITOR, area.path),
        ("hq", "指挥部", Role.HEADQUARTERS, hq.path),
        ("wang", "王外区", Role.OFFICER, other.path),
        ("ops", "运维", Role.OPERATOR, area.path),
    ]
    for username, name, role, path in cast:
        user = User.objects.create(username=username, name=name, password="!")
        Grant.objects.create(user=user, role=role, path=path, given_by="system:0")
        world.users[username] = user
    return world


def make_compound(
    community: Community,
    name: str,
    segment: str,
    kind: CompoundKind,
    zone: Zone,
    buildings: dict[str, tuple[str, int, int, int]],
    firm: str = "",
) -> Compound:
    """buildings: label -> (stair label, lifts, floors, rooms per floor). Every door has a household."""
    sid = community.subdistrict_id
    path = f"{community.path}{segment}/"
    compound = Compound.objects.create(
        subdistrict_id=sid, community_id=community.id, name=name, kind=kind, zone=zone, path=path, ref=new_ref(),
        property_firm=firm,
    )  # fmt: skip
    Gate.objects.create(subdistrict_id=sid, compound_id=compound.id, name="南门")
    SupplyPoint.objects.create(subdistrict_id=sid, compound_id=compound.id, name="南门供应点")
    now = clock.now()
    ZonePeriod.objects.create(
        subdistrict_id=sid, compound_id=compound.id, zone=zone, since=now - timedelta(days=2), reason="测试",
        rule_set="cn-2022-03", rule=f"zones.{zone}", decided_by="system:0", review_at=now + timedelta(days=5), path=path,
    )  # fmt: skip
    for number, (label, (stair_label, lifts, floors, rooms)) in enumerate(buildings.items()):
        b_path = f"{path}b{number}/"
        building = Building.objects.create(
            subdistrict_id=sid, compound_id=compound.id, label=label, floors=floors, order=number,
            x_m=40 + 60 * number, y_m=30, path=b_path,
        )  # fmt: skip
        stair = Stair.objects.create(
            subdistrict_id=sid, building_id=building.id, compound_id=compound.id, label=stair_label, lifts=lifts,
            x_m=40 + 60 * number, y_m=30, path=f"{b_path}s0/",
        )  # fmt: skip
        for floor in range(1, floors + 1):
            for flat in range(1, rooms + 1):
                make_home(stair, f"{floor}0{flat}", floor)
    return compound


def make_home(stair: Stair, room: str, floor: int) -> Household:
    sid = stair.subdistrict_id
    door = Door.objects.create(
        subdistrict_id=sid, stair_id=stair.id, compound_id=stair.compound_id, room=room, floor=floor,
        path=f"{stair.path}d{room}/",
    )  # fmt: skip
    phone = f"1380000{room.zfill(4)}"
    return Household.objects.create(
        subdistrict_id=sid, door_id=door.id, stair_id=stair.id, compound_id=stair.compound_id, ref=new_ref(),
        head=f"住户{room}", persons=3, phone=phone, phone_hash=keyed_hash(phone), path=f"{door.path}h/",
    )  # fmt: skip


def observe(household: Household) -> CareFlag:
    """Put a household under home observation since yesterday."""
    return CareFlag.objects.create(
        subdistrict_id=household.subdistrict_id, household_id=household.id, kind="home_observed",
        since=clock.now() - timedelta(days=1), said_by="system:0", path=household.path,
    )  # fmt: skip
