"""The text of a shipped set, to be spoiled on purpose."""

from collections.abc import Callable
from importlib.resources import files

import pytest


@pytest.fixture(scope="session")
def text_of() -> Callable[[str], str]:
    def read(name: str) -> str:
        return files("anxin.rulebook").joinpath("sets", f"{name}.toml").read_text(encoding="utf-8")

    return read
