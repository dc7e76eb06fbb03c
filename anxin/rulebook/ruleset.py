"""A rule set as the rest of the program holds it: frozen values by path, each with its source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Generic, TypeVar

Value = int | str | tuple[int, ...] | tuple[str, ...]

EXAMPLE = "可编辑示例"
"""How the source of a value begins that nobody found written anywhere: an office should look at it first."""

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Rule:
    """One value, where it was found, and (when the file says so) unit, note and sensible range."""

    value: Value
    source: str
    unit: str = ""
    note: str = ""
    range: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Because:
    """One reason of an answer: the path, what it said, and where that was found."""

    path: str
    value: Value
    source: str


@dataclass(frozen=True, slots=True)
class Answer(Generic[T_co]):
    """A decision and the rules it rests on, the deciding one first."""

    value: T_co
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A dated rule set. `title` has keys zh-hans, zh-hant, en. A path it lacks is a bug: KeyError."""

    name: str
    title: Mapping[str, str] = field(hash=False)
    effective_from: date
    effective_source: str
    rules: Mapping[str, Rule] = field(hash=False, repr=False)

    def number(self, path: str) -> int:
        """A whole number; its unit is in the path or in `rule(path).unit`."""
        value = self.rules[path].value
        if not isinstance(value, int):
            raise TypeError(f"{path} is not a number")
        return value

    def text(self, path: str) -> str:
        """A text, a code of a choice, or a clock time as HH:MM."""
        value = self.rules[path].value
        if not isinstance(value, str):
            raise TypeError(f"{path} is not a text")
        return value

    def clock(self, path: str) -> time:
        """A clock time of the area's day."""
        return time.fromisoformat(self.text(path))

    def numbers(self, path: str) -> tuple[int, ...]:
        """A list of whole numbers, such as sampling days."""
        value = self.rules[path].value
        if not isinstance(value, tuple):
            raise TypeError(f"{path} is not a list")
        return tuple(part for part in value if isinstance(part, int))

    def texts(self, path: str) -> tuple[str, ...]:
        """A list of texts, such as symptoms."""
        value = self.rules[path].value
        if not isinstance(value, tuple):
            raise TypeError(f"{path} is not a list")
        return tuple(part for part in value if isinstance(part, str))

    def source(self, path: str) -> str:
        """Where the value was found, as written in the file."""
        return self.rules[path].source

    def is_example(self, path: str) -> bool:
        """True when no source was found and the office should check the value first."""
        return self.rules[path].source.startswith(EXAMPLE)

    def rule(self, path: str) -> Rule:
        """The value with everything the file says beside it."""
        return self.rules[path]

    def because(self, path: str) -> Because:
        """The value as a reason of an answer."""
        rule = self.rules[path]
        return Because(path, rule.value, rule.source)

    def items(self) -> Iterator[tuple[str, Value, str]]:
        """(path, value, source) of everything, in the order of the file."""
        return ((path, rule.value, rule.source) for path, rule in self.rules.items())
