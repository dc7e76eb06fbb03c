"""The commands of an installation: in somebody's name, with their rights; exit codes 0, 1, 2; sentences on stderr."""

from __future__ import annotations

import csv
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.test import Client
from django_tasks_db.models import DBTaskResult

from anxin.access.models import Event, Sent, User
from anxin.cli.acting import Bar
from anxin.cli.main import main
from anxin.delivery.models import Wave
from anxin.flows import upkeep
from anxin.households.models import Household
from anxin.kernel import clock
from anxin.paper.tables import read_table
from anxin.places.models import Area
from anxin.supply.models import Round
from tests.doors.api_samples import make_api_samples
from tests.market import move_times, open_round
from tests.registers import row, workbook
from tests.rooms.delivery.carried import shared_round
from tests.rooms.supply import steps
from tests.world import World

SQLITE = project.DATABASES["default"]["ENGINE"].endswith("sqlite3")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path / "home"
    settings.PHOTO_ROOT = tmp_path / "home" / "photos"


# --- import


def test_a_dry_run_writes_nothing_and_the_import_does(world: World, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "register.xlsx"
    file.write_bytes(workbook(row("501"), row("502")))
    before = Household.objects.count()
    assert main(["import", str(file), "--as", "li", "--dry-run"]) == 0
    assert "new 2" in capsys.readouterr().out
    assert Household.objects.count() == before
    assert main(["import", str(file), "--as", "li", "--area", "FN"]) == 0
    assert Household.objects.count() == before + 2
    assert main(["import", str(file), "--as", "li"]) == 0
    assert Household.objects.count() == before + 2, "twice changes nothing"


def test_faulty_rows_lie_beside_the_file_with_the_reason(world: World, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "register.xlsx"
    file.write_bytes(workbook(row("501"), row("502", 电话="12")))
    before = Household.objects.count()
    assert main(["import", str(file), "--as", "li"]) == 1
    assert Household.objects.count() == before + 1
    sheet = read_table((tmp_path / "register-faulty.xlsx").read_bytes(), "a.xlsx").sheets[0].rows
    assert [line[7] for line in sheet[1:]] == ["502"]
    assert "不像一个电话号码" in sheet[1][-1]
    assert "register-faulty.xlsx" in capsys.readouterr().err


@pytest.mark.parametrize(("who", "code"), [("zhang", 1), ("nobody", 2)])
def test_who_may_not_is_refused(world: World, tmp_path: Path, who: str, code: int, capsys: Any) -> None:
    file = tmp_path / "register.xlsx"
    file.write_bytes(workbook(row("501")))
    before = Household.objects.count()
    assert main(["import", str(file), "--as", who]) == code
    assert Household.objects.count() == before
    assert capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["--area", "YS"], ["--area", "XX"]], ids=["another subdistrict", "no such subdistrict"]
)
def test_another_area_is_no_place_to_import_to(world: World, tmp_path: Path, words: list[str]) -> None:
    file = tmp_path / "register.xlsx"
    file.write_bytes(workbook(row("501")))
    assert main(["import", str(file), "--as", "li", *words]) == 2


def test_a_file_that_is_none_is_said(world: World, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "register.xlsx"
    assert main(["import", str(file), "--as", "li"]) == 2
    file.write_bytes(b"\0\1\2 nothing one could read")
    assert main(["import", str(file), "--as", "li"]) == 1
    assert capsys.readouterr().err.count("\n") == 2


def test_an_empty_register_can_be_written(tmp_path: Path, db: None) -> None:
    file = tmp_path / "empty.xlsx"
    assert main(["register-template", str(file)]) == 0
    assert read_table(file.read_bytes(), "a.xlsx").sheets[0].rows[0][0] == "社区"


# --- rounds


def test_a_round_is_closed_once(world: World, capsys: Any) -> None:
    round_ = open_round(world)
    assert main(["rounds", "list", "--as", "wei"]) == 0
    assert round_.ref in capsys.readouterr().out
    assert main(["rounds", "close", round_.ref, "--as", "wei"]) == 0
    assert main(["rounds", "close", round_.ref, "--as", "wei"]) == 1
    assert "[round.already_closed]" in capsys.readouterr().err


@pytest.mark.parametrize("who", ["wang", "zhao"])
def test_nobody_closes_a_round_that_is_not_theirs(world: World, who: str) -> None:
    round_ = open_round(world)
    assert main(["rounds", "close", round_.ref, "--as", who]) == 1
    assert Round.objects.get(id=round_.id).state == "open"


def test_short_goods_are_shared_out_and_the_open_books_are_named(world: World, capsys: Any) -> None:
    round_ = open_round(world, compounds=[world.maple.id])
    for home in steps.homes(world.maple, 2):
        steps.say(world, round_, home, {"A": 2000})
    steps.buy(world, round_)
    assert main(["rounds", "share-out", round_.ref, "--as", "wei"]) == 1, "nothing has come yet"
    steps.arrive(world, round_, world.maple, "A", 2000)
    assert main(["rounds", "share-out", round_.ref, "--as", "wei"]) == 0
    assert "2/4" in capsys.readouterr().out
    assert main(["rounds", "settle", round_.ref, "--as", "wei"]) == 1
    assert "[settlement.open]" in capsys.readouterr().err


def test_every_compound_of_a_round_is_planned(world: World, capsys: Any) -> None:
    round_ = shared_round(world, world.garden, world.maple)
    assert main(["plan-waves", "--round", round_.ref, "--as", "wei"]) == 0
    assert set(Wave.objects.filter(round_id=round_.id).values_list("state", flat=True)) == {"planned"}
    out = capsys.readouterr().out
    assert "花溪村" in out
    assert "枫林苑" in out


def test_a_day_with_loose_ends_is_not_closed(db: None, tmp_path: Path, capsys: Any) -> None:
    samples = make_api_samples()
    out = tmp_path / "open.csv"
    assert main(["close-day", "--as", "wei", "--out", str(out)]) == 1
    said = capsys.readouterr()
    lines = list(csv.reader(out.open(encoding="utf-8-sig")))
    kinds = {line[0] for line in lines[1:]}
    assert {"留存待再送", "待看的接龙", "未答复的投诉", "未退的款"} <= kinds
    assert "无人负责" in said.out
    assert "收工" in said.err
    assert not [
        home.head
        for home in Household.objects.filter(subdistrict_id=samples.world.sid)
        if home.head in said.out
    ]


def test_a_day_on_which_nothing_is_owed_is_closed(world: World, capsys: Any) -> None:
    assert main(["close-day", "--as", "wei"]) == 0
    assert main(["close-day", "--as", "wang"]) == 0


def test_what_somebody_has_does_not_keep_the_day_open(world: World, capsys: Any) -> None:
    """Money not yet collected belongs to whoever made the round."""
    round_ = open_round(world, compounds=[world.maple.id])
    steps.say(world, round_, steps.homes(world.maple, 1)[0], {"A": 1000})
    assert main(["rounds", "close", round_.ref, "--as", "wei"]) == 0
    assert main(["close-day", "--as", "wei"]) == 0
    assert f"user:{world.users['wei'].pk}" in capsys.readouterr().out


# --- what the clock does


def test_the_clock_closes_rounds_after_their_grace(world: World) -> None:
    late, running = open_round(world), open_round(world, title="周四水果")
    move_times(late, closes_ago_minutes=11)
    move_times(running, closes_ago_minutes=9)
    assert main(["tick"]) == 0
    assert main(["tick"]) == 0
    states = {row.id: row.state for row in Round.objects.filter(id__in=[late.id, running.id])}
    assert states == {late.id: "closed", running.id: "open"}
    assert Event.objects.filter(what="round.closed", about=f"round:{late.id}").count() == 1


def test_keys_of_carried_out_requests_are_forgotten_after_their_days(world: World) -> None:
    for key, days in (("old-key-1", 8), ("new-key-1", 6)):
        made = Sent.objects.create(subdistrict_id=world.sid, key=key, what="order.say")
        Sent.objects.filter(pk=made.pk).update(at=clock.now() - timedelta(days=days))
    assert upkeep.tick().keys_forgotten == 1
    assert list(Sent.objects.values_list("key", flat=True)) == ["new-key-1"]
    assert not upkeep.tick()


def test_finished_jobs_are_forgotten_and_failed_ones_stay(world: World) -> None:
    shared = {
        "args_kwargs": {"args": [], "kwargs": {}},
        "task_path": "x.y",
        "priority": 0,
        "backend_name": "default",
    }
    old = clock.now() - timedelta(days=8)
    for status in ("SUCCESSFUL", "FAILED"):
        made = DBTaskResult.objects.create(**shared, status=status, exception_class_path="", traceback="")
        DBTaskResult.objects.filter(pk=made.pk).update(finished_at=old)
    assert upkeep.tick().jobs_forgotten == 1
    assert list(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED"]


# --- backup, accounts, keys


@pytest.mark.skipif(not SQLITE, reason="the copy of PostgreSQL is a dump: see below")
@pytest.mark.django_db(transaction=True)
def test_a_backup_is_a_whole_database_and_says_what_is_not_in_it(
    tmp_path: Path, capsys: Any, settings: Any
) -> None:
    Area.objects.create(kind="subdistrict", name="福宁街道", code="FN", path="fn/")
    (settings.PHOTO_ROOT / "a").mkdir(parents=True)
    (settings.PHOTO_ROOT / "a" / "1.jpg").write_bytes(b"x")
    assert main(["backup", str(tmp_path / "copy")]) == 0
    said = capsys.readouterr()
    with sqlite3.connect(said.out.strip()) as copy:
        assert copy.execute("select code from places_area").fetchall() == [("FN",)]
        assert copy.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert (tmp_path / "copy" / "photos" / "a" / "1.jpg").exists()
    assert "keys.json" in said.err
    assert not list((tmp_path / "copy").glob("*key*"))


def test_a_backup_that_cannot_be_written_is_said(db: None, tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "taken").write_text("a file")
    assert main(["backup", str(tmp_path / "taken")]) == 2
    assert capsys.readouterr().err


def test_the_first_account_is_an_officer_of_a_new_subdistrict(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda prompt: "lanhua-2022-xyz")
    assert main(["user", "wei", "--name", "魏主任", "--area", "FT", "--area-name", "福汀街道"]) == 0
    assert Area.objects.get(code="FT").name == "福汀街道"
    grant = User.objects.get(username="wei").grants.get()
    assert (grant.role, grant.path) == ("officer", Area.objects.get(code="FT").path)
    assert main(["user", "wei", "--area", "FT"]) == 1, "the name is taken"


def test_a_key_made_here_opens_the_api(world: World, capsys: Any) -> None:
    assert main(["key", "make", "--label", "表格", "--as", "wei"]) == 0
    key = capsys.readouterr().out.strip()
    headers = {"Authorization": f"Bearer {key}"}
    assert Client().get("/api/v1/compounds", headers=headers).status_code == 200
    assert main(["key", "list", "--as", "wei"]) == 0
    number, state, *_ = capsys.readouterr().out.split("\t")
    assert state == "valid"
    assert main(["key", "revoke", number, "--as", "li"]) == 1, "another's key does not exist"
    assert main(["key", "revoke", number, "--as", "wei"]) == 0
    assert Client().get("/api/v1/compounds", headers=headers).status_code == 401
    assert main(["key", "make", "--label", " ", "--as", "wei"]) == 1


def test_writes_need_a_name() -> None:
    for words in (
        ["rounds", "close", "ABC"],
        ["plan-waves", "--round", "ABC"],
        ["import", "x"],
        ["close-day"],
    ):
        with pytest.raises(SystemExit) as left:
            main(words)
        assert left.value.code == 2


def test_a_bar_says_once_in_a_log_how_far_it_came(capsys: Any) -> None:
    bar = Bar("work")
    for done in range(5):
        bar.at(done, 4)
    bar.end()
    assert capsys.readouterr().err.count("\n") == 1
