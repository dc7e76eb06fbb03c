"""The documents say what the code does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
ROOMS = {p.name for p in (HERE / "anxin").iterdir() if p.is_dir() and (p / "__init__.py").exists()}


def test_every_setting_is_documented_and_nothing_else() -> None:
    code = "\n".join(
        p.read_text() for p in [HERE / "anxin/project/settings.py", HERE / "anxin/paper/fonts.py"]
    )
    read = set(re.findall(r'"(ANXIN_[A-Z_]+)"', code))
    told = set(re.findall(r"^\| `(ANXIN_[A-Z_]+)`", (HERE / "docs/operate/settings.md").read_text(), re.M))
    assert read == told


def test_the_map_names_every_room() -> None:
    text = (HERE / "docs/map.md").read_text()
    assert [room for room in sorted(ROOMS) if room not in text] == []


def test_every_room_says_what_it_is_for() -> None:
    for room in ROOMS:
        told = ast.get_docstring(ast.parse((HERE / "anxin" / room / "__init__.py").read_text()))
        assert told, room
        assert len(told.splitlines()) <= 12, room


def test_links_between_documents_lead_somewhere() -> None:
    for page in [*HERE.glob("*.md"), *(HERE / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)\)", page.read_text()):
            if "://" not in target and not target.startswith("mailto:"):
                assert (page.parent / target).exists(), f"{page.relative_to(HERE)} -> {target}"
