"""商品 and 供货单位 as an office fills them, from an empty shelf to the first round; and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from anxin.access.models import Event
from anxin.kernel import clock
from anxin.supply.models import PackItem, Product, Round, RoundItem, Supplier
from anxin.supply.rules.ordering import unit_row
from tests.market import items, open_round, stock
from tests.world import World


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
    assert response.status_code == status, (name, response.status_code, response.content.decode()[:3000])
    return str(response.content.decode())


def a_product(**said: Any) -> dict[str, Any]:
    return {
        "name": "暖心包", "code": "PACK91", "category": "pack", "unit": "份", "name_hant": "暖心包",
        "name_en": "warm pack", "aliases": "爱心包、暖包", "units": "", "storage": "ambient", "gram": "",
        **rows(), **said,
    }  # fmt: skip


def rows(*inside: tuple[str, str, str]) -> dict[str, Any]:
    said = {"inside-TOTAL_FORMS": max(len(inside), 1), "inside-INITIAL_FORMS": 0}
    for place, (name, qty, unit) in enumerate(inside):
        said |= {f"inside-{place}-product": name, f"inside-{place}-qty": qty, f"inside-{place}-unit": unit}
    return said


def test_an_empty_shelf_is_filled_from_the_catalogue_once(world: World) -> None:
    wei = signed_in(world, "wei")
    assert "还没有商品" in page(wei, "products")
    post(wei, "catalogue_load", {})
    loaded = Product.objects.filter(subdistrict_id=world.sid).count()
    assert loaded > 200
    post(wei, "catalogue_load", {})
    assert Product.objects.count() == loaded
    shown = page(wei, "products")
    assert "上一页" not in shown
    assert "下一页" in shown
    assert "商品" in page(wei, "rounds")  # in the rail
    assert "catalogue_load" not in shown
    assert reverse("catalogue_load") in shown


@pytest.mark.parametrize("words", ["西红柿", "洋柿子", "VEG010", "tomato", "西紅柿"])
def test_a_product_is_found_by_any_of_its_names(world: World, words: str) -> None:
    stock(world)
    shown = page(signed_in(world, "wei"), "products", f"?q={words}&category=vegetable")
    assert "VEG010" in shown
    assert "VEG001" not in shown
    assert "没有找到商品" in page(signed_in(world, "wei"), "products", f"?q={words}&category=fruit")


def test_a_pack_is_made_changed_and_taken_off(world: World) -> None:
    goods, _ = stock(world)
    wei = signed_in(world, "wei")
    post(wei, "product_add", a_product(**rows(("土豆", "2.5", "斤"), ("VEG010", "1", ""))))
    pack = Product.objects.get(code="PACK91")
    assert pack.aliases == ["爱心包", "暖包"]
    inside = {row.product.name: (row.qty_milli, row.unit) for row in PackItem.objects.filter(pack_id=pack.id)}
    assert inside == {"土豆": (2500, "斤"), "西红柿": (1000, "斤")}
    shown = page(wei, "product", product_id=pack.id)
    assert "2.5斤" in shown
    assert "暖心包" in page(wei, "product", product_id=goods["土豆"].id)
    post(wei, "product_edit", a_product(**rows(("土豆", "3", "斤"))), product_id=pack.id)
    assert PackItem.objects.get(pack_id=pack.id).qty_milli == 3000
    for name in ("product_retire", "product_retire"):  # the button pressed twice
        post(wei, name, {}, product_id=pack.id)
    assert (
        "暖心包"
        not in page(wei, "products", "?q=暖心包&category=pack").split("ax-filters")[1].split("</form>")[1]
    )
    assert "PACK91" in page(wei, "products", "?state=retired")
    assert Event.objects.filter(what="product.retired").count() == 1
    post(wei, "product_return", {}, product_id=pack.id)
    assert Product.objects.get(id=pack.id).retired_at is None


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"code": "VEG001"}, "已经有同名或同编号的商品"),
        ({"name": "土豆"}, "已经有同名或同编号的商品"),
        ({"units": "袋是五斤"}, "读不懂"),
        (rows(("没有的菜", "1", "")), "目录里没有这样商品"),
        (rows(("土豆", "", "")), "请填数量"),
        (rows(("土豆", "1", ""), ("土豆", "2", "")), "包里的商品有重复"),
        ({"category": "vegetable", **rows(("土豆", "1", ""))}, "只有类别是“套餐包”的才有包里的内容"),
        ({"name": ""}, "这个字段是必填项"),
        ({"category": "weapons"}, "选择"),
        ({"gram": "-1"}, "0"),
    ],
)
def test_what_cannot_be_a_product_is_said_and_nothing_is_kept(
    world: World, said: dict[str, Any], sentence: str
) -> None:
    stock(world)
    before = Product.objects.count()
    shown = post(signed_in(world, "wei"), "product_add", a_product(**said), 422)
    assert sentence in shown
    assert Product.objects.count() == before
    assert not PackItem.objects.filter(pack__code="PACK91").exists()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("1袋=5斤", "袋=2500g"), ("个约200克", "个≈200g"), ("袋＝2.5kg", "袋=2.5kg"), ("瓶=1升", "瓶=1L"), ("份", "份"),
        ("盒≈10个", "盒≈10个"), ("包=0g", None), ("袋=", None), ("=5g", None), ("袋=五斤", None), ("袋=.g", None), ("", None),
        ("袋是五斤", None),
    ],
)  # fmt: skip
def test_conversions_are_read_as_people_write_them(said: str, kept: str | None) -> None:
    assert unit_row(said) == kept


@given(st.text(max_size=20))
def test_a_conversion_that_was_read_reads_the_same_again(said: str) -> None:
    kept = unit_row(said)
    if kept is not None:
        assert unit_row(kept) == kept


def test_every_row_of_the_catalogue_is_a_conversion_we_read(world: World) -> None:
    stock(world)
    for units in Product.objects.values_list("units", flat=True):
        assert [unit_row(row) for row in units] == units


def a_supplier(**said: Any) -> dict[str, Any]:
    return {"name": "新源合作社", "licence": "SC000", "contact": "周经理", "phone": "13800138000",
            "min_order": "300", "delivery": "50.5", **said}  # fmt: skip


def test_a_supplier_is_added_changed_set_aside_and_taken_back(world: World) -> None:
    wei, round_ = signed_in(world, "wei"), open_round(world)
    post(wei, "supplier_add", a_supplier())
    new = Supplier.objects.get(name="新源合作社")
    assert (new.min_order_fen, new.delivery_fen, new.phone) == (30_000, 5_050, "13800138000")
    post(wei, "supplier_edit", a_supplier(delivery=""), supplier_id=new.id)
    assert Supplier.objects.get(id=new.id).delivery_fen == 0
    assert "已经有同名的供货单位" in post(wei, "supplier_add", a_supplier(), 422)
    assert "必填" in post(wei, "supplier_add", a_supplier(name=""), 422)
    post(wei, "supplier_add", a_supplier(name="另一家", min_order="-1"), 422)
    old = Supplier.objects.get(name="绿源保供站")
    assert round_.title in page(wei, "supplier_block", supplier_id=old.id)
    assert "停用要写原因" in post(wei, "supplier_block", {"reason": "  "}, 422, supplier_id=old.id)
    assert Supplier.objects.get(id=old.id).blocked_at is None
    post(wei, "supplier_block", {"reason": "肉变质"}, supplier_id=old.id)
    assert "肉变质" in page(wei, "suppliers", "?state=blocked")
    assert "绿源保供站" not in page(wei, "suppliers").split("ax-tablewrap")[1]
    post(wei, "supplier_unblock", {}, supplier_id=old.id)
    assert Supplier.objects.get(id=old.id).blocked_at is None
    assert Event.objects.get(what="supplier.unblocked").facts["reason"] == "肉变质"


def test_who_may_look_does_not_see_the_number_and_cannot_write(world: World) -> None:
    goods, supplier = stock(world)
    post(signed_in(world, "wei"), "supplier_edit", a_supplier(), supplier_id=supplier.id)
    sun = signed_in(world, "sun")
    for shown in (page(sun, "supplier", supplier_id=supplier.id), page(sun, "suppliers")):
        assert "新源合作社" in shown
        assert "13800138000" not in shown
        assert "周经理" not in shown
    assert reverse("product_edit", args=[goods["土豆"].id]) not in page(
        sun, "product", product_id=goods["土豆"].id
    )
    assert "商品" in page(sun, "products")
    post(sun, "catalogue_load", {}, 403)
    wang = signed_in(world, "wang")
    assert wang.get(reverse("product", args=[goods["土豆"].id])).status_code == 404
    post(wang, "product_retire", {}, 404, product_id=goods["土豆"].id)


def test_a_newcomer_is_led_to_the_shelf_before_the_first_round(world: World) -> None:
    wei = signed_in(world, "wei")
    first = page(wei, "round_new")
    assert "先装好货架" in first
    assert reverse("products") in first
    assert reverse("supplier_add") in first
    post(wei, "catalogue_load", {})
    assert "先装好货架" in page(wei, "round_new")  # there is nobody to buy from yet
    post(wei, "supplier_add", a_supplier())
    assert "先装好货架" not in page(wei, "round_new")


def test_the_last_round_is_copied_with_its_card_and_opened(world: World) -> None:
    wei, last = signed_in(world, "wei"), open_round(world, left_milli=9000)
    assert f"?from={last.id}" in page(wei, "round_new")
    shown = wei.get(reverse("round_new") + f"?from={last.id}")
    form, card = shown.context["form"], shown.context["rows"]
    said: dict[str, Any] = {name: bound.value() for name, bound in ((b.name, b) for b in form)}
    said = {k: "" if v is None else v for k, v in said.items()}
    for name in ("opens_at", "closes_at", "arrives_at"):
        said[name] = said[name].strftime("%Y-%m-%dT%H:%M")
    for form_row in card.forms:
        said |= {b.html_name: "" if b.value() is None else b.value() for b in form_row}
    said |= {b.html_name: b.value() for b in card.management_form}
    post(wei, "round_new", said)
    new = Round.objects.exclude(id=last.id).get()
    assert new.title == last.title
    assert new.closes_at > clock.now()
    assert new.sites.count() == last.sites.count()  # type: ignore[attr-defined]

    def price_card(row: Round) -> list[tuple[Any, ...]]:
        found = RoundItem.objects.filter(round_id=row.id).order_by("code")
        return list(
            found.values_list("code", "product_id", "supplier_id", "supplier_fen", "fee_fen", "left_milli")
        )

    assert price_card(new) == price_card(last)
    assert len(price_card(new)) == len(items(world))
