"""docs/glossary.md can be read by a program: tables of five columns, one code name a row, once in its group."""

import re
from pathlib import Path

from anxin.rulebook.shape import CLASSES, MODES, ZONES

PAGE = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")
HEAD = ["简体", "繁體", "English", "code", "note"]


def groups() -> dict[str, list[list[str]]]:
    """Heading -> rows of cells, without head and rule."""
    found: dict[str, list[list[str]]] = {}
    for part in PAGE.split("\n## ")[1:]:
        title, _, body = part.partition("\n")
        lines = [line for line in body.splitlines() if line.startswith("|")]
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
        assert rows[0] == HEAD, title
        found[title] = rows[2:]
    return found


GROUPS = groups()


def test_every_row_has_three_languages_and_one_code_name():
    for title, rows in GROUPS.items():
        for row in rows:
            assert len(row) == len(HEAD), (title, row)
            assert all(row[:4]), (title, row)
            assert re.fullmatch(r"`[A-Za-z][A-Za-z0-9_]*`", row[3]), (title, row)


def test_a_code_name_stands_once_in_its_group():
    for title, rows in GROUPS.items():
        codes = [row[3] for row in rows]
        assert len(codes) == len(set(codes)), title


def codes(title: str) -> set[str]:
    return {row[3].strip("`") for row in GROUPS[title]}


def test_the_words_of_the_rule_book_are_in_it():
    assert set(ZONES) <= codes("Zones")
    assert set(MODES) == codes("Delivery modes")
    assert set(CLASSES) == codes("Allocation classes")


def test_the_two_meanings_of_jielong_are_kept_apart():
    """接龙 is an order relay in a chat; 接龙支援 is a surge of staff."""
    said = {row[0]: row[3] for rows in GROUPS.values() for row in rows}
    assert said["接龙"] == "`relay`"
    assert said["接龙支援"] == "`surge`"


def test_no_word_is_used_that_residents_must_never_read():
    for title, rows in GROUPS.items():
        for row in rows:
            shown = " ".join(row[:3])
            assert not re.search("管控人员|管控对象|重点人员|封条|suspect", shown), (title, row)
