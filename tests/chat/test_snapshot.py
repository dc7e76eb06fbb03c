"""A relay copied again: what is new, what changed, what is gone."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.chat import Catalogue, load_catalogue, read
from anxin.chat.snapshot import compare
from tests.chat.conftest import CATALOGUE

_CATALOGUE = load_catalogue(CATALOGUE)
_HEAD = "#接龙\n买菜\n\n"


def _relay(*rows: str) -> str:
    return _HEAD + "\n".join(f"{place}. {row}" for place, row in enumerate(rows, 1))


def _kinds(before: str, after: str) -> list[str]:
    return [change.kind for change in compare(read(before, _CATALOGUE), read(after, _CATALOGUE))]


def test_compare_sees_added_changed_withdrawn_and_same() -> None:
    before = _relay("3-101 土豆2斤", "3-102 鸡蛋一板", "3-103 牛奶一箱")
    after = _relay("3-101 土豆2斤", "3-103 牛奶两箱", "3-104 豆腐一块")
    changes = compare(read(before, _CATALOGUE), read(after, _CATALOGUE))
    assert [change.kind for change in changes] == ["same", "changed", "added", "withdrawn"]
    assert changes[1].before is not None
    assert changes[1].before.lines[0].qty == 1
    assert changes[3].before is not None
    assert changes[3].before.lines[0].product == "鸡蛋"


def test_compare_does_not_mind_new_numbers_or_spaces() -> None:
    assert _kinds(
        _relay("3-101 土豆2斤", "3-102 鸡蛋一板"), "#接龙\n买菜\n\n1、3-102 鸡蛋1板\n2、3-101  土豆两斤"
    ) == ["same", "same"]


def test_compare_matches_nameless_rows_by_number_only() -> None:
    assert _kinds(_relay("土豆2斤", "鸡蛋一板"), _relay("土豆3斤", "鸡蛋一板")) == ["changed", "same"]


def test_compare_matches_by_author_before_anything_else(catalogue: Catalogue) -> None:
    (entry,) = read(_relay("3-101 土豆2斤"), catalogue)
    moved = replace(entry, address=None, author="a1")
    (change,) = compare([replace(entry, author="a1")], [moved])
    assert change.kind == "changed"


def test_two_orders_of_one_door_are_both_kept() -> None:
    copy = _relay("3-101 土豆2斤", "3-101 鸡蛋一板")
    assert _kinds(copy, copy) == ["same", "same"]


_ROWS = st.lists(
    st.tuples(st.integers(101, 140), st.sampled_from(["土豆2斤", "鸡蛋一板", "牛奶一箱 豆腐两块"])),
    max_size=8,
    unique_by=lambda row: row[0],
)


@given(_ROWS, _ROWS)
@settings(max_examples=100, deadline=None)
def test_every_row_of_both_copies_appears_once(
    first: list[tuple[int, str]], second: list[tuple[int, str]]
) -> None:
    before = read(_relay(*(f"3-{room} {goods}" for room, goods in first)), _CATALOGUE)
    after = read(_relay(*(f"3-{room} {goods}" for room, goods in second)), _CATALOGUE)
    changes = compare(before, after)
    assert [id(c.after) for c in changes if c.after is not None] == [id(entry) for entry in after]
    assert sorted(id(c.before) for c in changes if c.before is not None) == sorted(
        id(entry) for entry in before
    )
    for change in changes:
        if change.before is not None and change.after is not None:
            assert change.before.address == change.after.address
