"""A tick made in a lift arrives exactly once. Real Chromium; the server's side is played by this test."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


class Server:
    """Keeps one row a key, like the real one. In the `dark` nothing reaches it; `cut` answers are lost on their way back."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {}
        self.attempts: Counter[str] = Counter()
        self.cut = 0
        self.forget = False
        self.dark = False
        self.status = 200

    def answer(self, route: Route) -> None:
        if route.request.method != "POST":
            route.fallback()
            return
        if self.dark:
            route.abort()
            return
        if self.status != 200:
            route.fulfill(status=self.status)
            return
        items = json.loads(route.request.post_data or "")["items"]
        self.attempts.update(item["key"] for item in items)
        refused = [item for item in items if item["stop"] == "702"]
        taken = [item for item in items if item["stop"] != "702"]
        self.rows |= {item["key"]: item for item in taken}
        if self.cut:
            self.cut -= 1
            route.abort()
            return
        route.fulfill(
            json={
                "accepted": [] if self.forget else [item["key"] for item in taken],
                "refused": [
                    {"key": item["key"], "code": "closed", "text": "已由别人送到"} for item in refused
                ],
            }
        )

    def outcomes(self) -> list[tuple[str, str]]:
        return sorted((row["stop"], row["outcome"]) for row in self.rows.values())


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def phone(chromium: Browser, server: Server, live_server: Any, settings: Any) -> Iterator[BrowserContext]:
    settings.DEMO = True
    # No worker: requests it makes are out of this test's reach, and some apps have none.
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, base_url=live_server.url, service_workers="block"
    )
    context.route("**/style/field", server.answer)
    yield context
    context.close()


def open_list(phone: BrowserContext) -> Page:
    page = phone.new_page()
    page.goto("/style/field")
    return page


def tick(page: Page, stop: str, outcome: str = "delivered") -> None:
    if outcome != "delivered":
        page.click(f'[data-stop="{stop}"] summary')
    page.click(f'[data-stop="{stop}"] [data-tick="{outcome}"]')
    expect(page.locator(f'[data-stop="{stop}"]')).to_have_attribute("data-sync", re.compile("."))


def unsent(page: Page) -> Any:
    return expect(page.locator("[data-sync-pending]"))


def test_ticks_made_without_signal_arrive_once(phone: BrowserContext, server: Server) -> None:
    page = open_list(phone)
    server.dark = True
    tick(page, "1101")
    tick(page, "301", "no_answer")
    unsent(page).to_have_text("2")
    assert not server.rows
    expect(page.locator("[data-sync-done]")).to_have_text("4")
    server.dark = False
    unsent(page).to_have_text("0", timeout=10_000)
    assert server.outcomes() == [("1101", "delivered"), ("301", "no_answer")]


def test_an_answer_lost_on_the_way_doubles_nothing(phone: BrowserContext, server: Server) -> None:
    server.cut = 2
    page = open_list(phone)
    tick(page, "1101")
    unsent(page).to_have_text("0", timeout=15_000)
    assert server.outcomes() == [("1101", "delivered")]
    assert list(server.attempts.values()) == [3]


def test_what_the_server_did_not_name_stays_in_the_phone(phone: BrowserContext, server: Server) -> None:
    server.forget = True
    page = open_list(phone)
    tick(page, "1101")
    page.wait_for_timeout(600)
    page.reload()
    unsent(page).to_have_text("1")
    expect(page.locator('[data-stop="1101"]')).to_have_attribute("data-outcome", "delivered")
    server.forget = False
    unsent(page).to_have_text("0", timeout=10_000)
    assert len(server.rows) == 1


def test_a_refused_tick_is_told_and_not_counted(phone: BrowserContext, server: Server) -> None:
    page = open_list(phone)
    tick(page, "702")
    row = page.locator('[data-stop="702"]')
    expect(row.locator("[data-answer]")).to_contain_text("已由别人送到")
    expect(row).to_have_attribute("data-outcome", "no_answer")
    assert not server.rows


def test_two_tabs_send_each_tick_once(phone: BrowserContext, server: Server) -> None:
    one, other = open_list(phone), open_list(phone)
    server.dark = True
    tick(one, "1101")
    tick(other, "301")
    server.dark = False
    unsent(one).to_have_text("0", timeout=10_000)
    unsent(other).to_have_text("0", timeout=10_000)
    assert server.outcomes() == [("1101", "delivered"), ("301", "delivered")]


def test_a_sign_in_that_ran_out_loses_nothing_and_says_so(phone: BrowserContext, server: Server) -> None:
    server.status = 403
    page = open_list(phone)
    tick(page, "1101")
    asks = page.locator('[data-sync-why="signed-out"]')
    expect(asks).to_be_visible()
    server.status = 200
    unsent(page).to_have_text("0", timeout=10_000)
    expect(asks).to_be_hidden()
    assert server.outcomes() == [("1101", "delivered")]
