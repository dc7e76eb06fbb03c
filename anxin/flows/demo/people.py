"""The people who work in the invented subdistrict: one account per role, all with the same printed password."""

from __future__ import annotations

from dataclasses import dataclass

from anxin.access.actions import grants
from anxin.access.actor import system
from anxin.access.terms import Role
from anxin.households.models import Card
from anxin.places.models import Area, Building, Community, Compound, Stair
from anxin.places.rules import door_name

PASSWORD = "anxin-demo-2022"  # noqa: S105  printed at every start of the demo, for the demo only


@dataclass(frozen=True)
class Account:
    username: str
    name: str
    role: Role
    where: str  # the path's owner: headquarters, subdistrict, community, compound, building, stair


ACCOUNTS = (
    Account("wei", "魏主任", Role.OFFICER, "subdistrict"),
    Account("li", "李社工", Role.COMMUNITY_WORKER, "community"),
    Account("tang", "唐网格", Role.GRID_WORKER, "compound"),
    Account("zhao", "赵楼长", Role.BUILDING_CHIEF, "building"),
    Account("fang", "方单元长", Role.UNIT_CHIEF, "stair"),
    Account("qian", "钱物业", Role.PROPERTY, "compound"),
    Account("zhang", "张志愿", Role.VOLUNTEER, "compound"),
    Account("hq", "区指挥部", Role.HEADQUARTERS, "headquarters"),
    Account("sun", "孙审计", Role.AUDITOR, "subdistrict"),
    Account("ops", "运维员", Role.OPERATOR, "subdistrict"),
)


def employ(area: Area) -> None:
    """`zhang`, `qian`, `tang` and the chiefs work in the first sealed compound, where today's goods go to the doors."""
    compound = Compound.objects.filter(subdistrict_id=area.id, zone="sealed").order_by("path").first()
    assert compound is not None
    assert area.parent is not None
    building = Building.objects.filter(subdistrict_id=area.id, compound_id=compound.id).earliest("order")
    stair = Stair.objects.filter(subdistrict_id=area.id, building_id=building.id).earliest("order")
    community = Community.objects.get(subdistrict_id=area.id, id=compound.community_id)
    paths = {
        "headquarters": area.parent.path, "subdistrict": area.path, "community": community.path, "compound": compound.path,
        "building": building.path, "stair": stair.path,
    }  # fmt: skip
    by = system("cli")
    for account in ACCOUNTS:
        user = grants.add_user(
            by=by,
            username=account.username,
            name=account.name,
            password=PASSWORD,
            subdistrict_id=area.id,
            path=area.path,
        )
        grants.give(
            by=by, user_id=user.pk, role=account.role, path=paths[account.where], subdistrict_id=area.id
        )


@dataclass(frozen=True)
class SampleHome:
    """A household to look at from inside, by its card."""

    compound: str
    zone: str
    door: str
    card: str


def sample_homes() -> list[SampleHome]:
    """One household of each zone. Only the demo shows card addresses on a page."""
    homes: dict[str, SampleHome] = {}
    cards = Card.objects.filter(household__compound__zone__isnull=False, revoked_at=None).select_related(
        "household__door__stair__building", "household__compound"
    )
    for zone in ("sealed", "controlled", "precaution"):
        card = cards.filter(household__compound__zone=zone).order_by("path").first()
        if card is not None:
            home = card.household
            stair = home.door.stair
            name = door_name(stair.building.label, stair.label, home.door.room)
            area = Area.objects.get(id=card.subdistrict_id)
            homes[zone] = SampleHome(home.compound.name, zone, name, f"{area.code}-{card.token}")
    return list(homes.values())
