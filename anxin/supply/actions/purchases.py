"""Buying: draft for all suppliers of a round, change by hand, send, cancel."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F, Sum

from anxin.access.actor import Actor
from anxin.access.book import record
from anxin.access.terms import Permission
from anxin.kernel import clock
from anxin.kernel.errors import Refusal, Stale
from anxin.kernel.ids import new_ref
from anxin.supply import planner
from anxin.supply.models import PurchaseLine, PurchaseOrder, PurchaseShare, Round, RoundItem
from anxin.supply.queries import goods
from anxin.supply.terms import PurchaseState, RoundState


def draft(*, by: Actor, round_id: int) -> list[PurchaseOrder]:
    """One purchase order per supplier that anything is wanted of; earlier drafts of the round are replaced.

    Refuses `purchase.round_open` before the cut-off is closed, `purchase.too_late` after buying,
    `purchase.sent_already` once one was sent, `purchase.nothing_wanted`, and stale when orders changed meanwhile.
    """
    goods.round_to(by, round_id, Permission.PURCHASE_EDIT)
    plan = planner.purchase(by, round_id)
    return _write(by=by, plan=plan)


@transaction.atomic
def _write(*, by: Actor, plan: planner.PurchasePlan) -> list[PurchaseOrder]:
    round_ = plan.round
    if not Round.objects.filter(pk=round_.pk, state=RoundState.CLOSED).update(version=F("version") + 1):
        early = round_.state in (RoundState.DRAFT, RoundState.OPEN)
        raise Refusal("purchase.round_open" if early else "purchase.too_late")
    mine = PurchaseOrder.objects.filter(subdistrict_id=round_.subdistrict_id, round_id=round_.id)
    if mine.filter(state__in=(PurchaseState.SENT, PurchaseState.RECEIVED)).exists():
        raise Refusal("purchase.sent_already")
    if not plan.lines:
        raise Refusal("purchase.nothing_wanted")
    if planner.demand_hash([d for d in goods.demand(by, round_.id) if d.wanted_milli]) != plan.hash:
        raise Stale("orders")
    mine.filter(state=PurchaseState.DRAFT).update(state=PurchaseState.CANCELLED)
    suppliers = list(dict.fromkeys(line.item.supplier_id for line in plan.lines))
    rows = [_write_one(by=by, plan=plan, supplier_id=supplier_id) for supplier_id in suppliers]
    record(
        "purchase.drafted", by=by, subdistrict_id=round_.subdistrict_id, about=f"round:{round_.id}", path=round_.path,
        suppliers=len(rows), lines=len(plan.lines), solver=plan.solver,
    )  # fmt: skip
    return rows


def _write_one(*, by: Actor, plan: planner.PurchasePlan, supplier_id: int) -> PurchaseOrder:
    lines, round_ = plan.of_supplier(supplier_id), plan.round
    row = PurchaseOrder.objects.create(
        subdistrict_id=round_.subdistrict_id,
        round_id=round_.id,
        supplier_id=supplier_id,
        ref=new_ref(),
        state=PurchaseState.DRAFT,
        goods_fen=sum(line.cases * line.item.case_units * line.item.supplier_fen for line in lines),
        delivery_fen=lines[0].item.supplier.delivery_fen if any(line.cases for line in lines) else 0,
        made_by=by.label,
        made_at=clock.now(),
        facts=_facts(plan, supplier_id),
        path=round_.path,
    )
    for line in lines:
        bought = PurchaseLine.objects.create(
            subdistrict_id=round_.subdistrict_id,
            purchase_order_id=row.id,
            item_id=line.item.id,
            wanted_milli=line.wanted_milli,
            cases=line.cases,
            case_units=line.item.case_units,
            unit_fen=line.item.supplier_fen,
        )
        _write_shares(round_, bought, line)
    return row


def _facts(plan: planner.PurchasePlan, supplier_id: int) -> dict[str, object]:
    mine = {str(line.item.id) for line in plan.of_supplier(supplier_id)} | {str(supplier_id)}
    unmet = [
        {"what": m.what, "key": m.key, "has": m.has, "needs": m.needs} for m in plan.missing if m.key in mine
    ]
    return {"solver": plan.solver, "seed": plan.seed, "bound_fen": plan.bound_fen, "unmet": unmet}


def _write_shares(round_: Round, line: PurchaseLine, planned: planner.PlannedLine) -> None:
    compounds = goods.compounds(round_.subdistrict_id, set(planned.shares))
    PurchaseShare.objects.bulk_create(
        PurchaseShare(
            subdistrict_id=round_.subdistrict_id,
            line_id=line.id,
            compound_id=compound_id,
            wanted_milli=wanted,
            units_milli=units,
            path=compounds[compound_id].path,
        )
        for compound_id, (wanted, units) in planned.shares.items()
    )


def change_cases(*, by: Actor, purchase_id: int, version: int, cases: Mapping[int, int]) -> PurchaseOrder:
    """`cases`: line id -> whole cases. The shares of the compounds follow: classes first, then evenly.

    Refuses stale when somebody changed the order meanwhile, `purchase.not_draft`, `purchase.cases_wrong`.
    """
    row = goods.purchase(by, purchase_id, Permission.PURCHASE_EDIT)
    lines = {line.id: line for line in goods.purchase_lines(row)}
    if not set(cases) <= set(lines) or any(not 0 <= n <= 1_000_000 for n in cases.values()):
        raise Refusal("purchase.cases_wrong")
    fixed = {line.item_id: cases.get(line.id, line.cases) for line in lines.values()}
    plan = planner.purchase(by, row.round_id, fixed)
    return _rewrite(by=by, row=row, version=version, plan=plan, cases=fixed)


@transaction.atomic
def _rewrite(
    *, by: Actor, row: PurchaseOrder, version: int, plan: planner.PurchasePlan, cases: Mapping[int, int]
) -> PurchaseOrder:
    mine = PurchaseOrder.objects.filter(pk=row.pk)
    if not mine.filter(version=version, state=PurchaseState.DRAFT).update(version=version + 1):
        raise (
            Stale("purchase")
            if mine.filter(state=PurchaseState.DRAFT).exists()
            else Refusal("purchase.not_draft")
        )
    planned = {line.item.id: line for line in plan.lines}
    for line in goods.purchase_lines(row):
        PurchaseLine.objects.filter(pk=line.pk).update(cases=cases[line.item_id])
        PurchaseShare.objects.filter(subdistrict_id=row.subdistrict_id, line_id=line.id).delete()
        if line.item_id in planned:
            _write_shares(plan.round, line, planned[line.item_id])
    total = PurchaseLine.objects.filter(
        subdistrict_id=row.subdistrict_id, purchase_order_id=row.id
    ).aggregate(fen=Sum(F("cases") * F("case_units") * F("unit_fen")))
    fen = total["fen"] or 0
    mine.update(
        goods_fen=fen, delivery_fen=row.supplier.delivery_fen if fen else 0,
        facts={**row.facts, "unmet": _unmet_now(row, cases, fen), "by_hand": True},
    )  # fmt: skip
    record(
        "purchase.changed", by=by, subdistrict_id=row.subdistrict_id, about=f"purchase:{row.id}", path=row.path,
        goods_fen=fen,
    )  # fmt: skip
    return goods.purchase(by, row.id, Permission.PURCHASE_EDIT)


def _unmet_now(row: PurchaseOrder, cases: Mapping[int, int], fen: int) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for item in RoundItem.objects.filter(subdistrict_id=row.subdistrict_id, id__in=cases):
        units = cases[item.id] * item.case_units
        if 0 < units < item.min_units:
            found.append({"what": "item", "key": str(item.id), "has": units, "needs": item.min_units})
    if 0 < fen < row.supplier.min_order_fen:
        needs = row.supplier.min_order_fen
        found.append({"what": "supplier", "key": str(row.supplier_id), "has": fen, "needs": needs})
    return found


@transaction.atomic
def send(*, by: Actor, purchase_id: int, version: int, agreed: str = "") -> PurchaseOrder:
    """The order is given to the supplier; the round is bought when the last one is sent.

    Refuses `purchase.supplier_blocked`, `purchase.below_minimum` unless `agreed` says how the supplier agreed,
    `purchase.empty`, `purchase.not_draft`, stale.
    """
    row = goods.purchase(by, purchase_id, Permission.PURCHASE_EDIT)
    if row.supplier.blocked_at is not None:
        raise Refusal("purchase.supplier_blocked")
    if row.facts.get("unmet") and not agreed.strip():
        raise Refusal("purchase.below_minimum", count=len(row.facts["unmet"]))
    if not row.goods_fen:
        raise Refusal("purchase.empty")
    mine = PurchaseOrder.objects.filter(pk=row.pk)
    facts = {**row.facts, "agreed": agreed.strip()[:200]} if agreed.strip() else row.facts
    if not mine.filter(version=version, state=PurchaseState.DRAFT).update(
        state=PurchaseState.SENT, sent_at=clock.now(), version=version + 1, facts=facts
    ):
        raise (
            Stale("purchase")
            if mine.filter(state=PurchaseState.DRAFT).exists()
            else Refusal("purchase.not_draft")
        )
    record(
        "purchase.sent", by=by, subdistrict_id=row.subdistrict_id, about=f"purchase:{row.id}", path=row.path,
        goods_fen=row.goods_fen,
    )  # fmt: skip
    _bought_if_all_sent(by=by, row=row)
    return goods.purchase(by, row.id, Permission.PURCHASE_EDIT)


@transaction.atomic
def cancel(*, by: Actor, purchase_id: int, version: int) -> None:
    """A draft that will not be sent. The wishes stay; they will be short when goods are shared out."""
    row = goods.purchase(by, purchase_id, Permission.PURCHASE_EDIT)
    mine = PurchaseOrder.objects.filter(pk=row.pk, version=version, state=PurchaseState.DRAFT)
    if not mine.update(state=PurchaseState.CANCELLED, version=version + 1):
        raise Stale("purchase")
    record(
        "purchase.cancelled", by=by, subdistrict_id=row.subdistrict_id, about=f"purchase:{row.id}", path=row.path
    )  # fmt: skip
    _bought_if_all_sent(by=by, row=row)


def _bought_if_all_sent(*, by: Actor, row: PurchaseOrder) -> None:
    rows = PurchaseOrder.objects.filter(subdistrict_id=row.subdistrict_id, round_id=row.round_id)
    sent = rows.filter(state__in=(PurchaseState.SENT, PurchaseState.RECEIVED)).exists()
    if not sent or rows.filter(state=PurchaseState.DRAFT).exists():
        return
    round_ = Round.objects.filter(subdistrict_id=row.subdistrict_id, id=row.round_id, state=RoundState.CLOSED)
    if round_.update(state=RoundState.BOUGHT, version=F("version") + 1):
        record(
            "round.bought", by=by, subdistrict_id=row.subdistrict_id, about=f"round:{row.round_id}", path=row.path
        )  # fmt: skip
