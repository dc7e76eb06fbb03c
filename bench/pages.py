"""Pages of the desk with 100,000 households behind them, over HTTP, and the queries each needs."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client as Inside
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anxin.households.models import Household
from anxin.supply.models import Entry
from bench.marks import Mark, part, watch
from bench.server import Client, served
from bench.stage import Stage

TIMES = 40
P95_MS, QUERIES = 200.0, 25
BACKEND = "django.contrib.auth.backends.ModelBackend"


def addresses(stage: Stage) -> list[tuple[str, str]]:
    assert stage.carried is not None
    assert stage.open_round is not None
    kwargs = {"round_id": stage.carried.id}
    compound = stage.compounds()[0]
    review = reverse("review", kwargs={"round_id": stage.open_round.id})
    home = Household.objects.filter(subdistrict_id=stage.sid).order_by("path").first()
    found = f"?q={home.door.room}" if home else ""
    return [
        ("Today", reverse("today")),
        ("rounds", reverse("rounds")),
        ("order list", reverse("order_grid", kwargs=kwargs)),
        ("order list of one compound", reverse("order_grid", kwargs=kwargs) + f"?compound={compound.id}"),
        ("households", reverse("households")),
        ("households, searched", reverse("households") + found),
        ("review", review),
        ("waves", reverse("waves")),
    ]


def measure(stage: Stage) -> list[Mark]:
    assert stage.open_round is not None
    homes = Household.objects.filter(subdistrict_id=stage.sid).count()
    waiting = Entry.objects.filter(round_id=stage.open_round.id, state="review").count()
    listed = addresses(stage)
    counts = {name: queries(stage, address) for name, address in listed}
    marks = []
    with served() as port:
        client = Client(port, {"Cookie": f"{settings.SESSION_COOKIE_NAME}={signed_in(stage)}"})
        for name, address in listed:
            spent = [ask(client, address) for _ in range(TIMES + 4)][4:]  # the first ones load templates
            middle, most = part(spent, 0.5), part(spent, 0.95)
            beside = f"{counts[name]} queries (aim ≤ {QUERIES}), {len(client.body) / 1024:.0f} KiB"
            if name == "review":
                beside += f", {waiting} rows wait"
            marks.append(
                Mark(
                    f"page at {homes:,} households: {name}", f"p50 {middle:.0f} ms, p95 {most:.0f} ms",
                    f"p95 ≤ {P95_MS:.0f} ms", most <= P95_MS and counts[name] <= QUERIES, beside,
                )
            )  # fmt: skip
    return marks


def ask(client: Client, address: str) -> float:
    with watch() as spent:
        status = client.get(address)
    if status != 200:
        raise RuntimeError(f"{address} answered {status}")
    return spent.seconds * 1000


def queries(stage: Stage, address: str) -> int:
    client = Inside()
    client.force_login(stage.user, backend=BACKEND)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def signed_in(stage: Stage) -> str:
    """A session as signing in leaves it; passwords are no part of these figures."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(stage.user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = stage.user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
