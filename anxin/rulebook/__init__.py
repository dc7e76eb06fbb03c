"""rulebook: the numbers and decisions an office could change, as dated data.

For: rule sets (TOML, each value with its source), zones, delivery modes, allocation classes, quiet hours,
limits; every answer can say why.
Not for: rows, clocks, frameworks. A case or compound names its rule set; this room reads it.
Words: a rule set holds paths (`slots.minutes`), each with value and source; an answer carries the paths it
rests on. docs/rulebook.md explains the files to somebody who edits one.
"""

from anxin.rulebook.comparing import Change, compare
from anxin.rulebook.decisions import (
    allocation_class,
    count_shown,
    delivery_mode,
    is_late,
    may_leave,
    quiet,
    zone_review_due,
)
from anxin.rulebook.reading import parse
from anxin.rulebook.ruleset import EXAMPLE, Answer, Because, Rule, RuleSet, Value
from anxin.rulebook.shelf import available, load
from anxin.rulebook.wrong import CODES, RuleSetError

__all__ = [
    "CODES",
    "EXAMPLE",
    "Answer",
    "Because",
    "Change",
    "Rule",
    "RuleSet",
    "RuleSetError",
    "Value",
    "allocation_class",
    "available",
    "compare",
    "count_shown",
    "delivery_mode",
    "is_late",
    "load",
    "may_leave",
    "parse",
    "quiet",
    "zone_review_due",
]
