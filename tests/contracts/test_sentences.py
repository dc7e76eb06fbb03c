"""Every refusal has a sentence, every sentence a refusal, and its blanks are filled by the facts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

from anxin.overview.sentences import ROOMS, SENTENCES

HERE = Path(__file__).resolve().parents[2] / "anxin"

WORD = re.compile(r'"([a-z_]+(?:\.[a-z_]+)?)"')
TABLES = (HERE / "paper" / "cells.py").read_text()  # the codes of `TableError`, told as `table.<code>`
RAISED = re.compile(r'Refusal\(\s*"([a-z_.]+)"')


def raised() -> set[str]:
    return {code for path in HERE.rglob("*.py") for code in RAISED.findall(path.read_text())}


def test_no_code_has_two_sentences() -> None:
    assert len(SENTENCES) == sum(len(room.SENTENCES) for room in ROOMS)


def test_every_refusal_has_a_sentence() -> None:
    assert sorted(raised() - set(SENTENCES)) == []


def test_every_sentence_belongs_to_a_code_somewhere() -> None:
    files = [path for path in HERE.rglob("*.py") if "sentences" not in path.parts and path.name != "words.py"]
    words = {word for path in files for word in WORD.findall(path.read_text())}
    spoken = {f"table.{code}" for code in re.findall(r"\b[a-z_]+\b", TABLES)}
    assert sorted(set(SENTENCES) - words - spoken) == []


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_a_sentence_says_more_than_no(language: str) -> None:
    """What happened, what was kept, what to do: two sentences at least.

    One row of a register is told apart: what was kept is said once, above the sheet that brings the rows back.
    """
    stops = "。！？" if language != "en" else ".!?"
    told = {code: text for code, text in SENTENCES.items() if not code.startswith("register.")}
    with translation.override(language):
        short = [code for code, text in told.items() if sum(map(str(text).count, stops)) < 2]
    assert short == []
