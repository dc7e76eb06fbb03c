"""A day of goods through the pages: bought, came, shared out, paid, refunded, settled; and who sees what."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from anxin.supply.actions import complaints, rounds, sharings, stock
from anxin.supply.models import Batch, Order, OrderLine, Payment, PurchaseLine, PurchaseOrder, Refund, Round
from anxin.supply.queries import goods
from anxin.supply.terms import ComplaintKind, RoundState
from tests.market import item, open_round
from tests.rooms.supply.steps import arrive, buy, homes, line, say
from tests.world import World


@pytest.fixture
def round_(world: World) -> Round:
    """Three homes at 柳岸里 want two packs each, two at 枫林苑 one."""
    row = open_round(world)
    for home in homes(world.willow, 3):
        say(world, row, home, {"A": 2000})
    for home in homes(world.maple, 2):
        say(world, row, home, {"A": 1000})
    return row


def signed_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, name: str, query: str = "", **kwargs: int) -> str:
    response = client.get(reverse(name, kwargs=kwargs) + query)
    assert response.status_code == 200, (name, response.status_code)
    return str(response.content.decode())


def post(client: Client, name: str, data: dict[str, Any], status: int = 302, **kwargs: int) -> str:
    response = client.post(reverse(name, kwargs=kwargs), data)
    assert response.status_code == status, (name, response.status_code, response.content.decode()[:2000])
    return str(response.content.decode())


def test_a_day_of_goods_through_the_pages(world: World, round_: Round) -> None:
    wei = signed_in(world, "wei")
    assert "还在接单" in page(wei, "buying", round_id=round_.id)
    rounds.close(by=world.actor("wei"), round_id=round_.id)
    post(wei, "buying_draft", {}, round_id=round_.id)
    order, row = PurchaseOrder.objects.get(), PurchaseLine.objects.get()
    assert row.cases == 1
    post(wei, "purchase_cases", {"version": order.version, f"cases-{row.id}": "2"}, purchase_id=order.id)
    assert "别人刚刚改过" in post(wei, "purchase_send", {"version": order.version}, 409, purchase_id=order.id)
    order.refresh_from_db()
    post(wei, "purchase_send", {"version": order.version}, purchase_id=order.id)
    assert "20 份" in page(wei, "purchase", purchase_id=order.id)

    for compound, came in ((world.willow, "4"), (world.maple, "2")):
        said = {"key": f"k{compound.id}", "item": item(round_, "A").id, "state": "short", "came": came}
        for _ in range(2):  # the button pressed twice
            post(wei, "arrival", said, round_id=round_.id, compound_id=compound.id)
    assert Batch.objects.count() == 2
    preview = page(wei, "sharing", f"?compound={world.willow.id}", round_id=round_.id)
    assert "就这样分" in preview
    assert not OrderLine.objects.exclude(given_milli=None).exists()
    post(wei, "share_out", {}, round_id=round_.id)
    assert Round.objects.get(pk=round_.pk).state == RoundState.SHARED

    orders = list(Order.objects.order_by("path"))
    paid = {"key": "p1", "kind": "cash", "round": round_.id, "order": [o.id for o in orders]}
    post(wei, "payments_many", paid)
    assert "都付清了" in page(wei, "payments", f"?round={round_.id}&state=unpaid")
    complaint = complaints.open(by=world.actor("wei"), order_id=orders[0].id, kind=ComplaintKind.SPOILED)
    settled = {"fen": "10.00", "line": line(orders[0]).id, "words": "已减"}
    post(wei, "complaint_settle", settled, complaint_id=complaint.id)
    post(wei, "settle", {}, 409, round_id=round_.id)
    post(wei, "refund_pay", {"kind": "transfer", "reference": "R1"}, refund_id=Refund.objects.get().id)
    for number, one in enumerate(orders):
        stock.hand_over(by=world.actor("wei"), order_id=one.id, about=f"handover:{number}")
    assert "货和钱都对得上" in page(wei, "settlement", round_id=round_.id)
    post(wei, "settle", {}, round_id=round_.id)
    assert Round.objects.get(pk=round_.pk).state == RoundState.SETTLED


def test_the_purchase_order_leaves_as_paper_and_as_a_sheet(world: World, round_: Round) -> None:
    [order] = buy(world, round_)
    wei = signed_in(world, "wei")
    printed = wei.get(reverse("purchase_print", kwargs={"purchase_id": order.id}))
    assert printed.content.startswith(b"%PDF")
    sheet = wei.get(reverse("purchase_sheet", kwargs={"purchase_id": order.id}))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert {row[2]: row[7] for row in rows[1:]} == {"柳岸里": 8.0, "枫林苑": 2.0}
    assert "柳岸里：蔬菜包 8 份" in page(wei, "purchase", purchase_id=order.id)


def test_property_staff_record_goods_and_see_no_household(world: World, round_: Round) -> None:
    buy(world, round_)
    qian = signed_in(world, "qian")
    assert "柳岸里" in page(qian, "unloading")
    text = page(qian, "arrival", round_id=round_.id, compound_id=world.willow.id)
    assert "足量到了" in text
    assert not any(word in text for home in homes(world.willow) for word in (home.head, home.ref))
    said = {"key": "q", "item": item(round_, "A").id, "state": "full", "came": "8"}
    post(qian, "arrival", said, round_id=round_.id, compound_id=world.willow.id)
    gone = qian.get(reverse("arrival", kwargs={"round_id": round_.id, "compound_id": world.maple.id}))
    assert gone.status_code == 404
    assert qian.get(reverse("payments")).status_code == 403


def test_a_wrong_amount_comes_back_with_what_was_typed(world: World, round_: Round) -> None:
    buy(world, round_)
    said = {
        "key": "q",
        "item": item(round_, "A").id,
        "state": "spoiled",
        "came": "8",
        "spoiled": "9",
        "batch_no": "LOT-9",
    }
    text = post(
        signed_in(world, "wei"), "arrival", said, 422, round_id=round_.id, compound_id=world.willow.id
    )
    assert "LOT-9" in text
    assert "没有登记" in text
    assert not Batch.objects.exists()


@pytest.mark.parametrize("fen", ["", "abc", "-1", "0", "99999"])
def test_a_wrong_payment_writes_nothing(world: World, round_: Round, fen: str) -> None:
    order = Order.objects.order_by("path").first()
    assert order is not None
    response = signed_in(world, "wei").post(
        reverse("payment_record", kwargs={"order_id": order.id}), {"key": "x", "kind": "cash", "fen": fen}
    )
    assert response.status_code in (409, 422)
    assert not Payment.objects.exists()


def test_a_list_of_payments_costs_few_queries(world: World, round_: Round) -> None:
    wei = signed_in(world, "wei")
    page(wei, "payments", f"?round={round_.id}")
    with CaptureQueriesContext(connection) as few:
        page(wei, "payments", f"?round={round_.id}")
    for home in homes(world.garden):
        say(world, round_, home, {"A": 1000})
    with CaptureQueriesContext(connection) as more:
        page(wei, "payments", f"?round={round_.id}")
    assert len(more) == len(few)
    assert len(more) <= 25


def test_the_sharing_page_counts_and_names_nobody(world: World, round_: Round) -> None:
    buy(world, round_)
    for compound in (world.willow, world.maple):
        arrive(world, round_, compound, "A", 1000)
    sharings.share_out(by=world.actor("wei"), round_id=round_.id)
    text = page(signed_in(world, "wei"), "sharing", round_id=round_.id)
    assert "短缺户" in text
    assert not any(home.head in text or home.ref in text for home in homes(world.willow))
    assert goods.sharings(world.actor("wei"), round_.id).count() == 2
