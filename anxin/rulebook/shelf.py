"""The rule sets that come with the program."""

from functools import cache
from importlib.resources import files

from anxin.rulebook.reading import parse
from anxin.rulebook.ruleset import RuleSet
from anxin.rulebook.wrong import RuleSetError


@cache
def available() -> tuple[str, ...]:
    """Names of the shipped sets, in alphabetical order (for the dated ones that is by date)."""
    names = (entry.name for entry in files("anxin.rulebook").joinpath("sets").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def load(name: str) -> RuleSet:
    """One shipped set by name. An unknown name raises RuleSetError with code rulebook.unknown_set."""
    if name not in available():
        raise RuleSetError("", "rulebook.unknown_set", name=name, available=available())
    text = files("anxin.rulebook").joinpath("sets", f"{name}.toml").read_text(encoding="utf-8")
    return parse(text)
