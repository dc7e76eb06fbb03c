"""A written address becomes a door of the register, or a reason; never a guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.chat import Address
from anxin.chat.doors import Register, RegisterRow, resolve

_REGISTER = Register(
    [
        RegisterRow("3栋", "1单元", "501", "d1", aliases=("丙座",)),
        RegisterRow("3栋", "2单元", "501", "d2", aliases=("丙座",)),
        RegisterRow("3栋", "2单元", "502室", "d3"),
        RegisterRow("08号楼", None, "1203", "d4", aliases=("A座",)),
    ]
)


@pytest.mark.parametrize(
    ("address", "key", "reason"),
    [
        (Address("3", "2", "501"), "d2", "found"),
        (Address("3", None, "502"), "d3", "found"),  # unique in the building
        (Address("3", None, "501"), None, "address_ambiguous"),
        (Address("8", None, "1203"), "d4", "found"),
        (Address("8", "1", "1203"), "d4", "found"),  # a building without stairs
        (Address("A", None, "1203"), "d4", "found"),
        (Address("3", "3", "501"), None, "address_not_found"),
        (Address("9", None, "101"), None, "address_not_found"),
        (Address(None, None, "501"), None, "address_incomplete"),
        (Address("3", None, None), None, "address_incomplete"),
        (None, None, "address_missing"),
    ],
)
def test_resolve(address: Address | None, key: str | None, reason: str) -> None:
    found = resolve(address, _REGISTER)
    assert (found.door_key, found.reason) == (key, reason)


def test_nickname_fills_in_only_where_the_text_is_silent() -> None:
    assert resolve(None, _REGISTER, "3-2-501 小雨").door_key == "d2"
    assert resolve(None, _REGISTER, "3-2-501 小雨").nickname_used
    assert resolve(Address("3", None, "501"), _REGISTER, "3-2-501 小雨").door_key == "d2"
    assert resolve(None, _REGISTER, "小雨").reason == "address_missing"


def test_nickname_that_contradicts_goes_to_a_person() -> None:
    assert resolve(Address("3", "1", "501"), _REGISTER, "3-2-501 小雨").reason == "address_differs"


def test_room_alone_is_enough_where_there_is_one_building() -> None:
    register = Register([RegisterRow("1栋", None, "502", "k"), RegisterRow("1栋", None, "503", "m")])
    assert resolve(Address(None, None, "502"), register).door_key == "k"


@given(st.integers(1, 20), st.integers(1, 4), st.integers(101, 3004))
def test_a_door_that_does_not_exist_is_never_guessed(building: int, unit: int, room: int) -> None:
    found = resolve(Address(str(building), str(unit), str(room)), _REGISTER)
    exists = (building, unit, room) in {(3, 1, 501), (3, 2, 501), (3, 2, 502)} or (building, room) == (
        8,
        1203,
    )
    assert (found.door_key is not None) == exists
