"""保供 at the desk as a person meets it: draft to open, paste to review, grid, entry for others, paper, export."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from anxin.flows import chat_orders
from anxin.kernel import clock
from anxin.supply.actions import orders
from anxin.supply.actions.orders import Wish
from anxin.supply.models import Entry, Message, Order, OrderLine, Round, Supplier
from anxin.supply.terms import Source
from tests.market import card, item, move_times, open_round, stock
from tests.world import World

HEAD = "#接龙\nA 蔬菜包 50元/份\nB 肉蛋包 60元/份\n\n"


@pytest.fixture
def desk(world: World, client: Client) -> Client:
    client.force_login(world.users["li"], backend="django.contrib.auth.backends.ModelBackend")
    return client


def form_of(world: World, supplier: Supplier, **change: Any) -> dict[str, Any]:
    now = clock.local(clock.now())
    rows = {
        "item-TOTAL_FORMS": "2", "item-INITIAL_FORMS": "0", "item-0-product": "蔬菜包", "item-0-code": "A",
        "item-0-supplier": str(supplier.id), "item-0-supplier_yuan": "45.00", "item-0-fee_yuan": "5",
        "item-0-case_units": "10", "item-0-left": "500", "item-1-product": "",
    }  # fmt: skip
    times = {
        "opens_at": now, "closes_at": now + timedelta(hours=3), "arrives_at": now + timedelta(hours=20),
    }  # fmt: skip
    return {
        "title": "周三蔬菜", "organiser": "李社工", "compounds": [str(world.willow.id), str(world.maple.id)], **rows,
        **{name: f"{at:%Y-%m-%dT%H:%M}" for name, at in times.items()}, **change,
    }  # fmt: skip


def test_a_round_is_drafted_previewed_opened_and_shared(world: World, desk: Client) -> None:
    _, supplier = stock(world)
    terms = form_of(world, supplier)
    preview = desk.post("/supply/rounds/new/", {**terms, "preview": "1"}, headers={"HX-Request": "true"})
    assert "¥50.00" in preview.content.decode()
    assert not Round.objects.exists()
    assert desk.post("/supply/rounds/new/", terms).status_code == 302
    round_ = Round.objects.get()
    assert item(round_, "A").left_milli == 500_000
    shared = desk.post(f"/supply/rounds/{round_.id}/open/", follow=True).content.decode()
    assert "A 蔬菜包 50元/份" in shared
    assert "已开团" in shared


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"item-0-product": "没有的菜"}, "目录里没有这样商品"),
        ({"closes_at": "2020-01-01T00:00"}, "时间对不上"),
        ({"item-0-product": ""}, "价目表还是空的"),
        ({"compounds": []}, "这个字段"),
    ],
)
def test_a_faulty_round_is_shown_again_with_the_reason(
    world: World, desk: Client, change: dict[str, Any], words: str
) -> None:
    _, supplier = stock(world)
    answer = desk.post("/supply/rounds/new/", form_of(world, supplier, **change))
    assert answer.status_code == 422
    assert words in answer.content.decode() or "必填" in answer.content.decode()
    assert not Round.objects.exists()


def test_paste_then_review_by_hand(world: World, desk: Client) -> None:
    round_ = open_round(world)
    text = HEAD + "1. 3-1-501 蔬菜包1\n2. 王阿姨 蔬菜包2份\n"
    answer = desk.post(f"/supply/rounds/{round_.id}/paste/", {"compound": world.willow.id, "text": text})
    assert answer["Location"] == f"/supply/messages/{Message.objects.get().id}/"
    page = desk.get(answer["Location"]).content.decode()
    assert 'ax-span--goods">蔬菜包</mark>' in page
    waiting = desk.get(f"/supply/rounds/{round_.id}/review/").content.decode()
    assert "请问是几号楼几单元几室" in waiting
    entry = Entry.objects.get(state="review")
    accept = {"door": "3-1-999", f"item-{item(round_, 'A').id}": "2", "version": entry.version}
    wrong = desk.post(f"/supply/entries/{entry.id}/accept/", accept, headers={"HX-Request": "true"})
    assert wrong.status_code == 422
    assert "没有找到这个门牌" in wrong.content.decode()
    done = desk.post(
        f"/supply/entries/{entry.id}/accept/", {**accept, "door": "3-1-502"}, headers={"HX-Request": "true"}
    )
    assert (done.status_code, done.content) == (200, b"")
    assert Order.objects.count() == 2


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_paste_says_so(world: World, desk: Client, text: str) -> None:
    round_ = open_round(world)
    answer = desk.post(f"/supply/rounds/{round_.id}/paste/", {"compound": world.willow.id, "text": text})
    assert answer.status_code == 422
    assert not Message.objects.exists()


def test_a_conflict_is_shown_and_settled_in_the_grid(world: World, desk: Client) -> None:
    round_, home = open_round(world), world.household(world.willow, "3", "1", "501")
    wish = [Wish(item(round_, "A").id, 3000)]
    orders.say(by=card(home), round_id=round_.id, household_id=home.id, wishes=wish, source=Source.PAGE)
    chat_orders.take(
        by=world.actor("li"),
        round_id=round_.id,
        compound_id=world.willow.id,
        text=HEAD + "1. 3-1-501 蔬菜包2\n2. 3-1-502 蔬菜包1\n",
    )
    address = f"/supply/rounds/{round_.id}/orders/?compound={world.willow.id}"
    page = desk.get(address + "&show=conflict").content.decode()
    assert "3号楼 1单元 501" in page
    assert "502" not in page
    order = Order.objects.get(household_id=home.id)
    cell = {"item": item(round_, "A").id, "qty": "2"}
    row = desk.post(f"/supply/orders/{order.id}/cell/", cell, headers={"HX-Request": "true"})
    assert "不一致" not in row.content.decode()
    assert OrderLine.objects.get(order_id=order.id).qty_milli == 2000
    bad = desk.post(
        f"/supply/orders/{order.id}/cell/", {**cell, "qty": "两份"}, headers={"HX-Request": "true"}
    )
    assert bad.status_code == 422
    assert "数量要写数字" in bad.content.decode()


def test_entry_for_a_household_and_paper(world: World, desk: Client) -> None:
    round_, home = open_round(world), world.household(world.willow, "3", "1", "501")
    found = desk.get(f"/supply/rounds/{round_.id}/enter/", {"q": "3-1-501"}).content.decode()
    assert f"/enter/{home.id}/" in found
    potatoes = item(round_, "C").id
    desk.post(f"/supply/rounds/{round_.id}/enter/{home.id}/", {f"item-{potatoes}": "1.5", "key": "k"})
    assert OrderLine.objects.get().qty_milli == 1500
    assert Order.objects.get().source == Source.WORKER
    other = world.household(world.willow, "3", "1", "502")
    address = f"/supply/rounds/{round_.id}/paper/{home.stair_id}/"
    bad = {f"q-{other.id}-{potatoes}": "1", f"q-{home.id}-{potatoes}": "x"}
    answer = desk.post(address, bad)
    assert answer.status_code == 422
    assert "已录入 1 户" in answer.content.decode()
    assert Order.objects.get(household_id=other.id).source == Source.PAPER


def test_the_waiting_list_and_the_papers(world: World, desk: Client) -> None:
    round_, home = open_round(world), world.household(world.willow, "3", "1", "501")
    move_times(round_, closes_ago_minutes=60)
    wish = [Wish(item(round_, "A").id, 1000)]
    order = orders.say(
        by=world.actor("li"), round_id=round_.id, household_id=home.id, wishes=wish, source=Source.WORKER
    )
    assert "3号楼 1单元 501" in desk.get(f"/supply/rounds/{round_.id}/waiting/").content.decode()
    desk.post(f"/supply/orders/{order.id}/take/")
    assert Order.objects.get().state == "active"
    sheets = desk.get(f"/supply/rounds/{round_.id}/sheets/{world.willow.id}.pdf").content
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(sheets)).pages)
    assert home.ref in text
    assert home.head not in text
    book = load_workbook(io.BytesIO(desk.get(f"/supply/rounds/{round_.id}/orders.xlsx?compound=all").content))
    cells = [cell for row in book.active.iter_rows(values_only=True) for cell in row]
    assert "3号楼 1单元 501" in cells
    assert home.head not in cells


def test_a_round_closed_twice_says_who_was_first(world: World, desk: Client) -> None:
    round_ = open_round(world)
    desk.post(f"/supply/rounds/{round_.id}/close/")
    again = desk.post(f"/supply/rounds/{round_.id}/close/")
    assert again.status_code == 409
    assert "已经有人截单" in again.content.decode()


@pytest.mark.parametrize(
    "page", ["", "orders/?compound=all", "review/", "waiting/", "enter/", "share/", "paste/"]
)
def test_pages_ask_the_database_little(
    world: World, desk: Client, page: str, django_assert_max_num_queries: Any
) -> None:
    round_ = open_round(world)
    for home in (world.household(world.willow, "3", "1", f"{floor}01") for floor in range(1, 7)):
        wish = [Wish(item(round_, "A").id, 1000)]
        orders.say(by=card(home), round_id=round_.id, household_id=home.id, wishes=wish, source=Source.PAGE)
    text = HEAD + "".join(f"{n}. 无名{n} 蔬菜包{n}份\n" for n in range(1, 9))
    chat_orders.take(by=world.actor("li"), round_id=round_.id, compound_id=world.willow.id, text=text)
    with django_assert_max_num_queries(25):
        assert desk.get(f"/supply/rounds/{round_.id}/{page}").status_code == 200
