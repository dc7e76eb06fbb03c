"""The labelled corpus: how much is read right, and what must never happen."""

from __future__ import annotations

from typing import Any

from anxin.chat import Catalogue, read
from anxin.chat.schema import context_from, entry_record
from tests.chat.scoring import f1, said

Rows = list[dict[str, Any]]


def _read(row: dict[str, Any], catalogue: Catalogue) -> list[dict[str, Any]]:
    entries = read(row["text"], catalogue, context_from(row["context"]))
    return [entry_record(entry) for entry in entries]


def _pairs(corpus: Rows, catalogue: Catalogue) -> list[tuple[Rows, Rows]]:
    return [(row["expect"]["entries"], _read(row, catalogue)) for row in corpus]


def test_corpus_is_large_and_its_ids_are_unique(corpus: Rows) -> None:
    assert len(corpus) >= 450
    assert len({row["id"] for row in corpus}) == len(corpus)
    assert len({row["text"] for row in corpus if row["context"] is None}) > 400


def test_read_gets_messages_exactly_right(corpus: Rows, catalogue: Catalogue) -> None:
    pairs = _pairs(corpus, catalogue)
    wrong = [
        row["id"]
        for row, (gold, got) in zip(corpus, pairs, strict=True)
        if list(map(said, gold)) != list(map(said, got))
    ]
    assert len(wrong) <= 0.02 * len(corpus), wrong
    assert f1(pairs) >= 0.98


def test_read_never_invents_a_line_on_chat(corpus: Rows, catalogue: Catalogue) -> None:
    noise = [row for row in corpus if all(entry["intent"] == "other" for entry in row["expect"]["entries"])]
    assert len(noise) > 100
    invented = [row["id"] for row in noise if any(entry["lines"] for entry in _read(row, catalogue))]
    assert invented == []


def test_rows_taken_without_review_are_right(corpus: Rows, catalogue: Catalogue) -> None:
    taken = wrong = entries = 0
    for gold, got in _pairs(corpus, catalogue):
        entries += len(got)
        for truth, guess in zip(gold, got, strict=False):
            if not guess["review"]:
                taken += 1
                wrong += said(truth) != said(guess)
    assert wrong <= 0.005 * taken
    assert entries - taken <= 0.18 * entries, "too many rows ask for a person"


def test_entries_carry_confidence_and_reasons(corpus: Rows, catalogue: Catalogue) -> None:
    for row in corpus:
        for entry in _read(row, catalogue):
            assert 0 < entry["confidence"] <= 1
            assert bool(entry["review"]) == (entry["confidence"] < 0.99)
