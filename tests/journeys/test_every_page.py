"""Every page a reader can open: axe finds nothing, nothing sticks out, the browser complains about nothing.

The addresses come from the routes themselves, so a new page is looked at on the day it is added.
`SHOTS=<folder>` keeps a picture of each page at both sizes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from anxin.households.actions import cards
from anxin.supply.models import Message, Order
from tests.doors.samples import Samples, make_samples
from tests.doors.test_permissions import ROUTES, arguments
from tests.journeys.conftest import LAPTOP, PHONE, Open

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

NARROW = {"width": 320, "height": 700}
# Pieces of a page, files and answers for machines; their doors test them.
NO_PAGES = {
    "front", "healthz", "field_worker", "field_manifest", "field_sync", "stop_why", "wave_state", "handover_photo",
    "style", "style_door",
}  # fmt: skip
FOR_PHONES = ("card_", "public_", "field_", "caller", "sign_in", "start")
LOOK = """async () => ({
  title: document.title, h1: document.querySelectorAll("h1").length, lang: document.documentElement.lang,
  words: document.body.innerText,
  broken: (await axe.run({resultTypes: ["violations"]})).violations.map(
    (v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(" | ")} ${v.nodes[0].html.slice(0, 160)}`),
})"""
STICKS_OUT = """() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide <= 0) return "";
  const far = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1);
  return `${wide}px: ` + far.slice(0, 3).map((e) => e.tagName + "." + e.className).join(" ");
}"""


def pages(samples: Samples, words: set[str], **own: Any) -> Iterator[tuple[str, str]]:
    """(name, address) of every route with a GET page whose declaration is in (or, without any words, not) a word."""
    for name, pattern in ROUTES:
        callback: Any = pattern.callback
        route = str(pattern.pattern)
        if "GET" not in getattr(callback, "methods", ("POST",)) or name in NO_PAGES:
            continue
        if route.endswith((".pdf", ".xlsx")):
            continue
        if (str(callback.who) in words) if words else (str(callback.who) not in {"card", "anyone", "demo"}):
            yield name, reverse(name, kwargs={w: own.get(w) or samples.of(w) for w in arguments(pattern)})


def look(page: Page, name: str, lang: str = "zh-Hans") -> list[str]:
    seen = page.evaluate(LOOK)
    wrong = [f"axe {line}" for line in seen["broken"]]
    if seen["title"].removesuffix("安心").strip(" ·") == "" and seen["title"] != "安心":
        wrong.append(f"no title of its own: {seen['title']!r}")
    if seen["h1"] != 1:
        wrong.append(f"{seen['h1']} h1")
    if seen["lang"] != lang:
        wrong.append(f"lang is {seen['lang']}")
    wrong += [f"shows {mark!r}" for mark in ("%(", "None", "{{", "{%", "undefined") if mark in seen["words"]]
    return wrong


def picture(page: Page, name: str, size: str) -> None:
    if folder := os.environ.get("SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}.{size}.png", full_page=True)


def walk(context: BrowserContext, found: Iterator[tuple[str, str]]) -> list[str]:
    wrong: list[str] = []
    page = context.new_page()
    for name, address in found:
        page.set_viewport_size(LAPTOP)
        answer = page.goto(address)
        if answer is None or answer.status != 200:
            wrong.append(f"{name}: answered {answer and answer.status}")
            continue
        page.evaluate(AXE_SCRIPT)
        for size, shape in (("laptop", LAPTOP), ("phone", PHONE)):
            page.set_viewport_size(shape)
            wrong += [f"{name} ({size}): {line}" for line in look(page, name)]
            picture(page, name, size)
        page.set_viewport_size(NARROW if name.startswith(FOR_PHONES) else PHONE)
        wrong += [f"{name}: sticks out by {out}" for out in [page.evaluate(STICKS_OUT)] if out]
        # The switch for most doors; public pages read no cookie and take it from the address.
        root = page.url.partition(address)[0]
        context.add_cookies([{"name": "anxin_language", "value": "en", "url": root}])
        page.goto(f"{address}?lang=en")
        context.clear_cookies(name="anxin_language")
        if page.evaluate("document.documentElement.lang") != "en":
            wrong.append(f"{name}: no English")
        wrong += [f"{name} in English: sticks out by {out}" for out in [page.evaluate(STICKS_OUT)] if out]
    return wrong


@pytest.fixture
def samples(transactional_db: None) -> Samples:
    return make_samples()


def test_the_desk_and_the_field(samples: Samples, browse: Open) -> None:
    context = browse(LAPTOP, samples.world.users["wei"])
    wrong = walk(context, pages(samples, set()))
    assert not wrong, "\n".join(wrong)


def test_the_households_pages_and_the_public_ones(samples: Samples, browse: Open, settings: Any) -> None:
    settings.DEMO = True
    order = Order.objects.select_related("household").get(id=samples.of("order_id"))
    issued = cards.issue(by=samples.world.actor("wei"), household_id=order.household_id)
    running = Message.objects.get(id=samples.of("message_id")).round_id
    mine = {"card": f"FN-{issued.token}", "round_id": running}
    wrong = walk(browse(PHONE), pages(samples, {"card", "anyone", "demo"}, **mine))
    assert not wrong, "\n".join(wrong)
