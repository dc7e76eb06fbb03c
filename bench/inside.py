"""One run on one database: the ground is laid by the import itself, each measure builds on the one before."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

import django


def main(scale: float, answer: str, only: list[str]) -> None:
    django.setup()
    from django.core.management import call_command

    from bench import buying, importing, pages, pasting, planning, ticks
    from bench.marks import Mark
    from bench.stage import Stage

    for command in ("migrate", "createcachetable"):
        call_command(command, verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    stage = Stage.make(scale)
    marks: list[Mark] = []
    chapters = (
        ("import", importing.measure, ("import", "paste", "buy", "plan", "pages", "ticks")),
        ("paste", pasting.measure, ("paste", "pages")),
        ("buy", buying.measure, ("buy", "plan", "pages", "ticks")),
        ("plan", planning.measure, ("plan", "pages", "ticks")),
        ("pages", pages.measure, ("pages",)),
        ("ticks", ticks.measure, ("ticks",)),
    )
    for name, measure, needed_by in chapters:
        if not set(needed_by) & set(only):
            continue
        began = time.monotonic()
        found = measure(stage)
        print(f"· {name} ({time.monotonic() - began:.0f} s)", file=sys.stderr, flush=True)
        if name in only:
            marks += found
            for mark in found:
                print(f"    {mark.what}: {mark.seen}  {mark.beside}", file=sys.stderr, flush=True)
        Path(answer).write_text(json.dumps([asdict(mark) for mark in marks]))


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anxin.project.settings")
    main(float(sys.argv[1]), sys.argv[2], sys.argv[3:])
