"""Reading foreign JSON field by field: what is wrong is said with the path of the field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from anxin.planning.common import Fact

T = TypeVar("T")


class Faulty(Exception):
    """The instance or plan cannot be read. `path` as `doors[3].floor`; `code` and `facts` for the sentence.

    Codes: missing · not_object · not_list · not_text · not_number · not_whole · not_boolean · not_point · below · twice ·
    unknown · not_kind · not_plan_of_kind · refused.
    """

    def __init__(self, path: str, code: str, **facts: Fact) -> None:
        super().__init__(f"{path}: {code}")
        self.path, self.code, self.facts = path, code, facts


class Fields:
    """One JSON object at a path."""

    def __init__(self, value: Any, path: str = "") -> None:
        if not isinstance(value, dict):
            raise Faulty(path or "$", "not_object")
        self.value: Mapping[str, Any] = value
        self.path = path

    def at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def has(self, name: str) -> bool:
        return name in self.value

    def raw(self, name: str) -> Any:
        if name not in self.value:
            raise Faulty(self.at(name), "missing")
        return self.value[name]

    def text(self, name: str, default: str | None = None) -> str:
        if default is not None and name not in self.value:
            return default
        value = self.raw(name)
        if not isinstance(value, str):
            raise Faulty(self.at(name), "not_text")
        return value

    def whole(self, name: str, default: int | None = None, *, least: int | None = 0) -> int:
        if default is not None and name not in self.value:
            return default
        return whole(self.raw(name), self.at(name), least=least)

    def number(self, name: str, default: float) -> float:
        value = self.value.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Faulty(self.at(name), "not_number")
        return float(value)

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        if default is not None and name not in self.value:
            return default
        value = self.raw(name)
        if not isinstance(value, bool):
            raise Faulty(self.at(name), "not_boolean")
        return value

    def point(self, name: str) -> tuple[float, float]:
        value = self.raw(name)
        if (
            not isinstance(value, list)
            or len(value) != 2
            or any(isinstance(x, bool) or not isinstance(x, int | float) for x in value)
        ):
            raise Faulty(self.at(name), "not_point")
        return float(value[0]), float(value[1])

    def object(self, name: str) -> Fields:
        return Fields(self.raw(name), self.at(name))

    def rows(self, name: str, *, optional: bool = False) -> Iterator[Fields]:
        """The objects of a list, each with its own path."""
        if optional and name not in self.value:
            return
        for n, row in enumerate(items(self.raw(name), self.at(name))):
            yield Fields(row, f"{self.at(name)}[{n}]")

    def keyed(self, name: str, make: Callable[[Fields], T]) -> dict[str, T]:
        """Rows with unique `id`s."""
        found: dict[str, T] = {}
        for row in self.rows(name):
            key = row.text("id")
            if key in found:
                raise Faulty(row.at("id"), "twice", value=key)
            found[key] = make(row)
        return found

    def one_of(self, name: str, known: Mapping[str, Any]) -> str:
        value = self.text(name)
        if value not in known:
            raise Faulty(self.at(name), "unknown", value=value)
        return value


def items(value: Any, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise Faulty(path, "not_list")
    return value


def whole_or_wrong(value: Any) -> int:
    """A number a plan must hold as a whole one; -1, which every checker refuses, where it is not."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        return -1
    return int(value)


def whole(value: Any, path: str, *, least: int | None = 0) -> int:
    """A whole number; 3.0 is one, 3.5 and true are not."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise Faulty(path, "not_whole")
    if least is not None and value < least:
        raise Faulty(path, "below", least=least)
    return int(value)
