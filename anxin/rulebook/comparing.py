"""What differs between two rule sets, so that an office sees it before saving its copy."""

from dataclasses import dataclass

from anxin.rulebook.ruleset import RuleSet, Value


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs."""

    path: str
    before: Value
    after: Value


def compare(old: RuleSet, new: RuleSet) -> list[Change]:
    """The paths whose value differs, in the order of `old`. A new source or note alone changes no answer."""
    return [
        Change(path, before, new.rules[path].value)
        for path, before, _ in old.items()
        if new.rules[path].value != before
    ]
