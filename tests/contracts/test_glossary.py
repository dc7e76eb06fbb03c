"""docs/glossary.md and the code use the same words. Both are read as text: no room is imported for it."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
HEAD = ["简体", "繁體", "English", "code", "note"]
FORBIDDEN = re.compile("管控人员|管控对象|重点人员|封条|suspect")

NOT_WORDS = {"Permission"}  # verb on noun, made of words that are here
"""Enums of terms.py that are no vocabulary of their own."""


def groups() -> dict[str, list[list[str]]]:
    """Heading -> rows of cells, without head and rule."""
    found: dict[str, list[list[str]]] = {}
    for part in PAGE.split("\n## ")[1:]:
        title, _, body = part.partition("\n")
        lines = [line for line in body.splitlines() if line.startswith("|")]
        rows = [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]
        assert rows[0] == HEAD, title
        found[title] = rows[2:]
    return found


GROUPS = groups()
CODES = {title: [row[3].strip("`") for row in rows] for title, rows in GROUPS.items()}
OF_ENUM = {title.rpartition("`")[0].rpartition("`")[2]: title for title in GROUPS if "`" in title}


def classes(pattern: str) -> list[ast.ClassDef]:
    """The public classes at the top of the files of all rooms that match."""
    found: list[ast.ClassDef] = []
    for file in sorted((ROOT / "anxin").glob(pattern)):
        body = ast.parse(file.read_text(encoding="utf-8")).body
        found += [node for node in body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    return found


def is_enum(node: ast.ClassDef) -> bool:
    return any("Enum" in ast.unparse(base) for base in node.bases)


def is_table(node: ast.ClassDef) -> bool:
    return any(re.search(r"Model$|Tenant$|AbstractBaseUser$", ast.unparse(base)) for base in node.bases)


def members(node: ast.ClassDef) -> set[str]:
    values = [part.value for part in node.body if isinstance(part, ast.Assign)]
    return {str(value.value) for value in values if isinstance(value, ast.Constant)}


ENUMS = {node.name: members(node) for node in classes("*/terms.py") if is_enum(node)}
TABLES = sorted(node.name for node in classes("*/models.py") if is_table(node))


@pytest.mark.parametrize("title", sorted(GROUPS))
def test_every_row_has_three_languages_and_one_code_name(title):
    """A program may read the page: five columns, one code name a row, once in its group."""
    for row in GROUPS[title]:
        assert len(row) == len(HEAD), row
        assert all(row[:4]), row
        assert re.fullmatch(r"`[A-Za-z][A-Za-z0-9_]*`", row[3]), row
    assert len(CODES[title]) == len(set(CODES[title]))


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_a_word_of_the_glossary(name):
    assert any(name in codes for codes in CODES.values()), f"add {name} to docs/glossary.md"


@pytest.mark.parametrize("name", sorted(set(ENUMS) - NOT_WORDS))
def test_every_enum_has_its_table_with_every_value(name):
    assert name in OF_ENUM, f"add a table `{name}` to docs/glossary.md"
    assert set(CODES[OF_ENUM[name]]) == ENUMS[name]


def test_the_code_has_tables_and_enums_to_look_at():
    assert {"Compound", "Household", "Round", "Wave"} <= set(TABLES)
    assert {"sealed", "controlled", "precaution"} == ENUMS["Zone"]


def test_the_two_meanings_of_jielong_are_kept_apart():
    """接龙 is an order relay in a chat; 接龙支援 is a surge of staff."""
    said = {row[0]: row[3] for rows in GROUPS.values() for row in rows}
    assert said["接龙"] == "`relay`"
    assert said["接龙支援"] == "`surge`"


def test_no_word_is_shown_that_residents_must_never_read():
    shown = [" ".join(row[:3]) for rows in GROUPS.values() for row in rows]
    assert not [words for words in shown if FORBIDDEN.search(words)]
