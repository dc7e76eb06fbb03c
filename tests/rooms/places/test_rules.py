"""Reading doors from registers and search boxes, and naming paths."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.places.rules import door_order, floor_of, next_segments, plain_building, plain_stair, read_door


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("3-2-501", ("3", "2", "501")),
        ("３－２－５０１", ("3", "2", "501")),
        ("3号楼2单元501室", ("3", "2", "501")),
        ("3栋 2单元 501", ("3", "2", "501")),
        ("03幢02单元0501", ("3", "2", "0501")),
        ("8#1203", ("8", "", "1203")),
        ("3-501", ("3", "", "501")),
        ("B区7号楼502", ("B区7", "", "502")),
        ("A座1101", ("A", "", "1101")),
        ("501", None),
        ("13800138000", None),
        ("", None),
    ],
)
def test_a_door_in_one_cell_is_read(text: str, door: tuple[str, str, str] | None) -> None:
    assert read_door(text) == door


@given(
    st.integers(1, 99), st.one_of(st.just(""), st.integers(1, 9).map(str)), st.integers(101, 3404).map(str)
)
def test_both_spellings_of_a_door_meet(building: int, stair: str, room: str) -> None:
    dashes = "-".join(part for part in (str(building), stair, room) if part)
    words = f"{building}号楼{stair + '单元' if stair else ''}{room}室"
    assert read_door(dashes) == read_door(words) == (str(building), stair, room)


def test_labels_lose_their_noun_and_leading_noughts() -> None:
    assert [plain_building(t) for t in ("3号楼", "03", "3栋", "B区7号楼", " 12 幢 ")] == [
        "3",
        "3",
        "3",
        "B区7",
        "12",
    ]
    assert [plain_stair(t) for t in ("2单元", "02", "无", "", "东门")] == ["2", "2", "", "", "东"]


def test_floors_and_order() -> None:
    assert [floor_of(r) for r in ("501", "1203", "0101", "B1", "12345", "1001A")] == [
        5,
        12,
        1,
        None,
        None,
        10,
    ]
    assert sorted(["1001", "902", "1001A"], key=door_order) == ["902", "1001", "1001A"]


def test_segments_go_on_after_the_highest_and_are_never_used_again() -> None:
    assert list(islice(next_segments("k", ["a/k1/", "a/k7/", "a/kx/"]), 2)) == ["k8/", "k9/"]
    assert next(next_segments("d", [])) == "d1/"
