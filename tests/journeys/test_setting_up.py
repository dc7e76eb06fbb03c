"""In at the door, zones with their reasons, the office's own register: as the officer does it, in a real browser."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from anxin.households.models import Household
from tests.journeys.conftest import LAPTOP, PHONE, Open
from tests.journeys.steps import at, press, work
from tests.registers import row, workbook
from tests.world import World

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_signing_in_is_refused_accepted_and_locked(ground: World, browse: Open, settings: Any) -> None:
    settings.AXES_ENABLED = True
    wei, right = ground.users["wei"], "竹林-有风-十二里"
    wei.set_password(right)
    wei.save(update_fields=["password"])

    def attempt(password: str) -> None:
        page.get_by_label("登录名").fill("wei")
        page.get_by_label("密码").fill(password)
        press(page, "登录")

    page = at(browse(PHONE), "/today/")
    expect(page).to_have_url(re.compile("/sign-in/"))
    attempt("记错了的密码")
    expect(page.get_by_role("alert")).to_contain_text("登录名或密码不对")
    assert page.get_by_label("登录名").input_value() == "wei"
    attempt(right)
    expect(page).to_have_url(re.compile("/today/$"))
    press(page, "退出")
    page.goto("/sign-in/")
    for _ in range(5):
        attempt("记错了的密码")
    expect(page.locator("body")).to_contain_text("十五分钟")
    page.goto("/sign-in/")
    attempt(right)
    expect(page.locator("body")).to_contain_text("十五分钟")
    page.goto("/today/")
    expect(page).to_have_url(re.compile("/sign-in/"))


def test_a_zone_is_set_with_its_reason_and_the_history_stays(ground: World, browse: Open) -> None:
    page = at(browse(LAPTOP, ground.users["wei"]), f"/settings/compounds/{ground.maple.id}/zone/")
    page.locator("[name=zone][value=controlled]").check()
    page.locator("[name=reason]").fill("十四天没有新增")
    press(page, "改分区")
    history = page.locator("main")
    expect(history).to_contain_text("分区已改")
    expect(history).to_contain_text("十四天没有新增")
    expect(history).to_contain_text("测试")
    assert history.get_by_text("封控区").count() == 1
    assert history.get_by_text("管控区").count() >= 1


def test_a_register_is_tried_confirmed_and_its_faulty_rows_come_back(ground: World, browse: Open) -> None:
    content = workbook(row("501"), row("502"), row("503", 楼号=""), row("504", 人数="很多"))
    page = at(browse(LAPTOP, ground.users["wei"]), "/settings/imports/")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("[name=file]", {"name": "名册.xlsx", "mimeType": kind, "buffer": content})
    press(page, "上传并试读")
    expect(page.locator("main")).to_contain_text("正在试读")
    work()
    expect(page.locator("main")).to_contain_text("会改什么", timeout=20_000)
    expect(page.locator("main")).to_contain_text("2 行有错")
    assert not Household.objects.filter(compound__name="桂花园").exists(), "a dry run writes nothing"
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载这些行和原因").click()
    back = load_workbook(io.BytesIO(waiting.value.path().read_bytes())).active
    rooms = [str(cell) for line in back.iter_rows(values_only=True) for cell in line if cell]
    assert "503" in rooms
    assert "504" in rooms
    assert "501" not in rooms
    assert "未导入原因" in rooms
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^导入")).click()
    work()
    expect(page.locator("main")).to_contain_text("导入完成", timeout=20_000)
    assert Household.objects.filter(compound__name="桂花园").count() == 2
