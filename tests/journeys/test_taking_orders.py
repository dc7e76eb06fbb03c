"""A round is opened, shared, ordered from in every way, and its contradictions are settled."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from anxin.flows import chat_orders
from anxin.supply.models import Entry, Order, OrderLine, Round
from tests.journeys.conftest import LAPTOP, PHONE, Open
from tests.journeys.steps import RELAY, at, door_of, follow, press
from tests.market import item, open_round, stock
from tests.world import World

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_round_is_opened_and_shared(ground: World, browse: Open) -> None:
    stock(ground)
    page = at(browse(LAPTOP, ground.users["li"]), "/supply/rounds/")
    follow(page, "开一轮订购")
    page.get_by_label("标题").fill("周三蔬菜包")
    page.get_by_label("枫林苑").check()
    expect(page.get_by_label("组织人")).to_have_value("李社工")
    for name, text in {"product": "蔬菜包", "code": "A", "supplier_yuan": "45", "fee_yuan": "5"}.items():
        page.locator(f"[name=item-0-{name}]").fill(text)
    page.locator("[name=item-0-supplier]").select_option(label="绿源保供站")
    press(page, "保存")
    press(page, "开团")
    round_ = Round.objects.get()
    if "/share/" not in page.url:
        page.goto(f"/supply/rounds/{round_.id}/share/")
    expect(page.locator("#chat")).to_contain_text("A 蔬菜包 50元/份")
    expect(page.locator("#link")).to_have_attribute("href", re.compile(f"/r/FN-{round_.ref}"))
    assert page.locator(".ax-qr svg").bounding_box()["width"] >= 150  # type: ignore[index]
    page.get_by_role("button", name="复制文字").click()
    expect(page.locator("#toasts")).to_contain_text("已复制")
    sheet = page.request.get(page.get_by_role("link", name="枫林苑").first.get_attribute("href") or "")
    assert sheet.body().startswith(b"%PDF")


def paste(page: Page, round_: Round, compound: str, text: str) -> None:
    page.goto(f"/supply/rounds/{round_.id}/paste/")
    page.get_by_label("小区").select_option(label=compound)
    page.locator("[name=text]").fill(RELAY + text)
    press(page, "读取并下单")


def figure(page: Page, word: str) -> str:
    box = page.locator(".ax-figure", has_text=word).first
    return (re.findall(r"\d+", box.inner_text()) or [""])[0]


def test_a_relay_is_read_reviewed_by_keys_and_its_later_copy_compared(ground: World, browse: Open) -> None:
    round_ = open_round(ground)
    page = at(browse(LAPTOP, ground.users["li"]), "/supply/")
    first = "1. 3-1-501 蔬菜包1\n2. 王阿姨 蔬菜包2份\n3. 3-1-401 肉蛋包1\n4. 老李家 蔬菜包1份\n"
    paste(page, round_, "柳岸里", first)
    assert (figure(page, "已收下"), figure(page, "待核对")) == ("2", "2")
    follow(page, "去核对")
    items = page.locator("[data-review-item]")
    expect(items).to_have_count(2)
    expect(items.nth(0)).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    expect(items.nth(1)).to_have_attribute("aria-current", "true")
    page.keyboard.press("k")
    expect(items.nth(0)).to_contain_text("王阿姨")
    page.keyboard.press("e")
    page.keyboard.type("3-1-301")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(items).to_have_count(1)
    expect(items.nth(0)).to_contain_text("老李家")
    expect(items.nth(0)).to_have_attribute("aria-current", "true")
    page.keyboard.press("Enter")
    expect(items.nth(0).get_by_role("alert")).to_be_visible()
    assert Order.objects.count() == 3
    later = "1. 3-1-501 蔬菜包2\n2. 王阿姨 蔬菜包2份\n4. 老李家 蔬菜包1份\n5. 3-1-201 蔬菜包1\n"
    paste(page, round_, "柳岸里", first + "5. 3-1-201 蔬菜包1\n")
    assert (figure(page, "新增"), figure(page, "有改动"), figure(page, "已撤回")) == ("1", "0", "0")
    paste(page, round_, "柳岸里", later)
    assert (figure(page, "新增"), figure(page, "有改动"), figure(page, "已撤回")) == ("0", "1", "1")
    assert OrderLine.objects.get(order__household__door__room="501", item__code="A").qty_milli == 2000
    assert Entry.objects.filter(state="review").count() >= 1


def test_a_household_orders_without_scripts_and_the_contradiction_is_settled(
    ground: World, browse: Open
) -> None:
    round_, home = open_round(ground), ground.household(ground.willow, "3", "1", "501")
    pack, own = item(round_, "A"), door_of(ground, home)
    page = at(browse(PHONE, java_script_enabled=False), own)
    follow(page, "订物资")
    if page.locator("form#order").count() == 0:
        follow(page, round_.title, exact=False)
    page.locator(f"#qty-{pack.id}").fill("1")
    press(page, "下单")
    expect(page.locator("main")).to_contain_text("¥50.00")
    follow(page, "改数量")
    page.locator(f"#qty-{pack.id}").fill("3")
    press(page, "改好了")
    expect(page.locator("main")).to_contain_text("¥150.00")
    chat_orders.take(
        by=ground.actor("li"), round_id=round_.id, compound_id=ground.willow.id,
        text=RELAY + "1. 3-1-501 蔬菜包2\n2. 3-1-502 蔬菜包1\n",
    )  # fmt: skip
    desk = at(browse(LAPTOP, ground.users["li"]), f"/supply/rounds/{round_.id}/")
    desk.locator(".ax-figure", has_text="说法不一致").click()
    line = desk.locator("tbody tr", has_text="501")
    expect(line).to_contain_text("不一致")
    line.get_by_role("button", name=re.compile("2$")).click()
    expect(line).not_to_contain_text("不一致")
    assert OrderLine.objects.get(order__household_id=home.id).qty_milli == 2000
    page.reload()
    expect(page.locator("main")).to_contain_text("¥100.00")
