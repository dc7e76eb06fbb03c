"""`python -m bench`: every measure on every database, one table at the end."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

from bench.marks import Mark
from bench.place import HERE, place

NAMES = ("import", "paste", "buy", "plan", "pages", "ticks")


def main() -> int:
    options = argparse.ArgumentParser(prog="bench", description=__doc__)
    options.add_argument("--only", action="append", choices=NAMES, help="may be given several times")
    options.add_argument("--scale", type=float, default=1.0, help="0.02 makes 2,000 households of 100,000")
    options.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    chosen = options.parse_args()
    kinds = ("sqlite", "postgresql") if chosen.database == "both" else (chosen.database,)
    found = {kind: _one(kind, chosen.only or list(NAMES), chosen.scale) for kind in kinds}
    load = os.getloadavg()[1]
    print(
        f"\nscale {chosen.scale:g} · Python {platform.python_version()} · {os.cpu_count()} cores · "
        f"load {load:.1f} over the last five minutes"
    )
    for kind, marks in found.items():
        print(f"\n{kind}")
        _show(marks)
    return 0


def _one(kind: str, only: list[str], scale: float) -> list[Mark]:
    """Each database in a process of its own: settings are read once."""
    with place(kind) as environment, tempfile.NamedTemporaryFile(suffix=".json") as answer:
        subprocess.run(
            [sys.executable, "-m", "bench.inside", str(scale), answer.name, *only],
            cwd=HERE,
            env=environment,
            check=True,
        )
        return [Mark(**row) for row in json.loads(Path(answer.name).read_text())]


def _show(marks: list[Mark]) -> None:
    rows = [("what", "seen", "aim", "", "beside it")]
    rows += [
        (m.what, m.seen, m.aim, {True: "met", False: "MISSED", None: ""}[m.met], m.beside) for m in marks
    ]
    wide = [max(_width(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        cells = (cell + " " * (size - _width(cell)) for cell, size in zip(row, wide, strict=True))
        print("| " + " | ".join(cells) + " |")
        if row is rows[0]:
            print("|" + "|".join("-" * (size + 2) for size in wide) + "|")


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


if __name__ == "__main__":
    sys.exit(main())
