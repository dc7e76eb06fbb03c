"""`anxin tick | backup | check`: what keeps an installation alive."""

from __future__ import annotations

import argparse
import time

from django.core.management import call_command

from anxin.kernel import clock, jobs


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    tick = commands.add_parser(
        "tick", help="once a minute: rescue jobs of dead workers, forget finished ones"
    )
    tick.add_argument("--forever", action="store_true")
    tick.set_defaults(run=run_tick)
    check = commands.add_parser("check", help="is this installation safe to open to the world?")
    check.set_defaults(run=run_check)
    key = commands.add_parser("user", help="make the first account: an officer of a subdistrict")
    key.add_argument("username")
    key.add_argument("--name", default="")
    key.add_argument("--area", required=True, help="code of the subdistrict")
    key.add_argument("--area-name", default="", help="its name, when it does not exist yet")
    key.set_defaults(run=run_user)


def run_tick(options: argparse.Namespace) -> int:
    while True:
        back, aside = jobs.rescue()
        if back or aside:
            print(f"{clock.now():%H:%M} jobs sent back: {back}, set aside: {aside}", flush=True)
        if not options.forever:
            return 0
        time.sleep(60)


def run_check(options: argparse.Namespace) -> int:
    call_command("check", deploy=True)
    return 0


def run_user(options: argparse.Namespace) -> int:
    """Only the person at this machine can do this; everybody after that is added on the pages."""
    from getpass import getpass

    from anxin.access.actions import grants
    from anxin.access.actor import system
    from anxin.access.terms import Role
    from anxin.places.actions import areas

    area = areas.ensure_subdistrict(
        by=system("cli"), code=options.area, name=options.area_name or options.area
    )
    user = grants.add_user(
        by=system("cli"), username=options.username, name=options.name or options.username,
        password=getpass("password: "), subdistrict_id=area.id, path=area.path,
    )  # fmt: skip
    grants.give(by=system("cli"), user_id=user.pk, role=Role.OFFICER, path=area.path, subdistrict_id=area.id)
    print(f"{options.username}: officer of {area.name}")
    return 0
