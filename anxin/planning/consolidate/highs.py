"""HiGHS: the purchase as a mixed integer program. The only file that knows highspy.

Per offer and price tier a whole number of cases and a yes/no; per supplier a yes/no; per substitute units.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from anxin.planning.common import Stop, installed
from anxin.planning.consolidate.problem import FILL, Give, Offer, Problem

SOLVER = "highs"
NODES_PER_ITERATION = 20


def available() -> bool:
    return installed("highspy")


@dataclass
class _Model:
    """Columns and rows gathered before they are handed over."""

    cost: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[float, float, dict[int, float]]] = field(default_factory=list)
    cases: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    gives: dict[tuple[str, str], int] = field(default_factory=dict)
    constant: float = 0.0

    def column(self, cost: float, low: float, high: float, *, whole: bool) -> int:
        self.cost.append(cost)
        self.low.append(low)
        self.high.append(high)
        self.whole.append(whole)
        return len(self.cost) - 1

    def row(self, low: float, high: float, terms: dict[int, float]) -> None:
        self.rows.append((low, high, terms))


def _build(problem: Problem) -> _Model:
    model = _Model()
    used: dict[str, dict[int, float]] = {s.key: {} for s in problem.suppliers}
    value: dict[str, dict[int, float]] = {s.key: {} for s in problem.suppliers}
    bought: dict[str, dict[int, float]] = {p.key: {} for p in problem.products}
    lit: dict[tuple[str, str], list[int]] = {}
    yes = {s.key: model.column(s.delivery_fen, 0, 1, whole=True) for s in problem.suppliers}
    limit = {s.key: s.max_cases for s in problem.suppliers}
    for offer in problem.offers:
        lit[offer.supplier, offer.product] = _offer(
            model, problem, offer, limit[offer.supplier], yes, used, value, bought
        )
    inf = float("inf")
    for s in problem.suppliers:
        model.row(-inf, 0, {**used[s.key], yes[s.key]: -float(s.max_cases)})
        model.row(0, inf, {**value[s.key], yes[s.key]: -float(s.min_order_fen)})
    _needs(model, problem, bought)
    if problem.rounding == FILL:
        _filled_cases(model, problem, bought, lit)
    return model


def _offer(
    model: _Model,
    problem: Problem,
    offer: Offer,
    limit: int,
    yes: dict[str, int],
    used: dict[str, dict[int, float]],
    value: dict[str, dict[int, float]],
    bought: dict[str, dict[int, float]],
) -> list[int]:
    most = min(limit, offer.stock_cases if offer.stock_cases is not None else limit)
    tiers = sorted(offer.tiers, key=lambda t: t.from_cases)
    lit: dict[int, float] = {}
    columns: list[int] = []
    for i, tier in enumerate(tiers):
        low = max(1, tier.from_cases, offer.min_cases)
        high = min(most, tiers[i + 1].from_cases - 1) if i + 1 < len(tiers) else most
        if low > high:
            continue
        cases = model.column(tier.fen, 0, high, whole=True)
        on = model.column(0, 0, 1, whole=True)
        model.row(0, float("inf"), {cases: 1, on: -low})
        model.row(-float("inf"), 0, {cases: 1, on: -high})
        lit[on] = 1
        columns.append(cases)
        used[offer.supplier][cases] = 1
        value[offer.supplier][cases] = tier.fen
        bought[offer.product][cases] = offer.case_units
    model.cases[offer.supplier, offer.product] = columns
    if lit:
        model.row(-float("inf"), 0, {**lit, yes[offer.supplier]: -1})
    return list(lit)


def _needs(model: _Model, problem: Problem, bought: dict[str, dict[int, float]]) -> None:
    wanted = problem.wanted()
    short = {p.key: p.short_fen for p in problem.products}
    model.constant = float(sum(wanted[p] * short[p] for p in wanted))
    given: dict[str, dict[int, float]] = {p: {} for p in wanted}
    received: dict[str, dict[int, float]] = {p: {} for p in wanted}
    pairs = {(p, p): 0 for p in wanted} | {
        (s.want, s.give): s.penalty_fen for s in problem.substitutes if s.want != s.give
    }
    for (want, own), penalty in pairs.items():
        if wanted[want]:
            column = model.column(penalty - short[want], 0, wanted[want], whole=False)
            model.gives[want, own] = column
            received[want][column] = 1
            given[own][column] = 1
    for product in wanted:
        model.row(-float("inf"), wanted[product], received[product])
        model.row(-float("inf"), 0, {**given[product], **{c: -n for c, n in bought[product].items()}})


def _filled_cases(
    model: _Model,
    problem: Problem,
    bought: dict[str, dict[int, float]],
    lit: dict[tuple[str, str], list[int]],
) -> None:
    """Only cases that wishes and tolerance fill, and none made of tolerance alone."""
    wanted, tolerated = problem.wanted(), problem.tolerated()
    for product, terms in bought.items():
        model.row(-float("inf"), wanted[product] + tolerated[product], terms)
    for offer in problem.offers:
        product = offer.product
        for on in lit[offer.supplier, product]:
            # units bought - one case <= wanted - 1, if this offer is used at all
            slack = tolerated[product] + 1
            high = wanted[product] - 1 + offer.case_units + slack
            model.row(-float("inf"), high, {**bought[product], on: slack})


def _run(model: _Model, *, seed: int, nodes: int, seconds: float | None, effort: float = 0.05) -> Any:
    import highspy
    import numpy as np

    engine = highspy.Highs()
    for name, setting in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", seed % 2**31),
        ("mip_rel_gap", 1e-5),
        ("mip_max_nodes", nodes),
        ("mip_heuristic_effort", effort),
    ):
        engine.setOptionValue(name, setting)
    if seconds is not None:
        engine.setOptionValue("time_limit", float(seconds))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.cost), len(model.rows)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = (
        np.array(x, dtype=float) for x in (model.cost, model.low, model.high)
    )
    lp.row_lower_ = np.array([r[0] for r in model.rows], dtype=float)
    lp.row_upper_ = np.array([r[1] for r in model.rows], dtype=float)
    starts, index, values = [0], list[int](), list[float]()
    for _, _, terms in model.rows:
        index += terms.keys()
        values += terms.values()
        starts.append(len(index))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = np.array(starts), np.array(index)
    lp.a_matrix_.value_ = np.array(values, dtype=float)
    lp.integrality_ = [
        highspy.HighsVarType.kInteger if w else highspy.HighsVarType.kContinuous for w in model.whole
    ]
    lp.offset_ = model.constant
    engine.passModel(lp)
    engine.run()
    return engine


def cases(
    problem: Problem, *, seed: int, stop: Stop
) -> tuple[dict[tuple[str, str], int], tuple[Give, ...]] | None:
    """Cases per offer and who is given what; None if no purchase was found in time."""
    import highspy

    model = _build(problem)
    engine = _run(model, seed=seed, nodes=stop.iterations * NODES_PER_ITERATION, seconds=stop.seconds)
    if engine.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    values = engine.getSolution().col_value
    bought = {key: sum(round(values[c]) for c in columns) for key, columns in model.cases.items()}
    # With whole cases fixed the rest is a transport problem: its vertices are whole numbers.
    for columns in model.cases.values():
        for c in columns:
            model.low[c] = model.high[c] = round(values[c])
    for i, whole in enumerate(model.whole):
        if whole:
            model.low[i] = model.high[i] = round(values[i])
    model.whole = [False] * len(model.whole)
    engine = _run(model, seed=seed, nodes=1, seconds=None)
    if engine.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return bought, ()
    values = engine.getSolution().col_value
    gives = tuple(Give(w, g, round(values[c])) for (w, g), c in model.gives.items() if round(values[c]) > 0)
    return {k: n for k, n in bought.items() if n}, gives


def floor_fen(problem: Problem, *, nodes: int = 1) -> int:
    """What the relaxation proves: no purchase costs less. 0 if it proves nothing."""
    import math

    model = _build(problem)
    engine = _run(model, seed=0, nodes=nodes, seconds=20.0, effort=0.0)
    proven: float = engine.getInfo().mip_dual_bound
    if not math.isfinite(proven):
        return 0
    return max(0, math.floor(proven - 1e-6 * abs(proven) - 1e-3))
