"""In whose name a command acts, and how it refuses: a sentence on stderr, exit code 1; called wrongly, 2."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any, TextIO

from django.utils import translation

from anxin.access import queries as access
from anxin.access.actor import Actor
from anxin.kernel.errors import Refusal
from anxin.overview.sentences import sentence

Run = Callable[[argparse.Namespace], int]
WIDTH = 30


class CalledWrongly(Exception):
    """What was typed cannot be carried out; the text says why."""


def say_who(command: argparse.ArgumentParser) -> None:
    command.add_argument("--as", dest="user", required=True, metavar="USER", help="in whose name")


def actor(options: argparse.Namespace) -> Actor:
    """The user named by --as, with the rights they hold: this machine's owner gets no others by the way."""
    found = access.actor_of_username(options.user, door="cli")
    if found.kind == "nobody":
        raise CalledWrongly(
            f"--as {options.user}: 没有这个登录名，或已停用 · no such user, or no longer active"
        )
    return found


def refusing(run: Run) -> Run:
    """The same command with refusals said as sentences. Anything else is a bug and shows itself."""

    def wrapped(options: argparse.Namespace) -> int:
        try:
            return run(options)
        except CalledWrongly as wrong:
            complain(str(wrong))
            return 2
        except Refusal as refusal:
            complain(said(refusal))
            return 1

    return wrapped


def said(refusal: Refusal, language: str = "") -> str:
    """The sentence and its code."""
    with translation.override(language or translation.get_language()):
        text = sentence(refusal)
    return text if text == refusal.code else f"{text} [{refusal.code}]"


def complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def show(text: str) -> None:
    print(text, flush=True)


class Bar:
    """Progress of long work in the terminal; in a file or a log one line at the end."""

    def __init__(self, what: str, stream: TextIO | None = None) -> None:
        self.what = what
        self.stream = stream or sys.stderr
        self.drawn = ""

    def at(self, done: int, total: int) -> None:
        share = min(1.0, done / total) if total else 1.0
        line = f"{self.what} [{'#' * int(share * WIDTH):<{WIDTH}}] {done}/{total}"
        if self.stream.isatty() and line != self.drawn:
            self.stream.write("\r" + line)
            self.stream.flush()
        self.drawn = line

    def end(self) -> None:
        if self.drawn:
            self.stream.write("\n" if self.stream.isatty() else self.drawn + "\n")
            self.stream.flush()


def table(rows: list[list[Any]]) -> None:
    """Columns parted by tabs: for eyes and for other programs."""
    for row in rows:
        show("\t".join(str(cell) for cell in row))
