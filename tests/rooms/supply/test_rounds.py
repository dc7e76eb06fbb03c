"""Rounds: one price card for everybody, opened, closed once, shared as text the reader understands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from anxin import chat
from anxin.access.models import Event
from anxin.kernel import clock
from anxin.kernel.errors import NotYours
from anxin.supply.actions import orders, products, rounds, suppliers
from anxin.supply.actions.orders import Wish
from anxin.supply.models import Order, Product, Round, RoundItem, RoundSite
from anxin.supply.queries import rounds as read
from anxin.supply.terms import OrderState, RoundState, Source
from tests.market import card, item, items, open_round, refused, stock, times
from tests.world import World


def draft(world: World, by: str = "wei", **change: object) -> Round:
    terms: dict[str, object] = {
        "title": "周三蔬菜", "times": times(), "organiser": "李社工", "items": items(world),
        "path": world.community.path, **change,
    }  # fmt: skip
    return rounds.draft(by=world.actor(by), **terms)  # type: ignore[arg-type]


def test_a_round_reaches_every_compound_of_its_area(world: World) -> None:
    round_ = draft(world)
    assert RoundSite.objects.filter(round_id=round_.id).count() == 3
    assert round_.state == RoundState.DRAFT
    assert round_.hard_closes_at - round_.closes_at == timedelta(minutes=10)
    one = draft(world, path="", compound_ids=[world.willow.id])
    assert one.path == world.willow.path


@pytest.mark.parametrize("name", ["wang", "zhao", "sun"])
def test_who_may_not_draft(world: World, name: str) -> None:
    with pytest.raises(NotYours):
        rounds.draft(
            by=world.actor(name), title="周三", times=times(), organiser="李社工", items=items(world),
            path=world.community.path,
        )  # fmt: skip
    with pytest.raises(NotYours):
        rounds.draft(
            by=world.actor(name), title="周三", times=times(), organiser="李社工", items=items(world),
            compound_ids=[world.willow.id],
        )  # fmt: skip


def test_bad_terms_are_refused_and_leave_nothing(world: World) -> None:
    goods, supplier = stock(world)
    mask = Product.objects.filter(category="protective").first()
    assert mask is not None
    terms = items(world)
    now = clock.now()
    backwards = rounds.Times(opens_at=now, closes_at=now - timedelta(hours=1), arrives_at=now)
    for code, change in {
        "round.times": {"times": backwards},
        "round.no_items": {"items": []},
        "round.item_twice": {"items": [terms[0], replace(terms[0], code="Z")]},
        "round.code_twice": {"items": [terms[0], replace(terms[1], code="A")]},
        "round.medicine": {"items": [replace(terms[0], product_id=mask.id)]},
        "round.amounts": {"items": [replace(terms[0], supplier_fen=-1)]},
        "round.words_missing": {"organiser": " "},
    }.items():
        with refused(code):
            draft(world, **change)
    suppliers.block(by=world.actor("wei"), supplier_id=supplier.id, reason="菜叶发黄")
    with refused("round.supplier_blocked"):
        rounds.draft(
            by=world.actor("wei"),
            title="x",
            times=times(),
            organiser="x",
            items=terms,
            path=world.community.path,
        )
    assert not Round.objects.exists()
    assert not Event.objects.filter(what="round.drafted").exists()
    assert goods["蔬菜包"].category == "pack"


def test_closing_twice_is_said(world: World) -> None:
    round_ = open_round(world)
    rounds.close(by=world.actor("wei"), round_id=round_.id)
    with refused("round.already_closed"):
        rounds.close(by=world.actor("li"), round_id=round_.id)
    with refused("round.already_open"):
        rounds.open(by=world.actor("li"), round_id=round_.id)
    again = rounds.reopen(
        by=world.actor("li"), round_id=round_.id, closes_at=clock.now() + timedelta(hours=1)
    )
    assert again.state == RoundState.OPEN


def test_an_open_round_keeps_the_price_people_ordered_by(world: World) -> None:
    round_ = open_round(world)
    wei, home = world.actor("wei"), world.household(world.willow, "3", "1", "501")
    wish = [Wish(item(round_, "A").id, 1000)]
    orders.say(by=card(home), round_id=round_.id, household_id=home.id, wishes=wish, source=Source.PAGE)
    terms = items(world)
    keep = {
        "by": wei, "round_id": round_.id, "version": round_.version, "title": "周三蔬菜(改)", "times": times(),
        "organiser": "李社工",
    }  # fmt: skip
    with refused("round.price_fixed"):
        rounds.change(items=[replace(terms[0], supplier_fen=1), *terms[1:]], **keep)  # type: ignore[arg-type]
    with refused("round.price_fixed"):
        rounds.change(items=terms[1:], **keep)  # type: ignore[arg-type]
    changed = rounds.change(items=terms[:2], **keep)  # type: ignore[arg-type]
    assert changed.title == "周三蔬菜(改)"
    assert RoundItem.objects.filter(round_id=round_.id).count() == 2
    with refused("stale"):
        rounds.change(items=terms[:2], **keep)  # type: ignore[arg-type]


def test_cancelling_ends_every_order(world: World) -> None:
    round_ = open_round(world, left_milli=5000)
    home = world.household(world.willow, "3", "1", "501")
    wish = [Wish(item(round_, "A").id, 2000)]
    orders.say(by=card(home), round_id=round_.id, household_id=home.id, wishes=wish, source=Source.PAGE)
    with refused("round.reason_missing"):
        rounds.cancel(by=world.actor("wei"), round_id=round_.id, reason=" ")
    rounds.cancel(by=world.actor("wei"), round_id=round_.id, reason="供货方没有货")
    assert Order.objects.get().state == OrderState.CANCELLED
    assert item(round_, "A").left_milli == 5000


def test_the_price_card_shows_supplier_price_and_fee_apart(world: World) -> None:
    card_ = read.price_card(open_round(world))
    row = card_.rows[0]
    assert (row.supplier_fen, row.fee_fen, row.total_fen) == (4500, 500, 5000)


def test_packs_show_what_is_in_them(world: World) -> None:
    goods, _ = stock(world)
    pack = goods["蔬菜包"]
    products.save(
        by=world.actor("wei"), subdistrict_id=world.sid, product_id=pack.id,
        terms=products.ProductTerms(pack.code, pack.name, pack.category, pack.unit),
        contents=[products.Content(goods["土豆"].id, 2000, "斤")],
    )  # fmt: skip
    row = read.price_card(open_round(world)).rows[0]
    assert [(part.name, part.qty_milli, part.unit) for part in row.contents] == [("土豆", 2000, "斤")]
    with refused("product.contents"):
        products.save(
            by=world.actor("wei"), subdistrict_id=world.sid, product_id=pack.id,
            terms=products.ProductTerms(pack.code, pack.name, pack.category, pack.unit),
            contents=[products.Content(pack.id, 1000, "份")],
        )  # fmt: skip


def test_the_catalogue_loads_once(world: World) -> None:
    assert products.load_catalogue(by=world.actor("li"), subdistrict_id=world.sid) > 300
    assert products.load_catalogue(by=world.actor("li"), subdistrict_id=world.sid) == 0


def test_a_household_sees_its_own_open_rounds(world: World) -> None:
    round_ = open_round(world, left_milli=3000)
    open_round(world, compounds=[world.maple.id], title="别处")
    home = world.household(world.willow, "3", "1", "501")
    wish = [Wish(item(round_, "A").id, 2000)]
    orders.say(by=card(home), round_id=round_.id, household_id=home.id, wishes=wish, source=Source.PAGE)
    offer = read.open_rounds_for(card(home), home.id)
    assert [o.round_id for o in offer] == [round_.id]
    assert (offer[0].rows[0].qty_milli, offer[0].rows[0].most_milli) == (2000, 3000)
    with pytest.raises(NotYours):
        read.open_rounds_for(card(world.household(world.willow, "3", "1", "502")), home.id)


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_the_shared_text_teaches_the_reader_its_codes(world: World, language: str) -> None:
    text = read.share_text(open_round(world), language)
    goods = [
        chat.Item(p.code, p.name, tuple(p.aliases), p.category, (), p.name_hant, p.name_en)
        for p in Product.objects.all()
    ]
    found = chat.read_message(text + "1. 3-1-501 A1 B2\n2. 3-1-502 A×2\n", chat.Catalogue(goods))
    assert [e.address.room for e in found.entries if e.address] == ["501", "502"]
    assert [(line.product, line.qty) for line in found.entries[0].lines] == [("蔬菜包", 1), ("肉蛋包", 2)]
    assert found.options["A"] == "蔬菜包"


def test_a_building_chief_meets_the_round_of_the_community(world: World) -> None:
    round_ = open_round(world)
    assert read.get(world.actor("zhao"), round_.id).id == round_.id
    with pytest.raises(NotYours):
        read.get(world.actor("wang"), round_.id)
    with refused("not_allowed"):
        rounds.close(by=world.actor("zhao"), round_id=round_.id)
