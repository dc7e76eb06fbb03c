"""A small catalogue of our own: the tests of the reader need no file outside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from anxin.chat import Catalogue, load_catalogue

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue(HERE / "catalogue.csv")
