"""Every field says where it was read: spans lie in the text, never overlap, and hold what they claim."""

from __future__ import annotations

import json
from typing import Any

import pytest

from anxin.chat import Catalogue, Entry, read
from anxin.chat.schema import context_from

FIELDS = {
    "address",
    "contact",
    "phone",
    "product",
    "qty",
    "note",
    "need",
    "temperature",
    "op",
    "number",
    "price",
    "date",
    "spec",
}


def check_spans(text: str, entries: list[Entry]) -> None:
    taken: set[int] = set()
    for entry in entries:
        assert 0 <= entry.span[0] <= entry.span[1] <= len(text)
        for span in entry.spans:
            assert span.field in FIELDS
            assert 0 <= span.start < span.end <= len(text)
            places = set(range(span.start, span.end))
            assert not places & taken, (text, span)
            taken |= places


def test_spans_lie_in_the_text_and_never_overlap(corpus: list[dict[str, Any]], catalogue: Catalogue) -> None:
    for row in corpus:
        check_spans(row["text"], read(row["text"], catalogue, context_from(row["context"])))


def test_product_spans_hold_the_product(corpus: list[dict[str, Any]], catalogue: Catalogue) -> None:
    seen = 0
    for row in corpus:
        options = (row["context"] or {}).get("options", {})
        for entry in read(row["text"], catalogue, context_from(row["context"])):
            for line in entry.lines:
                written = [
                    row["text"][span.start : span.end] for span in line.spans if span.field == "product"
                ]
                item = catalogue.find(written[0]) if written else None
                if item is not None and not options:
                    assert item.name == line.product
                    seen += 1
    assert seen > 300


def test_every_number_of_an_accepted_order_is_explained(
    corpus: list[dict[str, Any]], catalogue: Catalogue
) -> None:
    for row in corpus:
        if {"xml", "tabular"} & set(row["tags"]):
            continue
        for entry in read(row["text"], catalogue, context_from(row["context"])):
            if entry.intent != "order" or entry.review:
                continue
            explained = {place for span in entry.spans for place in range(span.start, span.end)}
            loose = [p for p in range(*entry.span) if row["text"][p].isdecimal() and p not in explained]
            assert not loose, row["text"]


@pytest.mark.parametrize(
    "text",
    [
        "８－１２０３　土豆２斤",
        "8-1203 蔬菜包2️⃣份",
        "8\u200b-1203 雞蛋🥚一板",
        "①8-101 豆腐2块\n②8-102 豆腐1块",
    ],
)
def test_spans_count_characters_of_the_original(text: str, catalogue: Catalogue) -> None:
    entries = read(text, catalogue)
    assert entries[0].lines
    check_spans(text, entries)


def test_relay_xml_spans_point_into_the_xml(catalogue: Catalogue) -> None:
    text = "<msg><appmsg><title>#接龙\n蔬菜包 &amp; 水果包\n\n1. 3-201 蔬菜包2份</title><type>53</type></appmsg></msg>"
    (entry,) = read(text, catalogue)
    words = {span.field: text[span.start : span.end] for span in entry.spans}
    assert words["product"] == "蔬菜包"
    assert words["qty"] == "2份"
    assert words["address"] == "3-201"


def test_read_gives_the_same_answer_twice(corpus: list[dict[str, Any]], catalogue: Catalogue) -> None:
    for row in corpus[::7]:
        context = context_from(row["context"])
        assert read(row["text"], catalogue, context) == read(row["text"], catalogue, context), json.dumps(row)


def test_needs_show_their_words(catalogue: Catalogue) -> None:
    text = "9-102 土豆2斤，麻烦倒垃圾"
    (entry,) = read(text, catalogue)
    (need,) = [span for span in entry.spans if span.field == "need"]
    assert text[need.start : need.end] == "倒垃圾"
