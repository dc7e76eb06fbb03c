"""The demo catalogue and the labelled corpus, read once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import anxin
from anxin.chat import Catalogue, load_catalogue

HERE = Path(__file__).parent
CATALOGUE = Path(anxin.__file__).parent / "supply" / "catalogue.csv"


def corpus_rows() -> list[dict[str, Any]]:
    lines = (HERE / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue(CATALOGUE)


@pytest.fixture(scope="session")
def corpus() -> list[dict[str, Any]]:
    return corpus_rows()
