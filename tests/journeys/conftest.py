"""One real Chromium for the journeys: the system's, else the one Playwright brought. One context a test.

Every page that opens is watched: a console error, a script that broke or a page of its own that answers 5xx fails the
test, whatever the journey was about.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Playwright, Response

from anxin.access.models import User
from tests.world import World, make_world

# Playwright keeps an event loop in this thread, and Django would refuse its own database calls beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1366, "height": 860}
# What a browser says of an answer the journey asked for on purpose: a refusal, or no network.
EXPECTED = (
    "Failed to load resource",
    "net::ERR_INTERNET_DISCONNECTED",
    "htmx:sendError",
    "htmx:afterRequest",
)


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
    yield browser
    browser.close()


@pytest.fixture
def ground(transactional_db: None) -> World:
    """The cast and the compounds, in the database the live server reads; nobody has been counted yet."""
    cache.clear()
    return make_world()


class Troubles(list[str]):
    """What went wrong on any page of this test."""

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.append(f"script: {error.error}"))
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(words in message.text for words in EXPECTED):
            self.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.append(f"{response.status}: {response.url}")


@pytest.fixture
def troubles() -> Iterator[Troubles]:
    found = Troubles()
    yield found
    assert not found


Open = Callable[..., BrowserContext]


@pytest.fixture
def browse(chromium: Browser, live_server: Any, troubles: Troubles) -> Iterator[Open]:
    """`browse(PHONE, user)`: a fresh browser of that size, signed in as `user` when given; further options as Playwright's."""
    opened: list[BrowserContext] = []

    def browse(size: Any, user: User | None = None, **options: Any) -> BrowserContext:
        options = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "service_workers": "block", **options}
        context = chromium.new_context(viewport=size, base_url=live_server.url, **options)
        context.set_default_timeout(15_000)
        troubles.watch(context)
        opened.append(context)
        if user is not None:
            client = Client()
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            name = django_settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        return context

    yield browse
    for context in opened:
        context.close()
