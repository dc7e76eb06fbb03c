"""A round to order from, made by the actions themselves. Names and prices are invented."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import pytest

from anxin.access.actor import Actor, Held
from anxin.access.terms import Role
from anxin.households.models import Household
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.supply.actions import products, rounds, suppliers
from anxin.supply.models import Product, Round, RoundItem, Supplier
from tests.world import World


def card(household: Household) -> Actor:
    """The household itself, by its card."""
    return Actor(
        kind="card",
        id=household.id,
        door="web",
        held=(Held(Role.HOUSEHOLD, household.path),),
        language="zh-hans",
    )


def stock(world: World) -> tuple[dict[str, Product], Supplier]:
    """Two packs, eggs and potatoes as in the catalogue; one supplier."""
    wei = world.actor("wei")
    products.load_catalogue(by=wei, subdistrict_id=world.sid)
    supplier = Supplier.objects.filter(subdistrict_id=world.sid, name="绿源保供站").first()
    if supplier is None:
        supplier = suppliers.save(
            by=wei, subdistrict_id=world.sid, terms=suppliers.SupplierTerms(name="绿源保供站")
        )
    names = ["蔬菜包", "肉蛋包", "鸡蛋", "土豆"]
    found = {row.name: row for row in Product.objects.filter(subdistrict_id=world.sid, name__in=names)}
    return found, supplier


def times(*, closes_in_minutes: int = 120) -> rounds.Times:
    now = clock.now()
    return rounds.Times(
        opens_at=now - timedelta(hours=8),
        closes_at=now + timedelta(minutes=closes_in_minutes),
        arrives_at=now + timedelta(hours=20),
    )


def items(world: World, *, left_milli: int | None = None) -> list[rounds.ItemTerms]:
    goods, supplier = stock(world)
    return [
        rounds.ItemTerms(
            goods["蔬菜包"].id, supplier.id, "A", "份", 4500, 500, case_units=10, left_milli=left_milli
        ),
        rounds.ItemTerms(goods["肉蛋包"].id, supplier.id, "B", "份", 6000, 0, limit_milli=3000),
        rounds.ItemTerms(goods["土豆"].id, supplier.id, "C", "斤", 250, 0, step_milli=500),
    ]


def open_round(
    world: World,
    *,
    compounds: Sequence[int] = (),
    left_milli: int | None = None,
    delivery_fen: int = 0,
    title: str = "周三蔬菜",
) -> Round:
    """Open since eight hours, closing in two, for all three compounds unless named."""
    wei = world.actor("wei")
    row = rounds.draft(
        by=wei, title=title, times=times(), organiser="李社工", items=items(world, left_milli=left_milli),
        path="" if compounds else world.community.path, compound_ids=compounds, delivery_fen=delivery_fen,
    )  # fmt: skip
    return rounds.open(by=wei, round_id=row.id)


def item(round_: Round, code: str) -> RoundItem:
    return RoundItem.objects.select_related("product").get(
        subdistrict_id=round_.subdistrict_id, round_id=round_.id, code=code
    )


def move_times(round_: Round, *, closes_ago_minutes: int, grace_minutes: int = 10) -> None:
    """As if the cut-off had been so many minutes ago."""
    closes = clock.now() - timedelta(minutes=closes_ago_minutes)
    Round.objects.filter(subdistrict_id=round_.subdistrict_id, id=round_.id).update(
        closes_at=closes, hard_closes_at=closes + timedelta(minutes=grace_minutes)
    )


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The block must be refused with exactly this code."""
    with pytest.raises(Refusal) as caught:
        yield
    assert caught.value.code == code
