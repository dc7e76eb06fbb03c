"""`anxin plan`: solve, check, bound and generate planning instances; needs no database.

Exit code 0 feasible or done, 1 infeasible, 2 unreadable (the path of the faulty field and a sentence on stderr).
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from anxin.planning import carry, exchange, slots
from anxin.planning.common import Stop

ITERATIONS = 6000
KINDS = (*exchange.FAMILIES, *exchange.FAMILIES.values())
HOUSEHOLDS = {"compound": 2000, "small": 300}

# Written for whoever keeps instances; both languages, because no catalogue is loaded without Django.
SENTENCES = {
    "missing": "缺少此字段 · this field is missing",
    "not_object": "应为对象 · an object is expected here",
    "not_list": "应为列表 · a list is expected here",
    "not_text": "应为文字 · text is expected here",
    "not_number": "应为数字 · a number is expected here",
    "not_whole": "应为整数 · a whole number is expected here",
    "not_boolean": "应为 true 或 false · true or false is expected here",
    "not_point": "应为 [x, y] 两个数字 · two numbers [x, y] are expected here",
    "below": "不能小于 {least} · must not be less than {least}",
    "twice": "“{value}”重复出现 · “{value}” is here twice",
    "unknown": "不认识“{value}” · “{value}” is not known",
    "not_kind": "这是 {value} 实例，不是 {asked} · this is a {value} instance, not {asked}",
    "not_plan_of_kind": "这是 {value} 的方案，不是 {asked} 的 · this plan answers {value}, not {asked}",
    "refused": "内容前后不符：{why} · it contradicts itself: {why}",
    "not_json": "不是有效的 JSON：{why} · not valid JSON: {why}",
    "not_found": "读不到文件：{why} · the file cannot be read: {why}",
}


def add(subparsers: Any) -> None:
    """`plan` and its four deeds."""
    top = subparsers.add_parser("plan", help="solve, check, bound and generate planning instances")
    deeds = top.add_subparsers(dest="deed", required=True, metavar="deed")
    for name, words in (
        ("solve", "plan an instance"),
        ("check", "judge a plan"),
        ("bound", "what no plan can beat"),
    ):
        one = deeds.add_parser(name, help=words)
        one.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
        one.add_argument("instance", type=Path)
        if name == "check":
            one.add_argument("plan", type=Path)
        if name == "solve":
            one.add_argument("--seed", type=int, default=0)
            one.add_argument("--seconds", type=float, default=None)
            one.add_argument("--iterations", type=int, default=ITERATIONS)
        one.set_defaults(run=_safely, act=_ACTS[name])
    new = deeds.add_parser("generate", help="an invented instance")
    new.add_argument("kind", choices=("carry", "slots", "P2S", "P2C"), metavar="KIND", help="carry, slots")
    new.add_argument("--size", choices=tuple(HOUSEHOLDS), default="compound")
    new.add_argument("--households", type=int, default=None)
    new.add_argument("--style", choices=tuple(carry.SHAPES), default=carry.WALKUP)
    new.add_argument("--seed", type=int, default=0)
    new.set_defaults(run=_safely, act=_generate)


def _safely(options: argparse.Namespace) -> int:
    try:
        return int(options.act(options))
    except exchange.Faulty as wrong:
        sentence = SENTENCES[wrong.code].format(**wrong.facts)
        print(f"{wrong.path}: {sentence}", file=sys.stderr)
        return 2


def _load(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as wrong:
        raise exchange.Faulty(str(path), "not_found", why=wrong.strerror) from wrong
    except ValueError as wrong:
        raise exchange.Faulty(str(path), "not_json", why=str(wrong)) from wrong


def _problem(options: argparse.Namespace) -> Any:
    raw = _load(options.instance)
    exchange.kind_of(raw, options.kind)
    return exchange.read(raw)


def _print(value: Any) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")


def _solve(options: argparse.Namespace) -> int:
    problem = _problem(options)
    plan = exchange.solve(problem, seed=options.seed, stop=Stop(options.iterations, options.seconds))
    _print(exchange.write_plan(problem, plan))
    return 0


def _check(options: argparse.Namespace) -> int:
    problem = _problem(options)
    raw = _load(options.plan)
    try:
        result = exchange.judge(problem, exchange.read_plan(problem, raw))
    except exchange.Faulty as wrong:
        if wrong.code != "not_plan_of_kind":
            raise
        result = {"feasible": False, "violations": [f"instance.other {wrong.facts['value']}"]}
    _print(result)
    return 0 if result["feasible"] else 1


def _bound(options: argparse.Namespace) -> int:
    _print(exchange.bound(_problem(options)))
    return 0


def _generate(options: argparse.Namespace) -> int:
    households = options.households or HOUSEHOLDS[options.size]
    problem: Any
    if options.kind in ("carry", "P2S"):
        problem = carry.generate(households=households, seed=options.seed, style=options.style)
    else:
        problem = slots.generate(buildings=max(1, households // 31), seed=options.seed)
    _print(exchange.write(problem, seed=options.seed))
    return 0


_ACTS = {"solve": _solve, "check": _check, "bound": _bound}
