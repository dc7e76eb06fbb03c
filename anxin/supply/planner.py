"""Rows to planning problems and back. Runs solvers: never called inside a transaction.

Every plan passes its independent checker here, before anybody sees it or an action writes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from anxin.access.actor import Actor
from anxin.access.terms import Permission
from anxin.households.queries import delivery_needs
from anxin.households.rules import NO_NEEDS, Needs
from anxin.kernel import clock
from anxin.kernel.errors import Refusal
from anxin.places import queries as places
from anxin.planning import allocate, consolidate
from anxin.planning.common import Block, Stop, Violation, lot
from anxin.rulebook import RuleSet, allocation_class
from anxin.supply.models import Batch, OrderLine, Round, RoundItem, RoundSite
from anxin.supply.queries import goods
from anxin.supply.rules import goods as rules
from anxin.supply.terms import LineState

STOP = Stop(iterations=1000, seconds=8.0)


def refuse_broken(violations: list[Violation]) -> None:
    """A plan with a violation is a defect of ours: it is shown to nobody and nothing is written."""
    if violations:
        raise Refusal("purchase.plan_broken", rule=violations[0].rule, count=len(violations))


# --- buying


@dataclass(frozen=True, slots=True)
class PlannedLine:
    item: RoundItem
    wanted_milli: int
    cases: int
    shares: Mapping[int, tuple[int, int]]  # compound -> (wanted, to unload), thousandths


@dataclass(frozen=True, slots=True)
class PurchasePlan:
    """All suppliers of one round. `hash` is of the wishes it was made from."""

    round: Round
    hash: str
    lines: tuple[PlannedLine, ...]
    missing: tuple[rules.Missing, ...]
    solver: str
    seed: int
    cost: tuple[Block, ...]
    bound_fen: int

    def of_supplier(self, supplier_id: int) -> list[PlannedLine]:
        return [line for line in self.lines if line.item.supplier_id == supplier_id]


def demand_hash(demands: list[goods.Demand]) -> str:
    return rules.snapshot_hash([[d.item.id, sorted(d.sites.items())] for d in demands])


def purchase(actor: Actor, round_id: int, cases: Mapping[int, int] | None = None) -> PurchasePlan:
    """What to buy for a round, all compounds pooled. `cases` (item id -> cases) fixes what a person decided."""
    round_ = goods.round_to(actor, round_id, Permission.PURCHASE_SEE)
    demands = [d for d in goods.demand(actor, round_id) if d.wanted_milli or (cases or {}).get(d.item.id)]
    grains = {d.item.id: rules.grain_milli(d.sites.values()) for d in demands}
    missing = tuple(goods.minimums(demands))
    problem = _purchase_problem(round_, demands, grains, missing, cases or {})
    seed = lot(0, str(round_.id)) % 2**31
    plan = consolidate.solve(problem, seed=seed, stop=STOP)
    refuse_broken(consolidate.check(problem, plan))
    bought = {line.product: line.cases for line in plan.lines}
    shared: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for share in plan.shares:
        shared[int(share.give)][int(share.site)] += share.units * grains[int(share.give)]
    fixed = cases or {}
    lines = tuple(
        _planned(d, fixed.get(d.item.id, bought.get(str(d.item.id), 0)), shared[d.item.id]) for d in demands
    )
    return PurchasePlan(
        round_, demand_hash(demands), lines, missing, plan.solver, seed, plan.cost, consolidate.bound(problem).value
    )  # fmt: skip


def _planned(demand: goods.Demand, cases: int, shared: Mapping[int, int]) -> PlannedLine:
    shares = {compound: shared.get(compound, 0) for compound in demand.sites}
    unloaded = rules.unload(shares, cases * demand.item.case_units * rules.MILLI)
    return PlannedLine(
        demand.item, demand.wanted_milli, cases, {c: (demand.sites[c], unloaded[c]) for c in demand.sites}
    )


def _purchase_problem(
    round_: Round,
    demands: list[goods.Demand],
    grains: Mapping[int, int],
    missing: tuple[rules.Missing, ...],
    cases: Mapping[int, int],
) -> consolidate.Problem:
    """Minimums that all wishes together do not reach are left out: nobody buys for the bin; a person settles them."""
    unmet = {(m.what, m.key) for m in missing}
    classes = _wishes_by_class(round_)
    offers = []
    for d in demands:
        least = -(-d.item.min_units // d.item.case_units)
        fixed = cases.get(d.item.id)
        offers.append(
            consolidate.Offer(
                str(d.item.supplier_id),
                str(d.item.id),
                d.item.case_units * rules.MILLI // grains[d.item.id],
                (consolidate.Tier(0, d.item.supplier_fen * d.item.case_units),),
                (0 if ("item", str(d.item.id)) in unmet else least) if fixed is None else fixed,
                fixed,
            )
        )
    suppliers = {d.item.supplier_id: d.item.supplier for d in demands}
    return consolidate.Problem(
        tuple(consolidate.Product(str(d.item.id), 10_000_000) for d in demands),
        tuple(
            consolidate.Demand(str(item_id), str(compound_id), milli // grains[item_id], 0, cls)
            for (item_id, compound_id, cls), milli in sorted(classes.items())
            if item_id in grains
        ),
        tuple(
            consolidate.Supplier(
                str(s.id),
                0 if cases or ("supplier", str(s.id)) in unmet else s.min_order_fen,
                s.delivery_fen,
            )
            for s in suppliers.values()
        ),
        tuple(offers),
        key=str(round_.id),
    )


def _wishes_by_class(round_: Round) -> dict[tuple[int, int, int], int]:
    """(item, compound, class) -> thousandths wanted."""
    rule = places.rule_set(round_.subdistrict_id)
    lines = list(
        goods.wishes(round_).values_list(
            "item_id", "order__compound_id", "order__household_id", "order__compound__zone", "qty_milli"
        )
    )
    now, needs = clock.now(), {}
    for compound_id in {line[1] for line in lines}:
        needs.update(delivery_needs(compound_id, now))
    totals: dict[tuple[int, int, int], int] = defaultdict(int)
    for item_id, compound_id, household_id, zone, qty in lines:
        totals[item_id, compound_id, class_of(rule, zone, needs.get(household_id, NO_NEEDS))] += qty
    return totals


# --- sharing out


def class_of(rule: RuleSet, zone: str, needs: Needs) -> int:
    return allocation_class(
        rule,
        zone=zone,
        home_observed=needs.home_observed,
        without_stock=needs.without_stock,
        medical_diet=needs.medical_diet,
        elder_or_disabled=needs.elder_or_disabled,
    ).value


@dataclass(frozen=True, slots=True)
class ItemShare:
    """One product at one compound, as it would be shared out. Counts per class are for the desk only."""

    item: RoundItem
    had_milli: int
    wanted_milli: int
    lines: tuple[rules.Shared, ...]
    short_by_class: Mapping[int, tuple[int, int]]  # class -> (households, of them short)
    checked: Mapping[str, int]  # cost blocks of the plan

    @property
    def given_milli(self) -> int:
        return sum(line.given for line in self.lines)

    @property
    def households_short(self) -> int:
        return sum(line.short > 0 for line in self.lines)

    @property
    def surplus_milli(self) -> int:
        return self.had_milli - self.given_milli

    @property
    def enough(self) -> bool:
        return self.had_milli >= self.wanted_milli


@dataclass(frozen=True, slots=True)
class SharePlan:
    """All products of one compound. `hash` is of wishes and stock; writing refuses when it no longer holds."""

    site: RoundSite
    hash: str
    rule_set: str
    rule: str
    seed: int
    items: tuple[ItemShare, ...]
    not_arrived: tuple[RoundItem, ...]  # wanted and bought, but nobody has recorded what came


@dataclass(frozen=True, slots=True)
class Wish:
    """A line that is to be shared, with what the rule needs to know of its household."""

    line: int
    order: int
    item: int
    qty: int
    household: int
    persons: int


def wishes_at(site: RoundSite) -> list[Wish]:
    rows = goods.wishes(site.round).filter(order__compound_id=site.compound_id).order_by("id")
    columns = ("id", "order_id", "item_id", "qty_milli", "order__household_id", "order__household__persons")
    return [Wish(*row) for row in rows.values_list(*columns)]


def share_hash(wishes: list[Wish], stock: Mapping[tuple[int, int], int]) -> str:
    """What a sharing rests on: who wants what, and what lies there."""
    return rules.snapshot_hash(
        [[(w.line, w.order, w.item, w.qty) for w in wishes], sorted((i, n) for (i, _), n in stock.items())]
    )


def share(actor: Actor, round_id: int, compound_id: int) -> SharePlan:
    """How the goods lying at one compound would be shared out now. Writes nothing."""
    site = goods.site(actor, round_id, compound_id, Permission.SHARE_OUT)
    rule = places.rule_set(site.subdistrict_id)
    wishes, stock = wishes_at(site), goods.stock(site.subdistrict_id, round_id, compound_id)
    needs = delivery_needs(compound_id, clock.now(), {w.household for w in wishes})
    memory = short_before(site, rule, {w.household for w in wishes})
    classes = {w.order: class_of(rule, site.compound.zone, needs.get(w.household, NO_NEEDS)) for w in wishes}
    wanted: dict[int, list[Wish]] = defaultdict(list)
    for wish in wishes:
        wanted[wish.item].append(wish)
    seed = lot(0, f"{round_id}/{compound_id}") % 2**31
    shared = tuple(
        share_item(item, stock.get((item.id, compound_id), 0), wanted[item.id], classes, memory, seed)
        for item in goods.items(site.round)
        if item.id in wanted
    )
    return SharePlan(
        site, share_hash(wishes, stock), rule.name, rule.text("sharing.rule"), seed, shared, _not_arrived(site, wanted)
    )  # fmt: skip


def share_item(
    item: RoundItem,
    had_milli: int,
    wishes: list[Wish],
    classes: Mapping[int, int],
    memory: Mapping[int, int],
    seed: int,
) -> ItemShare:
    """The first unit counts before anybody's second; amounts below a unit are counted in their common step."""
    grain = rules.grain_milli(w.qty for w in wishes)
    unit = rules.MILLI // grain
    problem = allocate.Problem(
        (allocate.Product(str(item.id), max(0, had_milli) // grain),),
        tuple(
            allocate.Household(
                str(w.order), classes[w.order], max(1, w.persons), memory.get(w.household, 0), unit,
                unit if classes[w.order] in (1, 2) else 0,
            )
            for w in wishes
        ),
        tuple(allocate.Wish(str(w.order), str(item.id), w.qty // grain) for w in wishes),
    )  # fmt: skip
    plan = allocate.solve(problem, seed=seed, stop=STOP)
    refuse_broken(allocate.check(problem, plan))
    of = {w.order: w for w in wishes}
    wanted = sum(w.qty for w in wishes)
    lines = []
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for line in plan.lines:
        wish = of[int(line.household)]
        given = line.given * grain
        facts = (("received", had_milli), ("wanted", wanted)) if given < wish.qty else ()
        lines.append(rules.Shared(wish.line, wish.order, wish.qty, given, rules.told_rule(line.rule), facts))
        count = counts[classes[wish.order]]
        count[0] += 1
        count[1] += given < wish.qty
    blocks = {b.name: b.value for b in plan.cost}
    return ItemShare(
        item, had_milli, wanted, tuple(lines), {c: (n, s) for c, (n, s) in sorted(counts.items())}, blocks
    )  # fmt: skip


def short_before(site: RoundSite, rule: RuleSet, households: set[int]) -> dict[int, int]:
    """household id -> how much it was short in the days the rule set remembers, in thousandths of what it wished."""
    since = clock.now() - timedelta(days=rule.number("sharing.memory_days"))
    rows = OrderLine.objects.filter(
        subdistrict_id=site.subdistrict_id,
        order__compound_id=site.compound_id,
        order__round__arrives_at__gte=since,
        state=LineState.SHARED,
        short_milli__gt=0,
    ).exclude(order__round_id=site.round_id)
    found: dict[int, int] = defaultdict(int)
    for household_id, short, qty in rows.values_list("order__household_id", "short_milli", "qty_milli"):
        if household_id in households:
            found[household_id] += short * rules.MILLI // qty
    return found


def _not_arrived(site: RoundSite, wanted: Mapping[int, list[Wish]]) -> tuple[RoundItem, ...]:
    came = set(
        Batch.objects.filter(
            subdistrict_id=site.subdistrict_id, round_id=site.round_id, compound_id=site.compound_id
        ).values_list("item_id", flat=True)
    )
    return tuple(i for i in goods.items(site.round) if i.id in wanted and i.id not in came)
