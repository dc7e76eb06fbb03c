"""A place of its own for every run: a temporary ANXIN_HOME and, on PostgreSQL, a database made and dropped here."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

HERE = Path(__file__).resolve().parents[1]


def server() -> str:
    """The PostgreSQL that answers on this machine; ANXIN_TEST_POSTGRESQL names another one."""
    import psycopg

    user = os.environ.get("USER") or "root"
    local = [
        f"postgresql://{name}@127.0.0.1:5432/postgres" for name in dict.fromkeys((user, "root", "postgres"))
    ]
    for url in (os.environ.get("ANXIN_TEST_POSTGRESQL", ""), *local):
        try:
            if url:
                psycopg.connect(url, connect_timeout=3).close()
                return url
        except psycopg.OperationalError:
            continue
    raise SystemExit("bench: no PostgreSQL answers here; --database sqlite needs none.")


@contextmanager
def place(kind: str) -> Iterator[dict[str, str]]:
    """The environment a run needs; everything in it is gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="anxin_bench_"))
    try:
        with _database(kind, home) as url:
            yield {**os.environ, "ANXIN_HOME": str(home), "ANXIN_DATABASE": url, "ANXIN_LOG": "ERROR"}
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _database(kind: str, home: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite://{home}/bench.sqlite3"
        return
    import psycopg
    from psycopg import sql

    url, name = server(), f"anxin_bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
