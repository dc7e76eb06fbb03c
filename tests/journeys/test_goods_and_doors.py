"""From the cut-off to the last door: bought, short, shared out, planned, carried, called, handed over."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from anxin.delivery.models import Handover, Stop
from anxin.supply.actions import payments
from anxin.supply.models import OrderLine, Refund
from anxin.supply.terms import PaymentKind
from tests.journeys.conftest import LAPTOP, PHONE, Open
from tests.journeys.steps import at, follow, press, sure, work
from tests.market import open_round
from tests.rooms.delivery.carried import published, shared_round
from tests.rooms.supply.steps import homes, say
from tests.world import World

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_what_came_short_is_shared_out_and_owed_back(ground: World, browse: Open) -> None:
    round_ = open_round(ground, compounds=[ground.maple.id])
    for home in homes(ground.maple, 2):
        order = say(ground, round_, home, {"A": 2000})
        payments.record(
            by=ground.actor("wei"), order_id=order.id, kind=PaymentKind.CASH, fen=10_000, key=f"j{order.id}"
        )
    page = at(browse(LAPTOP, ground.users["wei"]), f"/supply/rounds/{round_.id}/")
    sure(page, "截单")
    follow(page, "采购")
    press(page, "拟采购单")
    page.locator("main table a").first.click()
    expect(page.locator("#chat")).to_contain_text("蔬菜包：1 箱 × 10 份")
    press(page, "记为已发出")
    page.goto(f"/supply/rounds/{round_.id}/arrivals/{ground.maple.id}/")
    page.locator("[name=state][value=short]").check()
    page.locator("#one [name=came]").fill("2")
    press(page, "登记")
    page.goto(f"/supply/rounds/{round_.id}/sharing/")
    follow(page, "看怎么分")
    expect(page.locator("main")).to_contain_text("不够时的办法")
    press(page, "就这样分")
    given = OrderLine.objects.filter(order__round_id=round_.id).values_list("given_milli", "short_milli")
    assert sorted(given) == [(1000, 1000), (1000, 1000)]
    page.goto(f"/supply/refunds/?round={round_.id}")
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("¥50.00")
    expect(rows.first).to_contain_text("缺货")
    rows.first.locator("summary").click()
    press(page, "已退回")
    assert Refund.objects.filter(state="paid").count() == 1


def test_a_wave_is_planned_published_and_printed(ground: World, browse: Open) -> None:
    shared_round(ground, ground.maple)
    page = at(browse(LAPTOP, ground.users["wei"]), "/waves/")
    with page.expect_navigation():
        page.locator("tr", has_text="枫林苑").get_by_role("button", name="排方案").click()
    expect(page.locator("#wave-state")).to_contain_text("正在排方案")
    work()
    expect(page.locator("#trips")).to_be_visible(timeout=20_000)
    expect(page.locator("main")).to_contain_text("下界")
    page.locator("#stops tbody a").first.click()
    expect(page.locator("#why-here")).not_to_be_empty()
    press(page, "发布")
    for word in ("标签", "配送单"):
        address = page.get_by_role("link", name=word, exact=True).get_attribute("href") or ""
        paper = page.request.get(address)
        assert paper.body().startswith(b"%PDF"), word
        assert len(paper.body()) > 2_000


def test_ticks_made_offline_arrive_once_and_nobody_home_is_tried_again(ground: World, browse: Open) -> None:
    wave = published(ground, ground.maple, carriers=1, suited=0)
    context = browse(PHONE, ground.users["zhang"], service_workers="allow")
    page = at(context, "/field/")
    press(page, "认领")
    rows = page.locator("[data-stop]")
    expect(rows).to_have_count(6)
    first, second = (rows.nth(i).get_attribute("data-stop") or "" for i in (0, 1))
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_function(
        "async () => !!(await caches.match(location.href)) && !!navigator.serviceWorker.controller"
    )
    context.set_offline(True)
    page.click(f'[data-stop="{first}"] [data-tick="delivered"]')
    page.click(f'[data-stop="{second}"] summary')
    page.click(f'[data-stop="{second}"] [data-tick="no_answer"]')
    expect(page.locator("[data-sync-pending]")).to_have_text("2")
    expect(page.locator('[data-sync-why="no-signal"]')).to_be_visible()
    page.reload()
    expect(page.locator("[data-sync-pending]")).to_have_text("2")
    expect(page.locator(f'[data-stop="{first}"]')).to_have_attribute("data-outcome", "delivered")
    assert Handover.objects.count() == 0
    context.set_offline(False)
    expect(page.locator("[data-sync-pending]")).to_have_text("0", timeout=15_000)
    page.reload()
    expect(page.locator("[data-sync-pending]")).to_have_text("0")
    assert Handover.objects.filter(stop__wave_id=wave.id).count() == 2
    assert sorted(Stop.objects.filter(id__in=[first, second]).values_list("state", flat=True)) == [
        "delivered",
        "held",
    ]
    desk = at(browse(LAPTOP, ground.users["li"]), "/holds/")
    expect(desk.locator("tbody tr")).to_have_count(1)
    expect(desk.locator("tbody tr")).to_contain_text("无人应答")
    desk.locator("tbody summary").click()
    press(desk, "我来再送")
    field = at(browse(PHONE, ground.users["li"]), "/field/")
    field.click(f'[data-stop="{second}"] [data-tick="delivered"]')
    expect(field.locator("[data-sync-pending]")).to_have_text("0", timeout=15_000)
    expect(field.locator(f'[data-stop="{second}"]')).to_have_attribute("data-sync", "sent")
    desk.goto("/holds/")
    expect(desk.locator("main")).to_contain_text("没有留存")
    assert Stop.objects.get(id=int(second)).state == "delivered"


def test_stairs_are_called_down_one_after_another(ground: World, browse: Open) -> None:
    wave = published(ground, ground.willow)
    context = browse(PHONE, ground.users["qian"])
    # A machine without a voice: what is said is on the page as well.
    context.add_init_script("Object.defineProperty(window, 'speechSynthesis', {value: undefined})")
    page = at(context, f"/field/waves/{wave.id}/caller/")
    place = page.locator(".ax-caller__place")
    before = place.inner_text()
    follows = page.locator(".ax-caller__next").inner_text()
    press(page, "喊下楼")
    expect(page.get_by_role("button", name="再喊一遍")).to_be_visible()
    doors = page.locator(".ax-caller__doors li").count()
    assert 1 <= doors <= 4
    press(page, "没来")
    for _ in range(doors - 1):
        press(page, "到了")
    expect(place).not_to_have_text(before)
    head = re.search(r"\d\d:\d\d", place.inner_text())
    assert head is not None
    assert head.group() in follows
    states = sorted(Stop.objects.filter(wave_id=wave.id).exclude(state="due").values_list("state", flat=True))
    assert states == ["delivered"] * (doors - 1) + ["held"]
