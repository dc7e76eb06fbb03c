"""Small moves that several journeys make."""

from __future__ import annotations

from django_tasks_db.management.commands.db_worker import Worker
from playwright.sync_api import BrowserContext, Page

from anxin.households.actions import cards
from anxin.households.models import Household
from tests.world import World

RELAY = "#接龙\nA 蔬菜包 50元/份\nB 肉蛋包 60元/份\n\n"


def at(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def work() -> None:
    """The background program, in this process, until nothing waits."""
    Worker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id="journey", excluded_queue_names=[],
    ).run()  # fmt: skip


def press(page: Page, word: str) -> None:
    """The button with exactly this word on it, and what it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=word, exact=True).first.click()


def follow(page: Page, word: str, *, exact: bool = True) -> None:
    page.get_by_role("link", name=word, exact=exact).first.click()
    page.wait_for_load_state()


def sure(page: Page, word: str) -> None:
    """A dear deed: first the word, then the same word again below its consequences."""
    page.locator("details.ax-confirm summary", has_text=word).click()
    with page.expect_navigation():
        page.locator("details[open] .ax-btn--sure").click()


def door_of(world: World, home: Household) -> str:
    """Where the household's own page is."""
    return f"/h/FN-{cards.issue(by=world.actor('wei'), household_id=home.id).token}/"
