"""One object of every kind the API can name, and a body for every operation that takes one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from ninja.operation import Operation

from anxin.access.actions import tokens
from anxin.access.actor import system
from anxin.access.models import Grant, User
from anxin.access.terms import Permission, Role
from anxin.api.root import api
from anxin.delivery.actions import handovers
from anxin.delivery.models import Hold
from anxin.delivery.terms import Outcome
from anxin.flows import chat_orders
from anxin.kernel import clock
from anxin.supply.actions import complaints, payments, sharings
from anxin.supply.models import Entry, Order
from anxin.supply.queries import money
from anxin.supply.terms import ComplaintKind, PaymentKind
from tests.doors.samples import Samples, make_samples
from tests.market import item, items, open_round
from tests.rooms.delivery.carried import published, stops
from tests.rooms.supply import steps
from tests.world import World

BASE = "/api/v1"
CHAT = "#接龙\nA 蔬菜包 50元/份\n\n1. 1-301 蔬菜包1\n2. 王阿姨 蔬菜包2份\n"


def operations() -> Iterator[tuple[str, str, Operation]]:
    """(method, address with its {words}, operation): all of them, also those the description leaves out."""
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield method, BASE + prefix.rstrip("/") + path, operation


def name_of(operation: Operation) -> str:
    return str(operation.view_func.__name__)


def who_of(operation: Operation) -> Permission | None:
    """The permission it declares; None where it is open to anybody."""
    found = {callback.who for callback in operation.auth_callbacks}
    assert len(found) <= 1
    return found.pop() if found else None


def make_api_samples() -> Samples:
    samples = make_samples()
    world = samples.world
    samples.values |= _said(world) | _bought(world) | _carried(world)
    home = world.household(world.maple, "1", "", "301")
    samples.values |= {"household_id": home.id, "ref": home.ref, "compound_ref": world.maple.ref}
    return samples


def _said(world: World) -> dict[str, Any]:
    """An open round with an order from the chat and a row that waits for a person."""
    round_ = open_round(world)
    taken = chat_orders.take(by=world.actor("li"), round_id=round_.id, compound_id=world.maple.id, text=CHAT)
    order = Order.objects.get(round_id=round_.id)
    return {
        "round_id": round_.id, "message_id": taken.message_id, "order_id": order.id,
        "line_id": steps.line(order).id, "entry_id": Entry.objects.get(round_id=round_.id, state="review").id,
        "item_id": item(round_, "A").id,
    }  # fmt: skip


def _bought(world: World) -> dict[str, Any]:
    """A round that was bought, came, was shared out short after somebody had paid, and was complained about."""
    wei, round_ = world.actor("wei"), open_round(world, compounds=[world.maple.id])
    rows = [steps.say(world, round_, home, {"A": 2000}) for home in steps.homes(world.maple, 2)]
    for row in rows:
        payments.record(by=wei, order_id=row.id, kind=PaymentKind.CASH, fen=10_000, key=f"api-{row.id}")
    [bought] = steps.buy(world, round_)
    steps.arrive(world, round_, world.maple, "A", 2000)
    sharings.share_out(by=wei, round_id=round_.id)
    complaint = complaints.open(by=wei, order_id=rows[0].id, kind=ComplaintKind.WRONG)
    return {
        "purchase_id": bought.id, "refund_id": money.refunds(wei, round_id=round_.id)[0].id,
        "complaint_id": complaint.id, "paid_line_id": steps.line(rows[0]).id,
    }  # fmt: skip


def _carried(world: World) -> dict[str, Any]:
    """A wave that goes out, with one door where nobody answered."""
    wave = published(world, world.garden)
    held, due, *_ = stops(wave)
    tick = handovers.Tick(f"api-hold-{held.id}", held.id, Outcome.NO_ANSWER, clock.now())
    assert handovers.record_many(by=world.actor("wei"), ticks=[tick]).accepted
    return {"wave_id": wave.id, "hold_id": Hold.objects.get(stop_id=held.id).id, "stop_id": due.id}


def body_of(name: str, samples: Samples) -> Any:
    """What a caller who knows the operation sends; None where it takes nothing."""
    of, now = (lambda word: str(samples.of(word))), clock.now()
    compound = {"compound_id": of("compound_id")}
    line = [{"item_id": of("item_id"), "qty_milli": 1000}]
    tick = {"key": "phone-0001", "stop_id": of("stop_id"), "outcome": "delivered", "at": now.isoformat()}
    bodies: dict[str, Any] = {
        "set_zone": {
            "zone": "controlled", "reason": "连续三天没有新增", "rule": "zones.controlled",
            "review_at": (now + timedelta(days=3)).isoformat(),
        },
        "draft_round": _round_body(samples),
        "reopen_round": {"closes_at": (now + timedelta(hours=1)).isoformat()},
        "cancel_round": {"reason": "供货单位停运"},
        "settle_round": {},
        "reopen_entry": {"version": 1},
        "withdraw_entry": {"version": 1},
        "call_stops": {"stop_ids": [of("stop_id")]},
        "excuse_stop": {"reason": "住户已搬走"},
        "settle_complaint": {"fen": 100, "line_id": of("paid_line_id")},
        "open_complaint": {"kind": "missed"},
        "paste_message": {**compound, "text": CHAT + "3. 2-101 蔬菜包1\n"},
        "accept_entry": {"household_id": of("household_id"), "lines": line, "version": 1},
        "dismiss_entry": {"version": 1},
        "say_order": {"household_id": of("household_id"), "wishes": line},
        "cancel_order": {},
        "settle_line": {"qty_milli": 2000},
        "send_purchase": {"version": 1},
        "cancel_purchase": {"version": 1},
        "record_batch": {**compound, "item_id": of("item_id"), "state": "full", "came_milli": 1000},
        "share_out": {},
        "record_payment": {"kind": "cash", "fen": 100},
        "pay_refund": {"kind": "cash"},
        "waive_refund": {"words": "不用退了"},
        "answer_complaint": {"words": "已经补发"},
        "plan_wave": compound,
        "record_handovers": [tick],
        "retry_hold": {},
        "close_hold": {"how": "collected"},
    }  # fmt: skip
    return bodies.get(name)


def _round_body(samples: Samples) -> dict[str, Any]:
    now = clock.now()
    card = [
        {"product_id": str(row.product_id), "supplier_id": str(row.supplier_id), "code": row.code,
         "unit": row.unit, "supplier_fen": row.supplier_fen}
        for row in items(samples.world)
    ]  # fmt: skip
    return {
        "title": "周五蔬菜", "organiser": "李社工", "compound_ids": [str(samples.of("compound_id"))],
        "opens_at": now.isoformat(), "closes_at": (now + timedelta(hours=2)).isoformat(),
        "arrives_at": (now + timedelta(hours=20)).isoformat(), "items": card,
    }  # fmt: skip


def key_of(world: World, role: Role, path: str) -> dict[str, str]:
    """The headers of somebody with this role there, and with a key."""
    user = User.objects.create(username=f"api-{role}@{path}", name="某人", password="!")
    Grant.objects.create(user=user, role=role, path=path, given_by="system:0")
    return headers_of(world, user)


def headers_of(world: World, user: User) -> dict[str, str]:
    _, key = tokens.make(by=system("cli"), user_id=user.pk, label="测试", subdistrict_id=world.sid)
    return {"Authorization": f"Bearer {key}"}
