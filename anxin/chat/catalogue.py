"""The products a round may hold, and the automaton that finds their names."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

import ahocorasick

from anxin.chat.grammar import ZH
from anxin.chat.normal import plain
from anxin.chat.terms import Item

_COLUMNS = ("code", "name_zh_hans", "aliases", "category", "units")
_NUMBERED = {"五号": "5号", "七号": "7号", "八四": "84", "二段": "2段"}


class CatalogueError(ValueError):
    """The catalogue file cannot be used; the message is a sentence for the person who gave it."""


class Catalogue:
    """Items with one automaton over all their names. Build once, read many."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.items = tuple(items)
        self.names: dict[str, Item] = {}
        for item in self.items:
            for name in _names(item):
                self.names.setdefault(name, item)
        self._automaton = self._build()

    def find(self, name: str) -> Item | None:
        """The item with exactly this name or alias, in any script or width."""
        return self.names.get(key(name))

    def scan(self, lower: str) -> Iterator[tuple[int, int, Item | None]]:
        """Leftmost longest names in the text: start, end, item; item None is a word that only looks like one."""
        for last, (length, item) in self._automaton.iter_long(lower):
            yield last + 1 - length, last + 1, item

    def _build(self) -> ahocorasick.Automaton:
        automaton = ahocorasick.Automaton()
        for name, item in self.names.items():
            automaton.add_word(name, (len(name), item))
        for word in ZH.words("stop"):
            if word not in self.names:
                automaton.add_word(word, (len(word), None))
        for sign, name in ZH.table["emoji"].items():
            found = self.names.get(name)
            if found is not None:
                automaton.add_word(sign, (len(sign), found))
        if not len(automaton):
            automaton.add_word("\x01", (1, None))  # an empty automaton cannot be searched
        automaton.make_automaton()
        return automaton

    @cached_property
    def misspellings(self) -> dict[str, Item | None]:
        """Names with one sign changed for another of its shape; None where two items would fit."""
        found: dict[str, Item | None] = {}
        groups = [group for group in ZH.table["shapes"]["groups"]]
        for name, item in self.names.items():
            if len(name) < 2:
                continue
            for place, sign in enumerate(name):
                for group in groups:
                    for other in group if sign in group else "":
                        variant = name[:place] + other + name[place + 1 :]
                        if variant not in self.names:
                            found[variant] = item if found.get(variant, item) is item else None
        return found

    @cached_property
    def sounds(self) -> dict[str, Item | None]:
        """Sound of a name to its item; None where two items sound alike."""
        found: dict[str, Item | None] = {}
        for name, item in self.names.items():
            heard = sound(name)
            if heard and len(name) > 1:
                found[heard] = item if found.get(heard, item) is item else None
        return found


def sound(name: str) -> str | None:
    """Toneless pinyin joined by spaces, or None when a character has none here."""
    parts = [ZH.sounds.get(sign) for sign in name]
    return None if None in parts else " ".join(part for part in parts if part)


def key(name: str) -> str:
    return plain(name).strip().lower()


def load_catalogue(path: str | Path) -> Catalogue:
    """Read the catalogue CSV (columns of the data contract, UTF-8). Raises CatalogueError with a sentence."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise CatalogueError(f"The catalogue {path} has no column {', '.join(missing)}.")
            items = [_item(row) for row in reader if (row["name_zh_hans"] or "").strip()]
    except OSError as error:
        raise CatalogueError(f"The catalogue {path} cannot be opened: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CatalogueError(f"The catalogue {path} is not UTF-8 text.") from error
    except csv.Error as error:
        raise CatalogueError(f"The catalogue {path} is not a CSV table: {error}.") from error
    if not items:
        raise CatalogueError(f"The catalogue {path} holds no product.")
    return Catalogue(items)


def _item(row: dict[str, str]) -> Item:
    return Item(
        code=(row["code"] or "").strip(),
        name=row["name_zh_hans"].strip(),
        aliases=tuple(filter(None, (alias.strip() for alias in (row["aliases"] or "").split("|")))),
        category=(row["category"] or "").strip(),
        units=tuple(filter(None, (re.split("[=≈]", unit)[0] for unit in (row["units"] or "").split("|")))),
        name_hant=(row.get("name_zh_hant") or "").strip(),
        name_en=(row.get("name_en") or "").strip(),
    )


def _names(item: Item) -> Iterator[str]:
    for name in (item.name, item.name_hant, *item.aliases):
        plainly = key(name)
        if plainly:
            yield plainly
            for han, arabic in _NUMBERED.items():
                if han in plainly:
                    yield plainly.replace(han, arabic)
