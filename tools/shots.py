"""Screenshots of the running demo: `shots.py http://127.0.0.1:8000 [--out DIR] [name …]`. For looking at, and for the README."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE, LAPTOP = {"width": 390, "height": 844}, {"width": 1366, "height": 860}
PAGES: list[tuple[str, str, str, dict[str, int]]] = [
    ("start", "", "/start/", LAPTOP),
    ("today", "wei", "/today/", LAPTOP),
    ("today-phone", "wei", "/today/", PHONE),
]
"""(name, who, address, size). More are added by following links: see `walk`."""


def browser_path() -> str | None:
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))),
        None,
    )


def signed_in(browser: Browser, site: str, who: str, size: dict[str, int]) -> Page:
    page = browser.new_context(viewport=size, locale="zh-CN").new_page()  # type: ignore[arg-type]
    page.goto(f"{site}/start/")
    if who:
        page.locator(f'form[action="/start/{who}/"] button').click()
    return page


def shots(site: str, out: Path, wanted: list[str]) -> Iterator[Path]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path(), args=QUIET)
        for name, who, address, size in PAGES:
            if wanted and name not in wanted:
                continue
            page = signed_in(browser, site, who, size)
            page.goto(site + address)
            path = out / f"{name}.png"
            page.screenshot(path=path, full_page=True)
            page.context.close()
            yield path


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("site", nargs="?", default="http://127.0.0.1:8000")
    words.add_argument("--out", default="var/shots")
    words.add_argument("names", nargs="*")
    options = words.parse_intermixed_args()
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    for path in shots(options.site.rstrip("/"), out, options.names):
        print(path)


if __name__ == "__main__":
    main()
