"""docs/rulebook.md explains every path, every refusal and every reference of the sets."""

import re
from pathlib import Path

import pytest

from anxin.rulebook import CODES, available, load
from anxin.rulebook.shape import CLASSES, MODES, PATHS, ZONES

PAGE = (Path(__file__).parents[2] / "docs" / "rulebook.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([a-z_.*0-9]+)`", PAGE))


@pytest.mark.parametrize("path", sorted(PATHS))
def test_every_path_is_explained(path):
    table, _, last = path.rpartition(".")
    anywhere = f"{table.partition('.')[0]}.*" + (f".{last}" if table.startswith("zones.") else "")
    assert path in NAMED or anywhere in NAMED


def test_no_path_is_explained_that_is_gone():
    tables = {path.partition(".")[0] for path in PATHS}
    explained = {
        name for name in NAMED if name.partition(".")[0] in tables and "*" not in name and "." in name
    }
    assert explained <= set(PATHS)


@pytest.mark.parametrize("code", CODES)
def test_every_refusal_has_a_sentence(code):
    assert re.search(rf"(?m)^\| `{re.escape(code)}` \| \S", PAGE)


@pytest.mark.parametrize("name", available())
def test_every_reference_is_listed(name):
    rules = load(name)
    said = [
        rules.effective_source,
        *(f"{source} {rules.rule(path).note}" for path, _, source in rules.items()),
    ]
    cited = set(re.findall(r"\[\d+\]", " ".join(said)))
    assert cited
    assert cited <= set(re.findall(r"(?m)^\| (\[\d+\]) \| [ABC] \|", PAGE))


def test_every_set_is_introduced():
    assert set(available()) <= NAMED | set(re.findall(r"`(cn-[0-9-]+|home-care)`", PAGE))


def test_the_codes_of_the_rule_book_are_words_of_the_glossary():
    """Zones, delivery modes and allocation classes are said the same way on pages, in files and in code."""
    glossary = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert {f"`{code}`" for code in (*ZONES, *MODES, *CLASSES)} <= set(re.findall(r"`\w+`", glossary))
