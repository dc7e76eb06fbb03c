"""No text breaks the reader, and none makes it slow."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from re import _constants, _parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import anxin.chat
from anxin.chat import Catalogue, Context, load_catalogue, read, read_message
from anxin.chat.grammar import ZH
from tests.chat.conftest import CATALOGUE
from tests.chat.test_spans import check_spans

_CATALOGUE = load_catalogue(CATALOGUE)
_PIECES = [
    "土豆", "鸡蛋", "蔬菜包", "盐", "葱", "84", "N95", "2斤", "两", "半", "斤半", "各", "一些",
    "3-501", "8#1203", "栋", "单元", "号楼", "弄", "13800138000", "138****0000", "50元", "36.5",
    "体温", "同上", "+1", "改成", "不要了", "取消", "退", "换成", "和2-302一样", "例", "#接龙",
    "\n", "\n\n", "1. ", "2、", "①", "1️⃣", "（3）", "：", "，", "、", " ", "\t",
    "「a：b」\n- - - -\n", "<title>", "</title>", "&amp;", "房号：", "需要：", "备注：", "🥔", "🍅",
    "\u200f", "\u202e", "\ufeff", "雞", "\r\n", "A1", "B套餐", "？", "!", "。", "(", ")", "%", "x2",
    "*", "-", "~", "没有就", "不要", "张女士", "@团长",
]  # fmt: skip
_TEXTS = st.one_of(st.lists(st.sampled_from(_PIECES), max_size=25).map("".join), st.text(max_size=80))
_CONTEXTS = st.builds(
    Context,
    sender=st.sampled_from([None, "3-501 小雨", "", "土豆"]),
    default_product=st.sampled_from([None, "蔬菜包", "没有的东西"]),
    options=st.sampled_from([{}, {"A": "蔬菜包", "B": "水果包"}, {"1": "土豆"}]),
)


@given(_TEXTS, _CONTEXTS)
@settings(max_examples=500, deadline=None)
def test_read_never_raises_and_always_answers(text: str, context: Context) -> None:
    reading = read_message(text, _CATALOGUE, context)
    check_spans(text, list(reading.entries))
    for entry in reading.entries:
        assert entry.intent in {"cancel", "amend", "order", "help", "checkin", "other"}
        if entry.intent == "other":
            assert not entry.lines
            assert entry.address is None
        if entry.intent == "amend":
            assert all(line.op in {"set", "add"} for line in entry.lines)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "\u200b", "1.", "#接龙", "例", "「", "<title>", "\x00", "土豆\x002斤"]
)
def test_read_answers_to_almost_nothing(text: str, catalogue: Catalogue) -> None:
    assert all(entry.intent in {"other", "order"} for entry in read(text, catalogue))


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for section in (ZH.claims, ZH.patterns, ZH.reference, ZH.intent, ZH.needs, ZH.header):
        yield from section.items()
    for module in pkgutil.iter_modules(anxin.chat.__path__, "anxin.chat."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                yield f"{module.name}.{name}", value


def _parts(code: Any, argument: Any) -> list[Any]:
    """The patterns inside one node of a parsed pattern."""
    if code in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
        return [argument[2]]
    if code is _constants.SUBPATTERN:
        return [argument[3]]
    if code is _constants.BRANCH:
        return list(argument[1])
    return [argument[1]] if code in (_constants.ASSERT, _constants.ASSERT_NOT) else []


def _endless_inside_endless(parsed: Any, inside: bool = False) -> bool:
    for code, argument in parsed:
        repeats = code in (_constants.MAX_REPEAT, _constants.MIN_REPEAT)
        endless = repeats and argument[1] is _constants.MAXREPEAT
        if endless and inside:
            return True
        if any(_endless_inside_endless(part, inside or endless) for part in _parts(code, argument)):
            return True
    return False


def test_the_pattern_check_can_fail() -> None:
    assert _endless_inside_endless(_parser.parse("(?:a+)+"))
    assert not _endless_inside_endless(_parser.parse("(?:a{1,9})+b*"))


def test_no_pattern_can_backtrack_without_bound() -> None:
    patterns = list(_patterns())
    assert len(patterns) > 60
    nested = [name for name, pattern in patterns if _endless_inside_endless(_parser.parse(pattern.pattern))]
    assert nested == []


def _calls(text: str) -> int:
    count = 0

    def count_one(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(count_one)
    try:
        read(text, _CATALOGUE)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "3-501 土豆2斤 鸡蛋一盒\n",
        "土豆2斤，",
        "各",
        "1",
        "葱姜蒜各半斤、",
        "改成2份 ",
        "3-501，",
        "老婆饼2盒 ",
        "((",
        "\n1. ",
    ],
)
def test_work_grows_with_the_length_and_no_faster(piece: str) -> None:
    _calls(piece * 100)  # fill the caches
    once, twice = _calls(piece * 100), _calls(piece * 200)
    assert twice <= 2.6 * once + 500


def test_a_very_long_paste_is_read_to_its_end(catalogue: Catalogue) -> None:
    rows = "\n".join(f"{place}. {place}-101 土豆{place % 9 + 1}斤" for place in range(1, 900))
    entries = read("#接龙\n买菜\n\n" + rows, catalogue)
    assert len(entries) == 899
    assert entries[-1].lines[0].qty == 899 % 9 + 1
