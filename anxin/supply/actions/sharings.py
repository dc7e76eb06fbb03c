"""Sharing out what came: everybody what they ordered, or the fairest split by the rule; refunds stand beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction
from django.db.models import F, Q

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.kernel.errors import Refusal, Stale
from anxin.supply import planner
from anxin.supply.actions.batches import take_site
from anxin.supply.actions.refunds import even_out_many
from anxin.supply.models import Order, OrderLine, Round, RoundItem, RoundSite, Sharing, StockMove
from anxin.supply.queries import goods
from anxin.supply.rules import goods as rules
from anxin.supply.terms import LineState, MoveKind, RoundState

READY = (RoundState.BOUGHT, RoundState.ARRIVED)
CHUNK = 500


def share_out(*, by: Actor, round_id: int, compound_id: int | None = None) -> list[Sharing]:
    """At one compound, or at every compound of the round that is ready; each in its own short transaction.

    Refuses `sharing.not_bought`, `sharing.not_arrived` while what came of a wanted product is not recorded,
    `sharing.nothing_to_share`, stale when wishes or stock changed while the split was computed.
    """
    sites = goods.sites(by, round_id, Permission.SHARE_OUT)
    if compound_id is not None:
        sites = sites.filter(compound_id=compound_id)
    plans = [planner.share(by, round_id, site.compound_id) for site in sites]
    if not plans:
        goods.site(by, round_id, compound_id or 0, Permission.SHARE_OUT)  # says that it does not exist
    ready = [plan for plan in plans if plan.items and not plan.not_arrived]
    if not ready:
        waiting = [item.code for plan in plans for item in plan.not_arrived]
        if waiting:
            raise Refusal("sharing.not_arrived", items=", ".join(sorted(set(waiting))))
        raise Refusal("sharing.nothing_to_share")
    return [row for plan in ready for row in _write(by=by, plan=plan)]


@transaction.atomic
def _write(*, by: Actor, plan: planner.SharePlan) -> list[Sharing]:
    site = plan.site
    take_site(site)
    if not Round.objects.filter(
        subdistrict_id=site.subdistrict_id, id=site.round_id, state__in=READY
    ).exists():
        raise Refusal("sharing.not_bought")
    stock = goods.stock(site.subdistrict_id, site.round_id, site.compound_id)
    if planner.share_hash(planner.wishes_at(site), stock) != plan.hash:
        raise Stale("sharing")
    rows = [_write_item(by=by, plan=plan, item=item) for item in plan.items]
    _lower_what_is_due(site, plan.items)
    even_out_many(by=by, site=site, orders=_touched(plan.items), why="short")
    short = sum(row.households_short for row in rows)
    record(
        "goods.shared", by=by, subdistrict_id=site.subdistrict_id, about=f"round:{site.round_id}", path=site.path,
        items=len(rows), households_short=short, rule=plan.rule, rule_set=plan.rule_set,
    )  # fmt: skip
    _shared_if_all_are(by=by, site=site)
    return rows


def _write_item(*, by: Actor, plan: planner.SharePlan, item: planner.ItemShare) -> Sharing:
    site, now = plan.site, clock.now()
    for alike in _alike(item.lines):
        _write_lines(site, alike, item.item)
    row = Sharing.objects.create(
        subdistrict_id=site.subdistrict_id, round_id=site.round_id, item_id=item.item.id,
        compound_id=site.compound_id, rule_set=plan.rule_set, rule=plan.rule, seed=plan.seed,
        wanted_milli=item.wanted_milli, had_milli=max(0, item.had_milli), given_milli=item.given_milli,
        households=len(item.lines), households_short=item.households_short,
        facts={
            "by_class": {str(c): list(counts) for c, counts in item.short_by_class.items()},
            "hash": plan.hash, **{k: v for k, v in item.checked.items() if k in ("lowest_fill", "unused")},
        },
        made_by=by.label, made_at=now, path=site.path,
    )  # fmt: skip
    if item.surplus_milli > 0:
        StockMove.objects.create(
            subdistrict_id=site.subdistrict_id, round_id=site.round_id, item_id=item.item.id,
            compound_id=site.compound_id, kind=MoveKind.SURPLUS, qty_milli=-item.surplus_milli,
            about=f"sharing:{row.id}", by=by.label, at=now, path=site.path,
        )  # fmt: skip
    return row


def _alike(lines: Iterable[rules.Shared]) -> list[list[rules.Shared]]:
    """Lines that get the same words: thousands of lines become a handful of updates."""
    groups: dict[tuple[object, ...], list[rules.Shared]] = defaultdict(list)
    for line in lines:
        groups[line.qty, line.given, line.rule, line.facts].append(line)
    return list(groups.values())


def _write_lines(site: RoundSite, alike: Sequence[rules.Shared], item: RoundItem) -> None:
    one = alike[0]
    credit = rules.short_credit(one.qty, one.given, item.supplier_fen, item.fee_fen).fen
    for part in _chunks([line.line for line in alike]):
        changed = OrderLine.objects.filter(
            subdistrict_id=site.subdistrict_id, id__in=part, qty_milli=one.qty, state__in=goods.WISHED
        ).update(
            given_milli=one.given, short_milli=one.short, rule=one.rule, state=LineState.SHARED, refund_fen=credit,
            reason={"code": one.rule, **dict(one.facts)},
        )  # fmt: skip
        if changed != len(part):
            raise Stale("sharing")


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _lower_what_is_due(site: RoundSite, items: Iterable[planner.ItemShare]) -> None:
    """Each order owes what it was given; the delivery fee goes where nothing is given at all."""
    less: dict[int, rules.Credit] = defaultdict(rules.Credit)
    for item in items:
        for line in item.lines:
            if line.short:
                less[line.order] += rules.short_credit(
                    line.qty, line.given, item.item.supplier_fen, item.item.fee_fen
                )
    orders = Order.objects.filter(subdistrict_id=site.subdistrict_id)
    by_amount: dict[rules.Credit, list[int]] = defaultdict(list)
    for order_id, credit in less.items():
        by_amount[credit].append(order_id)
    for credit, ids in by_amount.items():
        for part in _chunks(ids):
            orders.filter(id__in=part).update(
                goods_fen=F("goods_fen") - credit.goods,
                fee_fen=F("fee_fen") - credit.fees,
                version=F("version") + 1,
            )
    something = Q(id__in=OrderLine.objects.filter(
        Q(given_milli__gt=0) | Q(state__in=goods.WISHED), subdistrict_id=site.subdistrict_id, order__round_id=site.round_id,
        order__compound_id=site.compound_id,
    ).values("order_id"))  # fmt: skip
    for part in _chunks(list(less)):  # the delivery share is all that is left of the fees here
        orders.filter(id__in=part, fee_fen__gt=0).exclude(something).update(fee_fen=0)


def _touched(items: Iterable[planner.ItemShare]) -> list[int]:
    return sorted({line.order for item in items for line in item.lines if line.short})


def _shared_if_all_are(*, by: Actor, site: RoundSite) -> None:
    if goods.wishes(site.round).exists():
        return
    round_ = Round.objects.filter(subdistrict_id=site.subdistrict_id, id=site.round_id, state__in=READY)
    if round_.update(state=RoundState.SHARED, version=F("version") + 1):
        record(
            "round.shared", by=by, subdistrict_id=site.subdistrict_id, about=f"round:{site.round_id}",
            path=site.round.path,
        )  # fmt: skip
