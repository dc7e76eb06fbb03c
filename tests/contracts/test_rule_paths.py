"""A path of the rule book that stands in the code exists in every rule set. The code is read as text."""

import ast
from collections.abc import Iterator
from pathlib import Path

from anxin.rulebook import available, load
from anxin.rulebook.shape import PATHS

ROOT = Path(__file__).parents[2] / "anxin"
READERS = {"number", "text", "clock", "numbers", "texts", "source", "rule", "because", "is_example"}
TABLES = {path.partition(".")[0] for path in PATHS}


def named() -> Iterator[tuple[str, str]]:
    """(file, path) of each literal handed to a reader of a rule set, and of each `keep=` of a privacy mark."""
    for file in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Attribute) and node.func.attr in READERS:
                literals = node.args[:1]
            else:
                literals = [keyword.value for keyword in node.keywords if keyword.arg == "keep"]
            for literal in literals:
                if isinstance(literal, ast.Constant) and isinstance(literal.value, str):
                    yield str(file.relative_to(ROOT)), literal.value


def test_every_path_in_the_code_is_in_every_rule_set():
    """A misspelt path would be found by the first office that needs it, at night."""
    asked = [(file, path) for file, path in named() if path.partition(".")[0] in TABLES and "." in path]
    assert any(path.startswith("retention.") for _, path in asked)
    for name in available():
        rules = load(name)
        assert not [(file, path) for file, path in asked if path not in rules.rules], name


def test_what_is_kept_is_kept_by_a_rule_or_for_ever():
    """`keep` is a path of the rule set or the word forever."""
    for file in sorted(ROOT.glob("*/models.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "keep":
                assert isinstance(node.value, ast.Constant), file
                assert node.value.value == "forever" or node.value.value in PATHS, (
                    file.name,
                    node.value.value,
                )
