"""Text in, rule set out; or the path and the code of what is wrong with it."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType

from anxin.rulebook import shape
from anxin.rulebook.ruleset import Rule, RuleSet, Value
from anxin.rulebook.wrong import RuleSetError

LANGUAGES = ("zh-hans", "zh-hant", "en")
HEADER = ("name", "effective_from", "title")
KEYS = frozenset({"value", "source", "unit", "note", "range"})


def parse(text: str) -> RuleSet:
    """Read one rule set. Raises RuleSetError with the path and a sentence code (wrong.CODES)."""
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # not only TOMLDecodeError: a number of 5,000 digits
        raise RuleSetError("", "rulebook.not_toml", said=str(error)) from None
    found = dict(_leaves({key: part for key, part in table.items() if key not in HEADER}))
    for path in found:
        if path not in shape.PATHS:
            raise RuleSetError(path, "rulebook.unknown_path")
    for path in shape.PATHS:
        if path not in found:
            raise RuleSetError(path, "rulebook.missing")
    rules = {path: _rule(path, leaf) for path, leaf in found.items()}
    _goods_within_reach(rules)
    _slot_fits(rules)
    _classes_in_order(rules)
    effective_from, effective_source = _effective(table.get("effective_from"))
    return RuleSet(
        name=shape.Text().read("name", table.get("name")),
        title=_title(table.get("title")),
        effective_from=effective_from,
        effective_source=effective_source,
        rules=MappingProxyType(rules),
    )


def _leaves(table: Mapping[str, object], above: str = "") -> Iterator[tuple[str, Mapping[str, object]]]:
    """Walk down to the tables that hold a value; (path, table)."""
    for key, part in table.items():
        path = f"{above}.{key}" if above else key
        if "." in key:  # a quoted "slots.minutes" would hide the real one
            raise RuleSetError(path, "rulebook.unknown_path")
        if not isinstance(part, dict):
            raise RuleSetError(path, "rulebook.not_a_rule", found=str(part))
        if path in shape.PATHS or "value" in part:
            yield path, part
        else:
            yield from _leaves(part, path)


def _rule(path: str, leaf: Mapping[str, object]) -> Rule:
    for key in leaf:
        if key not in KEYS:
            raise RuleSetError(path, "rulebook.unknown_key", found=key)
    if "value" not in leaf:
        raise RuleSetError(path, "rulebook.missing")
    value = shape.PATHS[path].read(path, leaf["value"])
    return Rule(
        value=value,
        source=_source(path, leaf.get("source")),
        unit=shape.Text().read(path, leaf["unit"]) if "unit" in leaf else "",
        note=shape.Text().read(path, leaf["note"]) if "note" in leaf else "",
        range=_range(path, value, leaf["range"]) if "range" in leaf else None,
    )


def _source(path: str, raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise RuleSetError(path, "rulebook.no_source")
    return raw


def _range(path: str, value: Value, raw: object) -> tuple[int, int]:
    """The range found in the source, so that a slip (280 boxes) is refused; the file may widen it."""
    ends = shape.Numbers().read(path, raw)
    if len(ends) != 2 or not isinstance(value, int):
        raise RuleSetError(path, "rulebook.not_a_list", found=str(raw))
    lowest, highest = ends
    if not lowest <= value <= highest:
        raise RuleSetError(path, "rulebook.out_of_range", found=value, lowest=lowest, highest=highest)
    return lowest, highest


def _effective(raw: object) -> tuple[date, str]:
    path = "effective_from"
    if not isinstance(raw, dict):
        raise RuleSetError(path, "rulebook.missing" if raw is None else "rulebook.not_a_rule", found=str(raw))
    for key in raw:
        if key not in KEYS:
            raise RuleSetError(path, "rulebook.unknown_key", found=key)
    day = raw.get("value")
    if not isinstance(day, date) or isinstance(day, datetime):
        raise RuleSetError(path, "rulebook.not_a_date", found=str(day))
    return day, _source(path, raw.get("source"))


def _title(raw: object) -> Mapping[str, str]:
    if not isinstance(raw, dict):
        raise RuleSetError("title", "rulebook.missing")
    for key in raw:
        if key not in LANGUAGES:
            raise RuleSetError(f"title.{key}", "rulebook.unknown_path")
    return MappingProxyType(
        {language: shape.Text().read(f"title.{language}", raw.get(language)) for language in LANGUAGES}
    )


def _goods_within_reach(rules: Mapping[str, Rule]) -> None:
    """Who may not leave the flat cannot fetch goods anywhere else."""
    for zone in shape.ZONES:
        stays = rules[f"zones.{zone}.leave_flat"].value == "no"
        if stays and rules[f"zones.{zone}.goods"].value != "flat_door":
            raise RuleSetError(f"zones.{zone}.goods", "rulebook.goods_out_of_reach", zone=zone)


def _slot_fits(rules: Mapping[str, Rule]) -> None:
    """One stair's slot must fit under the number allowed below, or nobody could ever be called."""
    called, cap = rules["slots.per_stair"].value, rules["slots.below_cap"].value
    if isinstance(called, int) and isinstance(cap, int) and called > cap:
        raise RuleSetError("slots.below_cap", "rulebook.cap_below_slot", cap=cap, called=called)


def _classes_in_order(rules: Mapping[str, Rule]) -> None:
    """The six classes are a ranking, each number from 1 to 6 once, and observed homes come before all others."""
    ranks = sorted(str(rules[f"classes.{name}"].value) for name in shape.CLASSES)
    if ranks != ["1", "2", "3", "4", "5", "6"]:
        raise RuleSetError("classes", "rulebook.not_an_order", found=", ".join(ranks))
    if {rules["classes.isolated_in_need"].value, rules["classes.isolated"].value} != {1, 2}:
        raise RuleSetError("classes.isolated", "rulebook.observed_not_first")
