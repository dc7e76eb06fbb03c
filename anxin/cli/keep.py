"""`anxin tick | backup | check | user | key`: what keeps an installation alive and lets people in."""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from anxin.access import queries as access
from anxin.access.actions import tokens
from anxin.access.actor import Actor
from anxin.cli.acting import CalledWrongly, actor, complain, refusing, say_who, show
from anxin.flows import upkeep
from anxin.kernel import clock
from anxin.places import queries as places


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    tick = commands.add_parser(
        "tick",
        help="once a minute: rescue jobs of dead workers, close rounds past their time, forget old rows",
    )
    tick.add_argument("--forever", action="store_true")
    tick.set_defaults(run=run_tick)
    check = commands.add_parser("check", help="is this installation safe to open to the world?")
    check.set_defaults(run=run_check)
    backup = commands.add_parser("backup", help="copy the database and the photos while people work")
    backup.add_argument("directory", type=Path, metavar="DIR")
    backup.set_defaults(run=refusing(run_backup))
    user = commands.add_parser("user", help="make the first account: an officer of a subdistrict")
    user.add_argument("username")
    user.add_argument("--name", default="")
    user.add_argument("--area", required=True, help="code of the subdistrict")
    user.add_argument("--area-name", default="", help="its name, when it does not exist yet")
    user.set_defaults(run=refusing(run_user))
    _add_key(commands)


def _add_key(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    top = commands.add_parser("key", help="keys of the API: make, list, revoke")
    deeds = top.add_subparsers(dest="deed", required=True, metavar="deed")
    make = deeds.add_parser("make", help="a new key; it is shown once")
    make.add_argument("--label", required=True, help="what it is for")
    make.add_argument("--days", type=int, default=90)
    revoke = deeds.add_parser("revoke", help="from now on it opens nothing")
    revoke.add_argument("id", type=int, metavar="ID")
    for command, run in ((make, run_make), (deeds.add_parser("list"), run_list), (revoke, run_revoke)):
        say_who(command)
        command.set_defaults(run=refusing(run))


def run_tick(options: argparse.Namespace) -> int:
    while True:
        if found := upkeep.tick():
            done = ", ".join(
                f"{name.replace('_', ' ')} {getattr(found, name)}"
                for name in found.__dataclass_fields__
                if getattr(found, name)
            )
            print(f"{clock.local(clock.now()):%H:%M} {done}", flush=True)
        if not options.forever:
            return 0
        time.sleep(60)


def run_check(options: argparse.Namespace) -> int:
    try:
        call_command("check", deploy=True)
    except CommandError as found:
        complain(str(found))
        return 1
    return 0


# --- backup


def run_backup(options: argparse.Namespace) -> int:
    to: Path = options.directory
    try:
        to.mkdir(parents=True, exist_ok=True, mode=0o700)
        copy = _copy_database(to, f"anxin-{clock.local(clock.now()):%Y%m%d-%H%M%S}")
        photos = Path(settings.PHOTO_ROOT)
        if photos.exists():
            shutil.copytree(photos, to / "photos", dirs_exist_ok=True)
    except (OSError, sqlite3.Error) as wrong:
        raise CalledWrongly(f"{to}: {wrong}") from wrong
    show(str(copy))
    complain(
        f"钥匙不在备份里：请把 {settings.HOME} 下的 keys.json 和 secret 另外存放，不要和备份放在一起。"
        "没有 keys.json，电话号码和已发的安心卡就打不开了。"
    )
    return 0


def _copy_database(to: Path, name: str) -> Path:
    """A whole picture of one moment, while others go on writing. Written aside and then given its name."""
    database: dict[str, Any] = connection.settings_dict
    unfinished = to / f"{name}.unfinished"
    unfinished.touch(mode=0o600)
    if database["ENGINE"].endswith("sqlite3"):
        source = sqlite3.connect(f"file:{database['NAME']}?mode=ro", uri=True)
        with closing(source), closing(sqlite3.connect(unfinished)) as copy:
            source.backup(copy)
        return unfinished.rename(to / f"{name}.sqlite3")
    _dump(database, unfinished)
    return unfinished.rename(to / f"{name}.pgdump")


def _dump(database: dict[str, Any], to: Path) -> None:
    words = ["pg_dump", "--format=custom", "--no-owner", f"--file={to}"]
    for option, name in (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER")):
        if database.get(name):
            words.append(f"{option}={database[name]}")
    environment = {**os.environ, "PGPASSWORD": database.get("PASSWORD", "")}
    done = subprocess.run(  # noqa: S603  words of the settings, no shell
        [*words, database["NAME"]], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise OSError(done.stderr.strip() or "pg_dump")


# --- people and keys


def run_user(options: argparse.Namespace) -> int:
    """Only the person at this machine can do this; everybody after that is added on the pages."""
    from getpass import getpass

    from anxin.access.actions import grants
    from anxin.access.actor import system
    from anxin.access.terms import Role
    from anxin.places.actions import areas
    from anxin.places.terms import AreaKind

    area = places.subdistrict_by_code(options.area) or areas.add(
        by=system("cli"), kind=AreaKind.SUBDISTRICT, name=options.area_name or options.area, code=options.area
    )
    user = grants.add_user(
        by=system("cli"), username=options.username, name=options.name or options.username,
        password=getpass("password: "), subdistrict_id=area.id, path=area.path,
    )  # fmt: skip
    grants.give(by=system("cli"), user_id=user.pk, role=Role.OFFICER, path=area.path, subdistrict_id=area.id)
    print(f"{options.username}: officer of {area.name}")
    return 0


def run_make(options: argparse.Namespace) -> int:
    by = actor(options)
    row, key = tokens.make(
        by=by, user_id=by.id, label=options.label, days=options.days, subdistrict_id=_where(by)
    )
    complain(f"{row.pk}\t{row.label}\t有效至 {clock.local(row.until):%Y-%m-%d}。下面的密钥只显示这一次：")
    show(key)
    return 0


def run_list(options: argparse.Namespace) -> int:
    for row in access.tokens(actor(options)):
        state = "revoked" if row.revoked_at else "over" if row.until <= clock.now() else "valid"
        show(f"{row.pk}\t{state}\t{clock.local(row.until):%Y-%m-%d}\t{row.label}")
    return 0


def run_revoke(options: argparse.Namespace) -> int:
    by = actor(options)
    tokens.revoke(by=by, token_id=options.id, subdistrict_id=_where(by))
    return 0


def _where(by: Actor) -> int:
    """The subdistrict whose book gets the line."""
    area = places.subdistricts(by).first()
    if area is None:
        raise CalledWrongly("这个账号还没有岗位 · this user holds no role yet")
    return int(area.pk)
