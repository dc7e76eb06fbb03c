"""`anxin serve`: migrate, start a worker and the web server, print the address."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time

from django.conf import settings
from django.core.management import call_command


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("serve", help="serve the pages, with a worker beside")
    command.add_argument(
        "--demo", action="store_true", help="load the invented subdistrict and show the start page"
    )
    command.add_argument("--host", default="127.0.0.1")
    command.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    command.add_argument("--workers", type=int, default=2)
    command.set_defaults(run=run)
    make_ready = commands.add_parser("prepare", help="migrate the database and collect static files")
    make_ready.set_defaults(run=lambda options: prepare())
    work = commands.add_parser(
        "work", help="a worker: carries out background jobs, rescues those of dead workers"
    )
    work.add_argument("--batch", action="store_true", help="stop when nothing is waiting")
    work.set_defaults(run=run_worker)


def prepare() -> int:
    """Safe to call any number of times."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    return 0


def run_worker(options: argparse.Namespace) -> int:
    call_command("db_worker", interval=0.5, batch=options.batch, verbosity=0)
    return 0


def run(options: argparse.Namespace) -> int:
    prepare()
    if options.demo:
        from anxin.cli.demo import load_if_empty

        load_if_empty(os.environ.get("SIZE", "small"), say=say)
    here = [sys.executable, "-m"]
    worker = subprocess.Popen([*here, "anxin.cli.main", "work"])  # noqa: S603  our own module
    ticker = subprocess.Popen([*here, "anxin.cli.main", "tick", "--forever"])  # noqa: S603
    server = subprocess.Popen(  # noqa: S603
        [
            *here, "granian", "--interface", "wsgi", "anxin.project.wsgi:application", "--host", options.host,
            "--port", str(options.port), "--workers", str(options.workers), "--blocking-threads", "2", "--no-ws",
            "--log-level", "warning",
        ],
    )  # fmt: skip
    say(f"Anxin 安心  http://{options.host}:{options.port}/   (Ctrl-C stops it)")
    if settings.DEMO:
        subprocess.Popen([*here, "anxin.cli.main", "demo", "--rest"])  # noqa: S603  ends by itself
        from anxin.cli.demo import accounts

        for line in accounts():
            say(line)
    return stay(server, worker, ticker)


def stay(*processes: subprocess.Popen[bytes]) -> int:
    """Until one ends or somebody says stop; then all end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        return 1
    except (KeyboardInterrupt, SystemExit):
        return 0
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=20)


def say(text: str) -> None:
    print(text, flush=True)
