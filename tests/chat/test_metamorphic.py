"""Writing the same thing otherwise must not change what is read."""

from __future__ import annotations

from decimal import Decimal
from importlib.resources import files
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.chat import Catalogue, Entry, load_catalogue, read
from anxin.chat.schema import context_from
from tests.chat.conftest import CATALOGUE, corpus_rows
from tests.chat.test_spans import check_spans

_CATALOGUE = load_catalogue(CATALOGUE)
_ROWS = corpus_rows()
_PLAIN = [row for row in _ROWS if "<" not in row["text"] and "http" not in row["text"]]
_SINGLE = [
    row
    for row in _PLAIN
    if {"single", "runon", "alias", "qty_half", "qty_ge"} & set(row["tags"]) and "hard" not in row["tags"]
]

Meaning = list[tuple[Any, ...]]


def meaning(entries: list[Entry]) -> Meaning:
    return [
        (
            e.address,
            e.intent,
            [(ln.product, ln.qty, ln.unit, ln.op) for ln in e.lines],
            e.needs,
            e.temperature,
        )
        for e in entries
    ]


def _meaning_of(row: dict[str, Any], text: str) -> Meaning:
    return meaning(read(text, _CATALOGUE, context_from(row["context"])))


def _traditional() -> dict[int, str]:
    rows = (files("opencc") / "dictionary" / "STCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = (row.partition("\t") for row in rows)
    return {ord(simple): forms.split(" ")[0] for simple, _, forms in pairs if len(simple) == 1 and forms}


_TRADITIONAL = _traditional()
_WIDE = {
    code: chr(code + 0xFEE0)
    for code in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B), ord("-"), ord(","))
}


@given(st.sampled_from(_PLAIN))
@settings(max_examples=150, deadline=None)
def test_traditional_characters_change_nothing(row: dict[str, Any]) -> None:
    assert _meaning_of(row, row["text"].translate(_TRADITIONAL)) == _meaning_of(row, row["text"])


@given(st.sampled_from(_PLAIN))
@settings(max_examples=150, deadline=None)
def test_full_width_changes_nothing(row: dict[str, Any]) -> None:
    assert _meaning_of(row, row["text"].translate(_WIDE)) == _meaning_of(row, row["text"])


@given(st.sampled_from(_SINGLE), st.sampled_from(["，谢谢", "，谢谢团长", "。辛苦了！", " 🙏", "\n"]))
@settings(max_examples=100, deadline=None)
def test_added_thanks_change_nothing(row: dict[str, Any], thanks: str) -> None:
    assert _meaning_of(row, row["text"] + thanks) == _meaning_of(row, row["text"])


_HAN = {
    1: "一",
    2: "两",
    3: "三",
    4: "四",
    5: "五",
    6: "六",
    8: "八",
    10: "十",
    12: "十二",
    20: "二十",
    35: "三十五",
}
_GOODS = [
    ("土豆", "斤"), ("鸡蛋", "盒"), ("西红柿", "斤"), ("牛奶", "箱"), ("大白菜", "颗"), ("豆腐", "块"), ("面条", "把"),
    ("生抽", "瓶"), ("洋芋", "斤"), ("小米辣", "斤"), ("蔬菜包", "份"), ("鲈鱼", "条"), ("盐", "包"), ("葱", "把"),
]  # fmt: skip
_ORDERS = st.lists(
    st.tuples(st.sampled_from(_GOODS), st.sampled_from(sorted(_HAN))),
    min_size=1,
    max_size=5,
    unique_by=lambda pair: pair[0][0],
)
_DOORS = st.tuples(st.integers(1, 40), st.integers(1, 9), st.integers(101, 3304))


@given(
    _ORDERS, _DOORS, st.sampled_from(["，", "、", " ", "；", "\n", ", ", ""]), st.booleans(), st.booleans()
)
@settings(max_examples=300, deadline=None)
def test_generated_orders_read_back(
    goods: list[tuple[tuple[str, str], int]],
    door: tuple[int, int, int],
    sign: str,
    han: bool,
    amount_first: bool,
) -> None:
    """Digits or numerals, amount before or after, any separator: the same lines."""
    words = []
    for (name, unit), count in goods:
        amount = f"{_HAN[count] if han else count}{unit}"
        words.append(amount + name if amount_first else name + amount)
    text = f"{door[0]}-{door[1]}-{door[2]} " + sign.join(words)
    (entry,) = read(text, _CATALOGUE)
    expected = [(_name(name), Decimal(count), unit) for (name, unit), count in goods]
    assert [(line.product, line.qty, line.unit) for line in entry.lines] == expected, text
    assert entry.address is not None
    assert (entry.address.building, entry.address.unit, entry.address.room) == tuple(map(str, door))
    check_spans(text, [entry])


def _name(written: str) -> str:
    item = _CATALOGUE.find(written)
    assert item is not None
    return item.name


_DOOR_WAYS = [
    "{b}-{u}-{r}",
    "{b}栋{u}单元{r}",
    "{b}号楼{u}门{r}室",
    "{b}#{u}#{r}",
    "0{b}-0{u}-0{r}",
    "{b}幢{u}单元 {r}",
]


@given(st.integers(1, 9), st.integers(1, 4), st.integers(101, 999), st.sampled_from(_DOOR_WAYS))
@settings(max_examples=150, deadline=None)
def test_doors_read_the_same_in_every_way_of_writing(b: int, u: int, r: int, way: str) -> None:
    (entry,) = read(way.format(b=b, u=u, r=r) + " 土豆2斤", _CATALOGUE)
    assert entry.address is not None
    assert (entry.address.building, entry.address.unit, entry.address.room) == (str(b), str(u), str(r))


@given(
    st.lists(st.tuples(_DOORS, st.sampled_from(_GOODS), st.integers(1, 9)), min_size=2, max_size=8),
    st.sampled_from(["{}. ", "{}、", "{}) ", "（{}）"]),
)
@settings(max_examples=100, deadline=None)
def test_relay_rows_read_alike_under_any_numbering(
    rows: list[tuple[tuple[int, int, int], tuple[str, str], int]], style: str
) -> None:
    body = [f"{d[0]}-{d[1]}-{d[2]} {name}{count}{unit}" for d, (name, unit), count in rows]
    text = "#接龙\n买菜\n\n" + "\n".join(style.format(place) + words for place, words in enumerate(body, 1))
    entries = read(text, _CATALOGUE)
    assert [entry.row_number for entry in entries] == list(range(1, len(rows) + 1))
    alone = [meaning(read(words, _CATALOGUE))[0] for words in body]
    assert meaning(entries) == alone
    check_spans(text, entries)


def test_catalogue_is_only_read(catalogue: Catalogue) -> None:
    before = dict(catalogue.names)
    read("3-501 老婆饼2盒 鸡旦一板", catalogue)
    assert catalogue.names == before
