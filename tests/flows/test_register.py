"""Importing a register: what happens, what comes back with a reason, and that twice is once."""

from __future__ import annotations

from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.access.models import Event, Grant
from anxin.flows.register import imports, shelf
from anxin.flows.register.columns import COLUMNS
from anxin.flows.register.reading import read
from anxin.households import queries
from anxin.households.actions import cards, households
from anxin.households.models import CareFlag, Household, RegisterImport
from anxin.kernel.errors import NotYours, Refusal
from anxin.paper.tables import NewSheet, read_table, write_table
from anxin.places.models import Building, Community, Compound, Door, Gate, Stair, SupplyPoint
from anxin.places.terms import CompoundKind
from tests.registers import HEAD, row, workbook
from tests.world import World


@pytest.fixture(autouse=True)
def _shelf(tmp_path: Any, settings: Any) -> None:
    settings.HOME = tmp_path


def look(
    world: World, content: bytes, who: str = "li", filename: str = "名册.xlsx", **other: Any
) -> RegisterImport:
    by = world.actor(who)
    started = imports.take(by=by, subdistrict_id=world.sid, content=content, filename=filename, **other)
    imports.look.call(world.sid, started.id)
    return RegisterImport.objects.get(subdistrict_id=world.sid, id=started.id)


def bring_in(world: World, content: bytes, who: str = "li", **other: Any) -> RegisterImport:
    seen = look(world, content, who, **other)
    imports.confirm(by=world.actor(who), import_id=seen.id)
    imports.carry_out.call(world.sid, seen.id)
    return RegisterImport.objects.get(subdistrict_id=world.sid, id=seen.id)


def codes(seen: RegisterImport) -> list[str]:
    return [code for _, _, code, _ in seen.faults]


def counted() -> tuple[int, ...]:
    return tuple(m.objects.count() for m in (Community, Compound, Building, Stair, Door, Household, CareFlag))


def test_a_dry_run_counts_and_writes_nothing(world: World) -> None:
    before = counted()
    seen = look(world, workbook(row("501"), row("502", 居家观察="是"), row("503", 电话="123")))
    assert seen.state == "ready"
    assert seen.counts["compounds"] == {"new": 1, "changed": 0, "same": 0}
    assert seen.counts["homes"] == {"new": 2, "changed": 0, "same": 0, "moved": 0}
    assert seen.counts["flags"]["new"] == 1
    assert (seen.counts["rows"], seen.counts["faulty"]) == (3, 1)
    assert seen.faults == [[0, 3, "register.phone_wrong", {"column": "phone", "digits": 3}]]
    assert seen.counts["new_compounds"] == ["桂花园"]
    assert counted() == before


def test_good_rows_are_kept_whole(world: World) -> None:
    done = bring_in(
        world,
        workbook(
            row("501", 群昵称="小梁", 备注="放门口"), row("1203", 居家观察="是"), row("503", 电话="123")
        ),
    )
    assert (done.state, done.done, done.total) == ("done", 8, 8)
    compound = Compound.objects.get(name="桂花园")
    assert (compound.kind, compound.property_firm, compound.aliases) == (CompoundKind.WALK_UP, "青石物业", [])
    assert Gate.objects.filter(compound_id=compound.id).exists()
    assert SupplyPoint.objects.filter(compound_id=compound.id).exists()
    building = Building.objects.get(compound_id=compound.id)
    assert (building.label, building.floors) == ("3", 12)
    homes = Household.objects.filter(compound_id=compound.id).order_by("door__floor")
    assert [(h.door.room, h.door.floor, h.head, h.persons, h.phone) for h in homes] == [
        ("501", 5, "住户501", 3, "13900000501"),
        ("1203", 12, "住户1203", 3, "13900001203"),
    ]
    assert (homes[0].chat_name, homes[0].delivery_note, homes[0].smartphone) == ("小梁", "放门口", True)
    assert homes[0].path.startswith(building.path)
    assert CareFlag.objects.get().household_id == homes[1].id
    assert [h.id for h in queries.search(world.actor("li"), "13900000501")] == [homes[0].id]
    assert Event.objects.filter(what="register.imported").count() == 1


def test_importing_twice_changes_nothing(world: World) -> None:
    content = workbook(row("501"), row("502", 居家观察="是", 行动不便="是"), row("503", 单元=""))
    bring_in(world, content)
    before = counted()
    versions = list(Household.objects.order_by("id").values_list("id", "ref", "path", "head", "phone_hash"))
    again = look(world, content)
    assert again.counts["writes"] == 0
    assert again.counts["homes"]["same"] == 3
    bring_in(world, content)
    assert counted() == before
    assert (
        list(Household.objects.order_by("id").values_list("id", "ref", "path", "head", "phone_hash"))
        == versions
    )


def test_a_job_run_twice_does_no_harm(world: World) -> None:
    seen = look(world, workbook(row("501"), row("502")))
    imports.confirm(by=world.actor("li"), import_id=seen.id)
    imports.carry_out.call(world.sid, seen.id)
    before = counted()
    RegisterImport.objects.filter(id=seen.id).update(
        state="running"
    )  # as if the worker had died before the last line
    imports.resume(by=world.actor("li"), import_id=seen.id)
    imports.carry_out.call(world.sid, seen.id)
    assert counted() == before
    assert RegisterImport.objects.get(id=seen.id).state == "done"


def test_what_was_broken_off_is_taken_up_again(world: World, monkeypatch: Any) -> None:
    seen = look(world, workbook(*(row(str(room)) for room in range(101, 111))))
    imports.confirm(by=world.actor("li"), import_id=seen.id)
    monkeypatch.setattr("anxin.places.actions.ground.AT_ONCE", 4)

    class Killed(BaseException):
        pass

    entered = imports.rows.enter
    calls: list[int] = []

    def enter(**given: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise Killed
        entered(**given)

    monkeypatch.setattr("anxin.households.actions.register.enter", enter)
    with pytest.raises(Killed):
        imports.carry_out.call(world.sid, seen.id)
    here = Household.objects.filter(compound__name="桂花园")
    assert here.count() == 4
    imports.carry_out.call(world.sid, seen.id)
    assert here.count() == 10


def test_a_changed_cell_changes_the_home_and_an_empty_one_keeps_it(world: World) -> None:
    bring_in(world, workbook(row("501", 群昵称="小梁")))
    seen = bring_in(world, workbook(row("501", 人数=4, 电话="13900139000", 群昵称="", 物业="新物业")))
    assert seen.counts["homes"]["changed"] == 1
    assert seen.counts["compounds"]["changed"] == 1
    home = Household.objects.get(compound__name="桂花园")
    assert (home.head, home.persons, home.phone, home.chat_name) == ("住户501", 4, "13900139000", "小梁")
    assert [h.id for h in queries.search(world.actor("li"), "13900139000")] == [home.id]


def test_other_people_behind_the_door_do_not_inherit_the_card(world: World) -> None:
    bring_in(world, workbook(row("501")))
    old = Household.objects.get(compound__name="桂花园")
    token = cards.issue(by=world.actor("li"), household_id=old.id).token
    seen = bring_in(world, workbook(row("501", 户主="新来的", 电话="13900139000")))
    assert seen.counts["homes"] == {"new": 0, "changed": 0, "same": 0, "moved": 1}
    assert queries.actor_of_card("FN", token) is None
    new = Household.objects.get(compound__name="桂花园", moved_out_at=None)
    assert (new.head, new.door_id) == ("新来的", old.door_id)
    assert new.id != old.id


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"电话": "138001"}, "register.phone_wrong"),
        ({"人数": "很多"}, "register.number_wrong"),
        ({"人数": "-2"}, "register.number_wrong"),
        ({"居家观察": "也许"}, "register.yes_no_unclear"),
        ({"类型": "宫殿"}, "register.kind_unknown"),
        ({"楼号": ""}, "register.door_unreadable"),
        ({"房号": ""}, "register.room_missing"),
        ({"小区": ""}, "register.compound_missing"),
        ({"户主": "长" * 41}, "register.too_long"),
        ({"户主": "#REF!"}, "register.formula_error"),
        ({"小区": "枫林苑", "社区": "远山社区"}, "register.other_community"),
        ({"社区": "没有的社区"}, "register.outside"),
    ],
)
def test_a_faulty_row_says_why_and_the_others_are_kept(
    world: World, wrong: dict[str, Any], code: str
) -> None:
    done = bring_in(world, workbook(row("501"), row("502", **wrong), row("503")))
    assert codes(done) == [code]
    assert Household.objects.filter(compound__name="桂花园").count() == 2


def test_a_door_twice_with_other_people_is_for_a_person_to_settle(world: World) -> None:
    seen = look(world, workbook(row("501"), row("501", 户主="另一家", 电话=""), row("501")))
    assert seen.faults == [[0, 2, "register.door_twice", {"column": "room", "first_row": 2}]]


def test_one_row_per_person_becomes_one_home(world: World) -> None:
    head = [*HEAD, "与户主关系"]
    people = [
        [*row("501", 户主="梁小妹", 人数="", 电话=""), "女儿"],
        [*row("501", 户主="梁阿姨", 人数=""), "户主"],
        [*row("501", 户主="梁小弟", 人数="", 电话="", 行动不便="是"), "儿子"],
    ]
    done = bring_in(world, workbook(*people, head=head))
    assert codes(done) == []
    home = Household.objects.get(compound__name="桂花园")
    assert (home.head, home.persons) == ("梁阿姨", 3)
    assert CareFlag.objects.get(household_id=home.id).kind == "cannot_come_down"


def test_headings_in_other_words_and_the_door_in_one_cell(world: World) -> None:
    head = ["所属社区", "小区名称", "住址", "户主姓名", "家庭人数", "联系电话(手机)"]
    done = bring_in(
        world, workbook(["丹枫居委会", "桂花园", "3-2-501", "梁阿姨", "3人", 13800138000.0], head=head)
    )
    assert codes(done) == []
    home = Household.objects.get(compound__name="桂花园")
    assert (home.stair.building.label, home.stair.label, home.door.room, home.phone) == (
        "3",
        "2",
        "501",
        "13800138000",
    )
    assert Community.objects.filter(subdistrict_id=world.sid).count() == 1


def test_separate_sheets_for_compounds_buildings_and_homes(world: World) -> None:
    content = write_table(
        [
            NewSheet("小区", [["社区", "小区", "类型", "物业"], ["丹枫社区", "桂花园", "高层", "和风物业"]]),
            NewSheet("楼栋", [["小区", "楼号", "单元", "总楼层", "电梯数"], ["桂花园", "3", "1", 18, 2]]),
            NewSheet(
                "住户",
                [
                    ["小区", "楼号", "单元", "房号", "户主", "电话"],
                    ["桂花园", "3", "1", "1801", "梁阿姨", ""],
                ],
            ),
            NewSheet("说明", [["请勿改动表头"]]),
        ]
    )
    done = bring_in(world, content)
    assert done.counts["sheets"] == {"read": 3, "skipped": 1}
    home = Household.objects.get(compound__name="桂花园")
    assert (home.compound.kind, home.stair.lifts, home.stair.building.floors) == ("tower", 2, 18)


def test_a_sheet_per_compound_is_named_after_it(world: World) -> None:
    content = workbook(["1", "", "201", "梁阿姨"], head=["楼号", "单元", "房号", "户主"], name="枫林苑")
    done = bring_in(world, content)
    assert done.counts["homes"]["changed"] == 1
    assert world.household(world.maple, "1", "", "201").head == "梁阿姨"


def test_a_file_without_compounds_goes_to_the_one_chosen(world: World) -> None:
    content = "楼号,单元,房号,户主\n1,,201,梁阿姨\n".encode("gbk")
    bring_in(world, content, filename="名册.csv", compound_id=world.maple.id)
    assert world.household(world.maple, "1", "", "201").head == "梁阿姨"
    with pytest.raises(NotYours):
        look(world, content, compound_id=world.far.id)


def test_formulas_and_merged_cells_are_read_by_what_they_show(world: World, tmp_path: Any) -> None:
    place = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(str(place)) as book:
        sheet = book.add_worksheet("登记表")
        sheet.merge_range(0, 0, 0, 5, "2022年4月住户登记表")
        sheet.write_row(1, 0, ["小区", "楼号", "单元", "房号", "户主", "人数"])
        sheet.merge_range(2, 0, 3, 0, "枫林苑")
        sheet.merge_range(2, 1, 3, 1, "1号楼")
        sheet.write_row(2, 2, ["", "101", "梁阿姨"])
        sheet.write_row(3, 2, ["", "102", "吕先生"])
        sheet.write_formula(2, 5, "=1+3", None, 4)
        sheet.write_formula(3, 5, "=1/0", None, "#DIV/0!")
    done = bring_in(world, place.read_bytes())
    assert codes(done) == []
    first, second = (world.household(world.maple, "1", "", room) for room in ("101", "102"))
    assert (first.head, first.persons) == ("梁阿姨", 4)
    assert (second.head, second.persons) == (
        "吕先生",
        3,
    )  # a broken formula says nothing: what was there stays


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        (b"%PDF-1.7 nothing", "a.xlsx", "table.not_a_spreadsheet"),
        (b"PK\x03\x04broken", "a.xlsx", "table.broken"),
        ("你好,世界\n1,2\n".encode(), "a.csv", "table.no_header"),
        (b"\x00\x01\x02", "a.bin", "table.not_a_spreadsheet"),
    ],
)
def test_a_file_that_is_no_register_is_refused_whole(
    world: World, content: bytes, filename: str, code: str
) -> None:
    seen = look(world, content, filename=filename)
    assert (seen.state, seen.fault["code"]) == ("unreadable", code)
    with pytest.raises(Refusal) as refused:
        imports.confirm(by=world.actor("li"), import_id=seen.id)
    assert refused.value.code == "import.not_ready"


def test_faulty_rows_come_back_in_their_sheet_and_can_be_sent_again(world: World) -> None:
    seen = bring_in(world, workbook(row("501"), row("502", 电话="12"), row("503", 人数="多")))
    back = imports.faulty_rows(
        world.actor("li"), seen.id, lambda code, facts: f"因为 {code}", heading="未导入原因"
    )
    sheet = read_table(back, "back.xlsx").sheets[0]
    assert [r[-1] for r in sheet.rows] == [
        "未导入原因",
        "因为 register.phone_wrong",
        "因为 register.number_wrong",
    ]
    assert len(read(back, "back.xlsx").faults) == 2
    with pytest.raises(NotYours):
        imports.faulty_rows(world.actor("wang"), seen.id, lambda code, facts: "", heading="")


def test_rights_bound_what_a_register_may_touch(world: World) -> None:
    for who in ("zhao", "zhang", "sun"):
        with pytest.raises(NotYours):
            look(world, workbook(row()), who)
    seen = look(world, workbook(row(小区="远山居", 社区="")), "li")
    assert seen.counts["compounds"]["new"] == 1  # the other subdistrict's compound does not exist here
    assert look(world, workbook(row(社区="新社区")), "wei").counts["communities"]["new"] == 1
    ready = look(world, workbook(row("501")), "li")
    imports.confirm(by=world.actor("li"), import_id=ready.id)
    Grant.objects.filter(user=world.users["li"]).delete()
    before = counted()
    with pytest.raises(NotYours):
        imports.carry_out.call(world.sid, ready.id)
    assert counted() == before


def test_the_file_lies_sealed_and_goes_when_it_is_dropped(world: World, tmp_path: Any) -> None:
    seen = look(world, workbook(row("501")))
    kept = tmp_path / "imports" / f"{seen.id}.sealed"
    assert "桂花园".encode() not in kept.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0
    assert shelf.get(seen.id) == workbook(row("501"))
    imports.drop(by=world.actor("li"), import_id=seen.id)
    assert not kept.exists()


def test_only_one_register_is_written_at_a_time(world: World) -> None:
    first, second = look(world, workbook(row("501"))), look(world, workbook(row("502")))
    imports.confirm(by=world.actor("li"), import_id=first.id)
    with pytest.raises(Refusal) as refused:
        imports.confirm(by=world.actor("wei"), import_id=second.id)
    assert refused.value.code == "import.another_runs"


def test_the_template_reads_as_an_empty_register() -> None:
    reading = read(imports.empty_template(name="名册"), "模板.xlsx")
    assert reading.lines == []
    assert reading.faults == []
    header = reading.headers[0]
    assert header is not None
    assert set(header.mapping) == {column.key for column in COLUMNS}


def test_a_hand_made_door_is_met_by_the_register(world: World) -> None:
    home = world.household(world.willow, "3", "1", "501")
    households.change(
        by=world.actor("li"), household_id=home.id, version=1, head="梁阿姨", persons=2, phone="13800138000"
    )
    content = workbook(row("501", 小区="柳岸里", 单元="1", 户主="梁阿姨", 电话="13800138000", 人数=5))
    done = bring_in(world, content)
    assert done.counts["homes"]["changed"] == 1
    assert (
        Household.objects.filter(
            compound_id=world.willow.id, door__room="501", stair__building__label="3"
        ).count()
        == 1
    )


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "小区": st.sampled_from(["桂花园", "枫林苑", "柳岸里"]),
            "楼号": st.sampled_from(["1", "3号楼", "03", "B区7", ""]),
            "单元": st.sampled_from(["", "1", "2单元", "无"]),
            "房号": st.sampled_from(["101", "501室", "1203", "3-1-101", "", "0101"]),
            "户主": st.sampled_from(["梁某", "吕某", "", "🌷\u202e"]),
            "人数": st.sampled_from(["", 1, "3人", "-1", "x"]),
            "电话": st.sampled_from(["", "13800138000", "138 0013 8001", "12"]),
            "居家观察": st.sampled_from(["", "是", "否", "?"]),
        }
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_any_register_imported_twice_is_imported_once(world: World, rows: list[dict[str, Any]]) -> None:
    content = workbook(*(row(**each) for each in rows))
    first = look(world, content)
    assert first.state == "ready"
    imports.confirm(by=world.actor("li"), import_id=first.id)
    imports.carry_out.call(world.sid, first.id)
    assert RegisterImport.objects.get(id=first.id).state == "done"
    before = counted()
    again = look(world, content)
    assert again.counts["writes"] == 0
    assert codes(again) == codes(first)
    assert counted() == before
