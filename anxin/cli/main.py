"""`anxin <command>`: each command lives in a module beside this one and adds itself.

Reading chat and planning need no database; the others start Django first.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

PURE = ("chat", "plan")
WITH_ROWS = ("serve", "demo", "keep", "register", "rounds")


def parser(names: Sequence[str] = (*PURE, *WITH_ROWS)) -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="anxin", description="安心: the care and supply of a neighbourhood told to stay home"
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="command")
    for name in names:
        importlib.import_module(f"anxin.cli.{name}").add(commands)
    return top


def start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anxin.project.settings")
    import django

    django.setup()


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code of the command: 0 done, 1 refused or found wanting, 2 called wrongly."""
    os.umask(0o077)  # database, photographs, backups: for the account that serves, and for nobody else here
    words = list(sys.argv[1:] if arguments is None else arguments)
    if "--demo" in words:
        os.environ["ANXIN_DEMO"] = "1"  # before settings are read
    if words and words[0] in PURE:
        options = parser(PURE).parse_args(words)  # the other commands import models
    else:
        start_django()
        options = parser().parse_args(words)
    return int(options.run(options) or 0)


if __name__ == "__main__":
    sys.exit(main())
