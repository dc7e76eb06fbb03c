"""The question sent back: in the group's language, and without anybody's door."""

from __future__ import annotations

import re

import pytest

from anxin.chat.asking import _ORDER, question
from anxin.chat.doubts import FACTORS


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_reason_that_can_be_asked_has_words(language: str) -> None:
    for reason in _ORDER:
        words = question([reason], language)  # type: ignore[arg-type]
        assert words
        assert not re.search(r"\d{3}|栋\d", words)


def test_question_puts_several_rows_into_one_message() -> None:
    words = question(["address_missing", "qty_missing", "address_missing"])
    assert words.count("几号楼") == 1
    assert "1)" in words
    assert "2)" in words


def test_nothing_to_ask_says_nothing() -> None:
    assert question([]) == ""
    assert question(["fever", "need_urgent"]) == ""  # these start a call, not a chat message


def test_reasons_are_known() -> None:
    assert set(_ORDER) - {"address_not_found", "address_ambiguous", "address_differs"} <= set(FACTORS) | {
        "address_differs"
    }
