"""What a household meets: receipt in one tap, complaint in two, three languages, bad luck told in clear words."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from anxin.delivery.actions import handovers
from anxin.kernel import clock
from anxin.supply.actions import rounds
from anxin.supply.models import Complaint, Order, OrderLine
from tests.journeys.conftest import LAPTOP, PHONE, Open
from tests.journeys.steps import at, door_of, follow, press
from tests.market import item, move_times, open_round
from tests.rooms.delivery.carried import published, stops
from tests.rooms.supply.steps import say
from tests.world import World

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_received_in_one_tap_and_wrong_in_two(ground: World, browse: Open) -> None:
    wave = published(ground, ground.maple)
    brought = stops(wave)[:2]
    ago = clock.now() - timedelta(minutes=5)
    ticks = [handovers.Tick(f"j{row.id}", row.id, "delivered", ago) for row in brought]
    handovers.record_many(by=ground.actor("zhang"), ticks=ticks)
    page = at(browse(PHONE), door_of(ground, brought[0].household))
    press(page, "收到了")
    expect(page.locator("main")).to_contain_text(re.compile("您说收到了|谢谢|已记下|收到"))
    brought[0].refresh_from_db()
    assert brought[0].confirmed_at is not None
    other = at(browse(PHONE), door_of(ground, brought[1].household))
    follow(other, "有问题")
    press(other, "变质：坏了")
    expect(other.locator("main")).to_contain_text("投诉在办")
    row = Complaint.objects.get()
    assert (row.kind, row.order_id) == ("spoiled", brought[1].order_id)


def test_the_public_page_knows_nobody(ground: World, browse: Open) -> None:
    round_ = open_round(ground)
    context = browse(PHONE)
    page = at(context, f"/p/FN-{ground.maple.ref}/")
    expect(page.locator("main")).to_contain_text("送到家门口")
    follow(page, round_.title, exact=False)
    expect(page.locator("main")).to_contain_text("¥50.00")
    follow(page, "EN")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert context.cookies() == []


def test_every_door_changes_its_language_and_stays_where_it_was(ground: World, browse: Open) -> None:
    round_ = open_round(ground)
    own = door_of(ground, ground.household(ground.maple, "1", "", "301"))
    desk, phone = browse(LAPTOP, ground.users["wei"]), browse(PHONE)
    pages = [
        at(desk, f"/supply/rounds/{round_.id}/"), at(desk, "/field/area/"), at(phone, f"{own}order/{round_.id}/"),
        at(phone, "/sign-in/"),
    ]  # fmt: skip
    for page in pages:
        where = page.url
        for word, lang in (("繁", "zh-Hant"), ("EN", "en"), ("简", "zh-Hans")):
            press(page, word)
            expect(page.locator("html")).to_have_attribute("lang", lang)
            assert page.url == where


def test_back_button_and_second_tab_order_once(ground: World, browse: Open) -> None:
    round_, home = open_round(ground), ground.household(ground.maple, "1", "", "301")
    pack, own = item(round_, "A"), door_of(ground, home)
    context = browse(PHONE)
    one, other = (at(context, f"{own}order/{round_.id}/") for _ in range(2))
    one.locator(f"#qty-{pack.id}").fill("1")
    press(one, "下单")
    one.go_back()
    expect(one.locator(f"#qty-{pack.id}")).to_have_value("1")
    press(one, "改好了")
    assert OrderLine.objects.get().qty_milli == 1000
    other.locator(f"#qty-{pack.id}").fill("3")
    press(other, "下单")
    told = other.locator("main")
    expect(told.get_by_role("alert")).to_contain_text("您这次填的还没有保存")
    assert Order.objects.count() == 1
    assert OrderLine.objects.get().qty_milli == 1000
    expect(other.locator(f"#qty-{pack.id}")).to_have_value("1")


def test_a_round_that_closed_meanwhile_says_so_and_keeps_what_was_ordered(
    ground: World, browse: Open
) -> None:
    round_, home = open_round(ground), ground.household(ground.maple, "1", "", "301")
    pack, own = item(round_, "A"), door_of(ground, home)
    say(ground, round_, home, {"A": 1000})
    page = at(browse(PHONE), f"{own}order/{round_.id}/")
    move_times(round_, closes_ago_minutes=60)
    rounds.close(by=ground.actor("wei"), round_id=round_.id)
    page.locator(f"#qty-{pack.id}").fill("2")
    press(page, "改好了")
    expect(page.locator("main")).to_contain_text(re.compile("截单|结束|关单|候补"))
    assert OrderLine.objects.get().qty_milli == 1000
    follow(page, "我的订单")
    expect(page.locator("main")).to_contain_text("蔬菜包 1份")


def test_the_network_gone_in_the_middle_loses_nothing(ground: World, browse: Open) -> None:
    """At the desk a sentence; on the household's page what was typed is still there, and the second press orders."""
    round_, home = open_round(ground), ground.household(ground.maple, "1", "", "301")
    phone = browse(PHONE)
    page = at(phone, f"{door_of(ground, home)}order/{round_.id}/")
    amount = page.locator(f"#qty-{item(round_, 'A').id}")
    amount.fill("1")
    phone.set_offline(True)
    page.get_by_role("button", name="下单").click()
    expect(page.locator("#toasts")).to_contain_text("没有连上，刚才那一步没有保存")
    expect(amount).to_have_value("1")
    phone.set_offline(False)
    press(page, "下单")
    assert OrderLine.objects.get().qty_milli == 1000
    desk = browse(LAPTOP, ground.users["li"])
    grid = at(desk, f"/supply/rounds/{round_.id}/orders/?compound=all")
    cell = grid.get_by_label("1号楼 301 蔬菜包")
    desk.set_offline(True)
    cell.fill("2")
    cell.press("Enter")
    expect(grid.locator("#toasts")).to_contain_text("没有连上")
    assert OrderLine.objects.get().qty_milli == 1000
    desk.set_offline(False)
    cell.fill("3")
    cell.press("Enter")
    expect(grid.locator("tbody tr").first).to_contain_text("¥150.00")
    assert OrderLine.objects.get().qty_milli == 3000
