"""`anxin rounds`, `anxin plan-waves`, `anxin close-day`: a day's supply from the shell, in somebody's name."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

from anxin.access.actor import Actor
from anxin.access.terms import Permission
from anxin.cli.acting import Bar, actor, complain, refusing, say_who, show, table
from anxin.delivery import tasks
from anxin.delivery.actions import waves
from anxin.delivery.queries import waves as read_waves
from anxin.kernel import clock
from anxin.overview import closing
from anxin.supply.actions import rounds as actions
from anxin.supply.actions import settlements, sharings
from anxin.supply.queries import rounds as read

LISTED = 50
KINDS = {
    "stop": "还没送到的门", "hold": "留存待再送", "review": "待看的接龙", "conflict": "说法不一的订单",
    "complaint": "未答复的投诉", "unpaid": "未收的款", "refund": "未退的款",
}  # fmt: skip


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    top = commands.add_parser("rounds", help="order rounds: list, close, share out, settle")
    deeds = top.add_subparsers(dest="deed", required=True, metavar="deed")
    for name, run, words in (
        ("list", run_list, "rounds of your area, newest first"),
        ("close", run_close, "close a round"),
        ("share-out", run_share_out, "share out what came, by the rule"),
        ("settle", run_settle, "close the books of a round"),
    ):
        one = deeds.add_parser(name, help=words)
        if name != "list":
            one.add_argument("ref", metavar="REF", help="the round's short code")
        if name == "settle":
            one.add_argument("--unpaid-because", default="", metavar="WORDS", help="why money will not come")
        say_who(one)
        one.set_defaults(run=refusing(run))
    plan = commands.add_parser("plan-waves", help="plan every compound of a round, here and now")
    plan.add_argument("--round", required=True, metavar="REF")
    say_who(plan)
    plan.set_defaults(run=refusing(run_plan))
    close = commands.add_parser("close-day", help="what is still owed today, and who has it")
    close.add_argument("--out", type=Path, metavar="FILE", help="write the list there too (CSV)")
    say_who(close)
    close.set_defaults(run=refusing(run_close_day))


def run_list(options: argparse.Namespace) -> int:
    by = actor(options)
    rows = read.rounds(by)[:LISTED]
    table([[row.ref, row.state, f"{clock.local(row.closes_at):%Y-%m-%d %H:%M}", row.title] for row in rows])
    return 0


def run_close(options: argparse.Namespace) -> int:
    by = actor(options)
    row = actions.close(by=by, round_id=_round_id(by, options.ref, Permission.ROUND_EDIT))
    show(f"{row.ref}\t{row.state}\t{row.title}")
    return 0


def run_share_out(options: argparse.Namespace) -> int:
    by = actor(options)
    rows = sharings.share_out(by=by, round_id=_round_id(by, options.ref, Permission.SHARE_OUT))
    for row in rows:
        show(
            f"{row.compound.name}\t{row.item.code}\t{row.given_milli / 1000:g}/{row.wanted_milli / 1000:g}\t"
            f"{row.households_short}/{row.households}\t{row.rule}"
        )
    return 0


def run_settle(options: argparse.Namespace) -> int:
    by = actor(options)
    round_id = _round_id(by, options.ref, Permission.ROUND_EDIT)
    row = settlements.settle(by=by, round_id=round_id, unpaid_because=options.unpaid_because)
    show(f"{row.ref}\t{row.state}\t{row.title}")
    return 0


def _round_id(by: Actor, ref: str, to: Permission) -> int:
    return int(read.by_ref(by, ref, to=to).id)


def run_plan(options: argparse.Namespace) -> int:
    """The jobs are enqueued as from the page and worked out here; a worker that takes one too does no harm."""
    by = actor(options)
    asked = waves.plan_round(by=by, round_id=_round_id(by, options.round, Permission.WAVE_PLAN))
    bar, failed = Bar("plan-waves"), 0
    for number, wave in enumerate(asked):
        bar.at(number, len(asked))
        tasks.plan_wave.call(subdistrict_id=wave.subdistrict_id, run_id=wave.run_id)
    bar.at(len(asked), len(asked))
    bar.end()
    for wave in asked:
        row = read_waves.wave(by, wave.id)
        applied = read_waves.applied_run(row)
        failed += applied is None
        cost, bound = (applied.cost, applied.bound) if applied else ({}, {})
        show(f"{row.compound.name}\t{row.state}\t{row.stops_total}\t{cost}\t{bound}")
    return 1 if failed else 0


def run_close_day(options: argparse.Namespace) -> int:
    """Exit code 1 when something owed has neither an end nor an owner."""
    rows = closing.still_open(actor(options))
    lines = [
        [
            KINDS[row.kind], row.count, row.compound, row.round, f"{clock.local(row.since):%Y-%m-%d %H:%M}",
            row.owner or "无人负责",
        ]
        for row in rows
    ]  # fmt: skip
    table(lines)
    if options.out:
        with options.out.open("w", encoding="utf-8-sig", newline="") as file:  # the mark lets Excel read it
            csv.writer(file).writerows([["事项", "数量", "小区", "接龙", "起于", "负责"], *lines])
    ownerless = sum(row.count for row in rows if not row.owner)
    if ownerless:
        complain(f"今天还不能收工：有 {ownerless} 件没有了结，也没有人负责。上面排在最前的就是。")
        return 1
    print(f"{sum(row.count for row in rows)} 件未了，都有人负责。", file=sys.stderr)
    return 0
