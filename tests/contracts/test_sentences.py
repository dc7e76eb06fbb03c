"""Every refusal has a sentence, every sentence a refusal, and its blanks are filled by the facts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

from anxin.overview.sentences import SENTENCES
from anxin.web import refusals, urls

HERE = Path(__file__).resolve().parents[2] / "anxin"
assert refusals  # fills SENTENCES
assert urls  # each part of the web adds its own

CODE = re.compile(r'"([a-z_]+\.[a-z_]+)"')
RAISED = re.compile(r'Refusal\(\s*"([a-z_.]+)"')


def raised() -> set[str]:
    return {code for path in HERE.rglob("*.py") for code in RAISED.findall(path.read_text())}


def test_every_refusal_has_a_sentence() -> None:
    assert sorted(raised() - set(SENTENCES)) == []


def test_every_sentence_belongs_to_a_code_somewhere() -> None:
    words = {w for path in HERE.rglob("*.py") if path.name not in ("refusals.py", "sentences.py") for w in CODE.findall(path.read_text())}
    spoken = {"not_found", "not_allowed", "stale", "too_often"}
    assert sorted(set(SENTENCES) - words - spoken) == []


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_a_sentence_says_more_than_no(language: str) -> None:
    """What happened, what was kept, what to do: two sentences at least."""
    stops = "。！？" if language != "en" else ".!?"
    with translation.override(language):
        short = [code for code, text in SENTENCES.items() if sum(str(text).count(mark) for mark in stops) < 2]
    assert short == []
