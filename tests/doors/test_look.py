"""What the look promises: readable colours, a word beside every colour, pages that need no script and no stranger."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from anxin.web.templatetags import anxin_ui

ROOT = Path(__file__).resolve().parents[2]
TOKENS = (ROOT / "frontend" / "src" / "tokens.css").read_text()
TEMPLATES = sorted((ROOT / "anxin" / "web" / "templates").rglob("*.html"))
READ_ON = {
    "ink": ("ground", "surface", "sunk"),
    "ink2": ("ground", "surface", "sunk"),
    "accent": ("ground", "surface", "accent-soft"),
    "on-accent": ("accent", "accent-strong"),
    "on-danger": ("overdue",),
    "overdue": ("ground", "surface", "overdue-soft"),
}
SEEN_ON = {name: ("ground", "surface") for name in ("done", "due", "waiting", "held", "edge")} | {
    name: ("ground", "surface") for name in ("red", "orange", "yellow", "blue", "green")
}


def colours(dark: bool) -> dict[str, str]:
    light, _, after = TOKENS.partition("@media screen and (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--ax-([\w-]+): (#[0-9a-f]{6});", light))
    if dark:
        found |= dict(re.findall(r"--ax-([\w-]+): (#[0-9a-f]{6});", after.partition("@media print")[0]))
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(READ_ON, 4.5), (SEEN_ON, 3.0)], ids=["text", "marks"])
def test_colours_can_be_read(dark: bool, pairs: dict[str, tuple[str, ...]], least: float) -> None:
    palette = colours(dark)
    weak = {
        (front, back): round(contrast(palette[front], palette[back]), 2)
        for front, backs in pairs.items()
        for back in backs
        if contrast(palette[front], palette[back]) < least
    }
    assert not weak


@pytest.mark.parametrize("name", [*anxin_ui.STATES, *anxin_ui.COLOURS])
def test_a_colour_never_stands_alone(name: str) -> None:
    tag = "state" if name in anxin_ui.STATES else "colour"
    drawn = Template("{% load anxin_ui %}{% " + tag + ' "' + name + '" %}').render(Context())
    assert "<svg" in drawn
    assert re.search(r"<span>\S+</span>", drawn)


def test_states_differ_by_outline_alone() -> None:
    for group in (anxin_ui.STATES, anxin_ui.COLOURS):
        shapes = [anxin_ui.MARKS[name] for name in group]
        assert len(set(shapes)) == len(shapes)


@given(st.integers(-(10**12), 10**12))
def test_money_loses_no_fen(fen: int) -> None:
    shown = anxin_ui.money(fen)
    assert int(re.sub(r"[¥,.]", "", shown)) == fen
    assert re.fullmatch(r"-?¥[\d,]+\.\d\d", shown)


@given(st.integers(-(10**9), 10**9))
def test_quantity_loses_no_thousandth(milli: int) -> None:
    shown = anxin_ui.quantity(milli)
    assert round(float(shown.replace(",", "")) * 1000) == milli
    assert not shown.endswith(".")


def test_a_copied_message_is_text_not_markup() -> None:
    drawn = Template("{% load anxin_ui %}{% state 'due' word %}{% code word %}{% keys 'J' word %}").render(
        Context({"word": "<script>1</script>"})
    )
    assert "<script>" not in drawn
    assert drawn.count("&lt;script&gt;") == 3


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_script_inside_a_page(path: Path) -> None:
    """The policy refuses it, so it would fail only in front of a reader."""
    text = path.read_text()
    assert not re.search(r"\son(click|change|submit|load|input)\s*=", text)
    assert not re.search(r"<script(?![^>]*\b(src|nonce)=)", text)
    assert not re.search(r"(src|href)=\"(https?:)?//", text), "a page asks nobody else for anything"


def test_the_lock_names_no_registry() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert len(packages) > 3
    assert not [name for name, package in packages.items() if "resolved" in package]
    wanted = packages[""].get("dependencies", {}) | packages[""].get("devDependencies", {})
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())


@pytest.fixture
def demo(settings: object, client: Client) -> Client:
    settings.DEMO = True  # type: ignore[attr-defined]
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
@pytest.mark.parametrize("door", ["desk", "resident", "field", "public", "print", "error"])
def test_every_component_draws_in_every_language(demo: Client, door: str, language: str) -> None:
    with override(language):
        answer = demo.get(f"/style/{door}", headers={"Accept-Language": language})
    assert answer.status_code == 200
    wanted = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}.get(language, language)
    assert f'<html lang="{wanted}"' in answer.text


@pytest.mark.django_db
def test_the_style_page_is_for_demos_only(client: Client, settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    assert client.get("/style/").status_code == 404


@pytest.mark.django_db
def test_a_residents_first_visit_weighs_less_than_100_kb(demo: Client) -> None:
    page = demo.get("/style/resident").text
    built = re.findall(r"static/(b/[\w.]+?)(?:\.[0-9a-f]{12})?\.(css|js)\"", page)
    assert {kind for _, kind in built} == {"css", "js"}
    files = [(ROOT / "anxin" / "web" / "static" / f"{name}.{kind}").read_bytes() for name, kind in built]
    assert sum(len(gzip.compress(each)) for each in [page.encode(), *files]) < 100_000


@pytest.mark.django_db
def test_a_public_page_is_the_same_for_everybody(demo: Client) -> None:
    answer = demo.get("/style/public", headers={"Cookie": f"sessionid={'s' * 32}; csrftoken={'t' * 32}"})
    assert not answer.cookies
    assert "csrf" not in answer.text
    assert "Cookie" not in answer.headers.get("Vary", "")
