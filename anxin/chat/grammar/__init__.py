"""The grammar as data (zh.toml, sounds.txt), compiled once."""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from importlib.resources import files
from typing import Any

from anxin.chat.numerals import NUMBER

_BOUNDS = (
    (r"\s*", r"\s{0,6}"), (r"\s+", r"\s{1,6}"), (r"\d+", r"\d{1,9}"), (r"\S+", r"\S{1,40}"), (r"\S*", r"\S{0,40}"),
)  # fmt: skip


def bounded(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Compile with every open-ended repeat of a class given a limit: work per place is then constant."""
    for endless, limited in _BOUNDS:
        pattern = pattern.replace(endless, limited)
    return re.compile(pattern, flags)


class Grammar:
    """One language's tables with its patterns compiled. Names are those of the TOML file."""

    def __init__(self, language: str = "zh") -> None:
        text = (files(__package__) / f"{language}.toml").read_text(encoding="utf-8")
        self.table: dict[str, Any] = tomllib.loads(text)
        self.canonical = {way: unit for unit, ways in self.table["units"].items() for way in ways}
        self.unit = self._unit_pattern()
        self.rank = {unit: int(rank) for rank, units in self.table["ranks"].items() for unit in units}
        self.claims = {name: self.compile(text) for name, text in self.table["claims"].items()}
        self.patterns = self._compiled("patterns")
        self.reference = self._compiled("reference")
        self.intent = self._compiled("intent")
        self.needs = self._compiled("needs")
        self.header = self._compiled("header")

    def compile(self, pattern: str) -> re.Pattern[str]:
        return bounded(pattern.replace("{N}", NUMBER).replace("{U}", self.unit), re.MULTILINE)

    def words(self, name: str) -> list[str]:
        return sorted(self.table["words"][name], key=len, reverse=True)

    @cached_property
    def fields(self) -> dict[str, str]:
        return {key: field for field, keys in self.table["form"].items() for key in keys}

    @cached_property
    def columns(self) -> dict[str, str]:
        return {key: field for field, keys in self.table["table"].items() for key in keys}

    @cached_property
    def sounds(self) -> dict[str, str]:
        """Character to toneless sound, for names that were typed by ear."""
        rows = (files(__package__) / "sounds.txt").read_text(encoding="utf-8").splitlines()
        pairs = (row.split(" ") for row in rows if not row.startswith("#"))
        return {letter: sound for sound, letters in pairs for letter in letters}

    def _compiled(self, section: str) -> dict[str, re.Pattern[str]]:
        return {name: self.compile(text) for name, text in self.table[section].items()}

    def _unit_pattern(self) -> str:
        guard = self.table["unit_not_before"]
        ways = sorted(self.canonical, key=len, reverse=True)
        return "|".join(f"{way}(?!{guard[way]})" if way in guard else way for way in ways)


ZH = Grammar()
