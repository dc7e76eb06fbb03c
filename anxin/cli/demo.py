"""`anxin demo`: the invented subdistrict."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from anxin.flows.demo import story


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("demo", help="load the invented subdistrict into an empty database")
    command.add_argument("--demo", action="store_true", help=argparse.SUPPRESS)
    command.add_argument("--size", choices=("small", "full"), default="small")
    command.add_argument("--rest", action="store_true", help="only what was before today")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if not options.rest:
        load_if_empty(options.size, say=print)
    story.rest(print)
    return 0


def load_if_empty(size: str, say: Callable[[str], None]) -> int:
    story.tell(size, say=say)
    return 0


def accounts() -> list[str]:
    return story.accounts()
