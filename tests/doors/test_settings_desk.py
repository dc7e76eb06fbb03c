"""设置 as people open it: what the pages show, hide, refuse and write."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from anxin.access.models import Event, PersonalRead, User
from anxin.flows.register import imports
from anxin.households.actions import cards
from anxin.households.models import Card, CareFlag, Household, RegisterImport
from anxin.kernel import clock
from anxin.overview.sentences import SENTENCES
from anxin.paper.tables import read_table
from anxin.places.models import Compound, Door, ZonePeriod
from anxin.web.settings_desk import words
from tests.registers import row, workbook
from tests.world import World, observe


@pytest.fixture(autouse=True)
def _shelf(tmp_path: Any, settings: Any) -> None:
    settings.HOME = tmp_path


def signed_in(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.users[who], backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_compound_page_shows_zone_history_and_buildings(
    world: World, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(world, "li")
    with django_assert_max_num_queries(25):
        shown = text(client.get(reverse("compound", args=[world.maple.id])))
    assert "枫林苑" in shown
    assert "封控区" in shown
    assert "zones.sealed" in shown
    assert "和风物业" in shown
    listed = text(client.get(reverse("compounds")))
    assert "柳岸里" in listed
    assert "远山居" not in listed


def test_a_building_chief_sees_his_compound_and_cannot_edit(world: World) -> None:
    client = signed_in(world, "zhao")
    shown = text(client.get(reverse("compound", args=[world.maple.id])))
    assert reverse("compound_zone", args=[world.maple.id]) not in shown
    assert client.get(reverse("compound", args=[world.willow.id])).status_code == 404
    assert client.get(reverse("compound_edit", args=[world.maple.id])).status_code == 403


def test_a_zone_is_set_with_a_reason_and_the_page_says_what_changes(world: World) -> None:
    client, address = signed_in(world, "wei"), reverse("compound_zone", args=[world.willow.id])
    shown = text(client.get(address))
    for word in ("送到家门口", "送到单元门口，分时下楼取", "到供应点自取", "叫到时下楼"):
        assert word in shown
    later = clock.local(clock.now() + timedelta(days=14)).strftime("%Y-%m-%dT%H:%M")
    said = {
        "zone": "sealed",
        "reason": "新增一例",
        "rule": "zones.sealed",
        "review_at": later,
        "version": world.willow.version,
    }
    past = client.post(address, {**said, "review_at": "2020-01-01T08:00"})
    assert past.status_code == 422
    assert "复核时间已经过去" in text(past)
    assert client.post(address, said).status_code == 302
    assert ZonePeriod.objects.get(compound_id=world.willow.id, until=None).reason == "新增一例"
    late = client.post(address, {**said, "zone": "precaution"})  # the same form from a second tab
    assert late.status_code == 422
    assert "别人刚刚改过" in text(late)
    assert Compound.objects.get(id=world.willow.id).zone == "sealed"


def test_ground_is_added_by_hand(world: World) -> None:
    client = signed_in(world, "li")
    client.post(
        reverse("compound_add"),
        {
            "community": world.community.id,
            "name": "桂花园",
            "kind": "walk_up",
            "property_firm": "",
            "aliases": "桂园、老桂",
        },
    )
    added = Compound.objects.get(name="桂花园")
    assert added.aliases == ["桂园", "老桂"]
    client.post(
        reverse("building_add", args=[added.id]),
        {"label": "3号楼", "floors": 6, "stairs": "1、2", "lifts": 0, "x_m": 50, "y_m": 50},
    )
    building = added.buildings.get()  # type: ignore[attr-defined]
    stair = building.stairs.get(label="2")
    page = reverse("building", args=[building.id])
    assert client.post(page, {"what": "door", "stair": stair.id, "rooms": "501、502"}).status_code == 302
    assert client.post(page, {"what": "door", "stair": stair.id, "rooms": "502"}).status_code == 422
    assert {d.room for d in Door.objects.filter(stair_id=stair.id)} == {"501", "502"}
    assert client.post(page, {"what": "stair", "label": "3", "lifts": 1, "entrance": ""}).status_code == 302
    door = Door.objects.get(stair_id=stair.id, room="501")
    assert (
        client.post(
            reverse("household_add", args=[door.id]), {"head": "梁阿姨", "persons": 2, "language": "zh-hans"}
        ).status_code
        == 302
    )
    assert Household.objects.get(door_id=door.id).head == "梁阿姨"
    twice = client.post(
        reverse("compound_add"), {"community": world.community.id, "name": "桂花园", "kind": "tower"}
    )
    assert twice.status_code == 422
    assert "已有同名的小区" in text(twice)


def test_the_household_list_finds_and_never_shows_a_number(
    world: World, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(world, "li")
    with django_assert_max_num_queries(25):
        shown = text(client.get(reverse("households"), {"q": "3-1-501"}))
    assert "3号楼 1单元 501" in shown
    assert "13800000501" not in shown
    assert "5号楼" not in shown
    assert "没有找到住户" in text(client.get(reverse("households"), {"q": "9-9-999"}))
    assert client.get(reverse("households"), {"page": "x", "compound": "no"}).status_code == 200


def test_a_number_is_masked_until_somebody_asks_and_that_is_noted(world: World) -> None:
    client, home = signed_in(world, "zhao"), world.household(world.maple, "1", "", "101")
    page = text(client.get(reverse("household", args=[home.id])))
    assert "138****0101" in page
    assert "13800000101" not in page
    assert "13800000101" in text(client.post(reverse("household_phone", args=[home.id])))
    assert PersonalRead.objects.filter(why="phone.shown", about=f"household:{home.id}").count() == 1
    other = world.household(world.willow, "3", "1", "501")
    assert client.post(reverse("household_phone", args=[other.id])).status_code == 404


def test_the_export_is_masked_watermarked_and_noted(world: World) -> None:
    answer = signed_in(world, "li").get(reverse("households_export"), {"compound": world.maple.id})
    rows = read_table(answer.content, "a.xlsx").sheets[0].rows
    assert len(rows) == 7
    assert "138****0101" in str(rows)
    assert "13800000101" not in str(rows)
    assert PersonalRead.objects.get(why="households.export").count == 6
    assert signed_in(world, "zhao").get(reverse("households_export")).status_code == 403


def test_a_home_is_changed_moved_out_and_the_second_tab_is_told(world: World) -> None:
    client, home = signed_in(world, "li"), world.household(world.maple, "1", "", "101")
    said = {
        "head": "新户主",
        "persons": 4,
        "phone": "13900139000",
        "language": "zh-hant",
        "delivery_note": "放凳子上",
        "version": 1,
    }
    address = reverse("household_edit", args=[home.id])
    assert client.post(address, said).status_code == 302
    assert client.post(address, said).status_code == 422
    assert client.post(address, {**said, "version": 2, "phone": "12"}).status_code == 422
    assert Household.objects.get(id=home.id).phone == "13900139000"
    assert client.post(reverse("household_move_out", args=[home.id])).status_code == 302
    assert "已搬出" in text(client.get(reverse("household", args=[home.id])))


def test_care_flags_are_seen_by_the_care_team_only(world: World) -> None:
    home = world.household(world.maple, "1", "", "101")
    flag = observe(home)
    li = signed_in(world, "li")
    assert "居家观察" in text(li.get(reverse("household_care", args=[home.id])))
    assert "居家观察" not in text(signed_in(world, "zhao").get(reverse("household", args=[home.id])))
    assert signed_in(world, "zhao").get(reverse("household_care", args=[home.id])).status_code == 403
    li.post(reverse("household_care", args=[home.id]), {"kind": "dialysis", "note": "周一三五"})
    li.post(reverse("flag_end", args=[flag.id]))
    assert set(CareFlag.objects.filter(until=None).values_list("kind", flat=True)) == {"dialysis"}


def test_cards_are_issued_printed_and_turned_off(world: World) -> None:
    client, home = signed_in(world, "li"), world.household(world.maple, "1", "", "101")
    assert client.get(reverse("household_card_sheet", args=[home.id])).status_code == 409
    client.post(reverse("compound_cards", args=[world.maple.id]))
    assert Card.objects.filter(revoked_at=None).count() == 6
    sheet = client.get(reverse("building_cards", args=[world.maple.buildings.get().id]))  # type: ignore[attr-defined]
    assert sheet.content.startswith(b"%PDF")
    assert sheet["Cache-Control"] == "no-store"
    token = Card.objects.get(household_id=home.id).token
    assert token not in text(client.get(reverse("household", args=[home.id])))
    client.post(reverse("household_card", args=[home.id]), {"what": "revoke"})
    assert not Card.objects.filter(household_id=home.id, revoked_at=None).exists()
    again = client.post(reverse("household_card", args=[home.id]), {"what": "revoke"}, follow=True)
    assert "没有有效的安心卡" in text(again)


def upload(client: Client, content: bytes, name: str = "名册.xlsx") -> str:
    page = text(client.get(reverse("imports")))
    sid = re.search(r'name="subdistrict" value="(\d+)"', page)
    assert sid is not None
    answer = client.post(
        reverse("imports"), {"file": SimpleUploadedFile(name, content), "subdistrict": sid[1], "compound": ""}
    )
    assert answer.status_code == 302, text(answer)
    return str(answer["Location"])


def test_a_register_goes_the_whole_way_on_the_pages(world: World) -> None:
    client = signed_in(world, "li")
    page = upload(client, workbook(row("501"), row("502", 电话="12"), row("503", 人数="许多")))
    assert "正在试读" in text(client.get(page))
    seen = RegisterImport.objects.get()
    imports.look.call(world.sid, seen.id)
    shown = text(client.get(page))
    assert "2 行有错" in shown
    assert "电话有 2 位数字" in shown
    assert "“人数”应是 0 到 99 的整数" in shown
    assert "桂花园" in shown
    back = client.get(reverse("import_faults", args=[seen.id]))
    rows = read_table(back.content, "a.xlsx").sheets[0].rows
    assert rows[0][-1] == "未导入原因"
    assert [r[7] for r in rows[1:]] == ["502", "503"]
    client.post(reverse("import_confirm", args=[seen.id]))
    assert "导入中" in text(client.get(page))
    imports.carry_out.call(world.sid, seen.id)
    assert "导入完成" in text(client.get(page))
    assert Household.objects.filter(compound__name="桂花园").count() == 1
    assert client.post(reverse("import_confirm", args=[seen.id])).status_code == 409


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"%PDF-1.4", "a.pdf", "这不是电子表格"),
        (b"PK\x03\x04oops", "a.xlsx", "文件损坏"),
        ("今天,天气\n很,好\n".encode("gbk"), "a.csv", "没有找到表头"),
    ],
)
def test_a_wrong_file_gets_a_clear_sentence(world: World, content: bytes, name: str, says: str) -> None:
    client = signed_in(world, "li")
    page = upload(client, content, name)
    imports.look.call(world.sid, RegisterImport.objects.get().id)
    shown = text(client.get(page))
    assert says in shown
    assert "登记没有改动" in shown


def test_an_empty_upload_is_refused_at_once(world: World) -> None:
    client = signed_in(world, "li")
    answer = client.post(
        reverse("imports"), {"file": SimpleUploadedFile("a.csv", b""), "subdistrict": world.sid}
    )
    assert answer.status_code == 422
    assert RegisterImport.objects.count() == 0


def test_another_area_s_import_does_not_exist(world: World) -> None:
    upload(signed_in(world, "li"), workbook(row("501")))
    seen = RegisterImport.objects.get()
    outsider = signed_in(world, "wang")
    assert outsider.get(reverse("import", args=[seen.id])).status_code == 404
    assert outsider.post(reverse("import_drop", args=[seen.id])).status_code == 404
    assert "名册.xlsx" not in text(outsider.get(reverse("imports")))
    assert signed_in(world, "li").post(reverse("import_drop", args=[seen.id])).status_code == 302


def test_the_template_can_be_fetched(world: World) -> None:
    answer = signed_in(world, "li").get(reverse("import_template"))
    assert read_table(answer.content, "a.xlsx").sheets[0].rows[0][:2] == ["社区", "小区"]


POST = {
    "username": "chen",
    "name": "陈楼长",
    "role": "building_chief",
    "building": "3",
    "until": "",
    "reason": "",
}


def test_an_account_is_opened_with_a_password_shown_once(world: World) -> None:
    client = signed_in(world, "wei")
    answer = client.post(reverse("person_add"), {**POST, "path": world.willow.path})
    found = re.search(r'id="password">([0-9a-z-]+)<', text(answer))
    assert found is not None
    chen = User.objects.get(username="chen")
    assert chen.check_password(found[1])
    assert chen.grants.get().path.startswith(world.willow.path)
    assert answer["Cache-Control"] == "no-store"
    assert found[1] not in str(list(Event.objects.values_list("facts", "about")))
    assert "陈楼长" in text(client.get(reverse("people")))
    again = client.post(reverse("person_add"), {**POST, "path": world.willow.path})
    assert again.status_code == 422
    assert "这个登录名已有人使用" in text(again)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"building": "99"}, "没有这栋楼"),
        ({"role": "headquarters"}, "不能授予比自己权限更大"),
        ({"path": "hq/ys/"}, ""),
    ],
)
def test_an_account_that_may_not_be_is_not_half_made(world: World, change: dict[str, str], says: str) -> None:
    operator = signed_in(world, "ops")
    answer = operator.post(reverse("person_add"), {**POST, "path": world.willow.path, **change})
    assert answer.status_code == 422
    assert says in text(answer)
    assert not User.objects.filter(username="chen").exists()


def test_posts_are_given_and_ended_and_passwords_reset(world: World) -> None:
    client, zhang = signed_in(world, "wei"), world.users["zhang"]
    page = reverse("person", args=[zhang.pk])
    assert (
        client.post(
            page, {**POST, "role": "unit_chief", "path": world.willow.path, "building": "3-1"}
        ).status_code
        == 302
    )
    grant = zhang.grants.get(role="unit_chief")
    assert grant.path.count("/") == 6
    assert client.post(reverse("grant_end", args=[grant.pk])).status_code == 302
    assert "单元长" in text(client.get(page))
    answer = text(client.post(reverse("password_reset", args=[zhang.pk])))
    found = re.search(r'id="password">([0-9a-z-]+)<', answer)
    assert found is not None
    zhang.refresh_from_db()
    assert zhang.check_password(found[1])
    assert (
        signed_in(world, "ops").post(reverse("password_reset", args=[world.users["wei"].pk])).status_code
        == 409
    )


def test_every_fault_and_refusal_of_these_rooms_has_its_sentence() -> None:
    code = re.compile(
        r'"((?:register|import|zone|household|flag|card|compound|building|stair|door|area|community|gate|supply_point|grant|user)'
        r'\.[a-z_]+)"'
    )
    root = Path(words.__file__).parents[2]
    files = [
        *root.glob("places/**/*.py"),
        *root.glob("households/**/*.py"),
        *root.glob("flows/register/*.py"),
        *root.glob("flows/accounts.py"),
        *root.glob("access/actions/*.py"),
    ]
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            if re.search(r"Refusal\(|Unreadable\(|return \"|fault = |= \"\" if", line):
                for found in code.findall(line):
                    assert found in SENTENCES, (file.name, found)
    assert gettext(
        str(words.fault_sentence("register.too_long", {"column": "head", "limit": 40, "length": 41}))
    ).startswith("“户主”")


def test_a_lost_card_opens_nothing_after_a_new_one_is_printed(world: World) -> None:
    client, home = signed_in(world, "li"), world.household(world.maple, "1", "", "101")
    old = cards.issue(by=world.actor("li"), household_id=home.id)
    client.post(reverse("household_card", args=[home.id]), {"what": "reissue"})
    live = Card.objects.get(household_id=home.id, revoked_at=None)
    assert live.id != old.id
    assert client.get(reverse("household_card_sheet", args=[home.id])).content.startswith(b"%PDF")
