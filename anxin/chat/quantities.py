"""How much: ranges, vague words, halves, 两, multipliers, plain numbers. Ordered, first match wins."""

from __future__ import annotations

import re
from decimal import Decimal

from anxin.chat.grammar import ZH, bounded
from anxin.chat.numerals import HAN, NUMBER, value
from anxin.chat.sheet import TAKEN, Mark, Quantity, Sheet

_U = ZH.unit
_ONE = "一二两三四五六七八九"
_HALF = Decimal("0.5")
_TENTH = Decimal("0.1")
_QUANTITY = bounded(
    rf"(?P<range>{NUMBER}\s*(?:{_U})?\s*[-~至到]\s*{NUMBER}\s*(?P<range_unit>{_U}))"
    rf"|(?P<pair>[{_ONE}]{{2}})(?P<pair_unit>{_U})"
    rf"|(?P<few>(?:好几|十几|几十|十来|几|数|若干))\s*[大小]?(?P<few_unit>{_U})"
    rf"|(?<=[来要加订买{TAKEN}])(?P<one>[份个盒箱袋瓶把条只板桶])(?={TAKEN})"
    r"|(?P<vague>(?<=[买来要加带拿弄搞整订送])(?:一?点儿?|些)|(?<![这那有哪好])一些|一点儿?|少许|适量|若干|随便(?=\s|$))"
    rf"|(?P<half>{NUMBER})\s*[大小]?(?P<half_unit>{_U})半"
    rf"|(?P<jin>{NUMBER})斤(?P<liang>[{_ONE}\d])两"
    rf"|(?P<only>(?<![\d{_ONE}十]){_U})半(?!{_U})"
    rf"|半\s*[大小]?(?P<semi_unit>{_U})"
    rf"|(?P<tenths>\d+(?:\.\d+)?|[{_ONE}十半])两(?!\s*[大小]?(?:{_U}))"
    rf"|(?P<sign>[*xX+])\s*(?P<times>{NUMBER})(?:\s*(?P<times_unit>{_U}))?"
    rf"|(?:(?<![A-Za-z.\d])|(?=[{HAN}]))(?P<count>{NUMBER})\s*[大小整]?(?P<count_unit>{_U})(?:多|左右|来)?"
    rf"|(?<![\d.A-Za-z])(?P<bare>\d{{1,4}}(?:\.\d+)?)(?![\d.]|\s*[%°度])"
    rf"|(?<={TAKEN})\s?(?P<word>[{_ONE}十]{{1,3}})(?=$|[\s,，、。;])"
)
_SPREAD = ZH.patterns["spread"]


def find_quantities(sheet: Sheet) -> list[Mark]:
    """Claim every quantity among the free characters."""
    found: list[tuple[int, int, Quantity]] = []
    for match in _QUANTITY.finditer(sheet.left):
        quantity = _read(match)
        if quantity is not None:
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            found.append((start, match.end(), quantity))
    return [_claim(sheet, *each) for each in found]


def _claim(sheet: Sheet, start: int, end: int, quantity: Quantity) -> Mark:
    lead = _SPREAD.search(sheet.left, max(0, start - 6), start)
    if lead and lead.group():
        quantity.spread = True
        start = lead.start()
    return sheet.claim(start, end, "qty", quantity)


def _read(match: re.Match[str]) -> Quantity | None:
    group = match.group
    if group("pair") and not _neighbours(group("pair")):
        return None
    for name in ("range_unit", "pair_unit", "few_unit"):
        if group(name):
            return Quantity(None, _unit(group(name)), vague=name == "few_unit")
    if group("vague"):
        return Quantity(None, None, vague=True)
    for name, unit in (("half", "half_unit"), ("times", "times_unit"), ("count", "count_unit")):
        if group(name):
            plus = _HALF if name == "half" else Decimal(0)
            return _count(group(name), group(unit), plus=plus, sign=group("sign") or "")
    if group("jin"):
        return _count(group("jin"), "斤", plus=(value(group("liang")) or Decimal(0)) * _TENTH)
    return _short(match)


def _short(match: re.Match[str]) -> Quantity | None:
    """Amounts without a plain number and unit: 来份, 斤半, 半箱, 二两, 2."""
    group = match.group
    if group("one"):
        return Quantity(Decimal(1), _unit(group("one")))
    if group("only"):
        return Quantity(1 + _HALF, _unit(group("only")))
    if group("semi_unit"):
        unit = _unit(group("semi_unit"))
        return Quantity(_HALF * _TENTH, "斤") if unit == "两" else Quantity(_HALF, unit)
    if group("tenths"):
        number = _HALF if group("tenths") == "半" else value(group("tenths"))
        return None if number is None else Quantity(number * _TENTH, "斤")
    number = value(group("bare") or group("word"))
    return None if number is None else Quantity(number, None, bare=True)


def _neighbours(pair: str) -> bool:
    """两三根, 三五个: two numerals close to each other are a range."""
    first, second = (value(sign) for sign in pair)
    return first is not None and second is not None and abs(first - second) in (1, 2)


def _count(written: str, unit: str | None, plus: Decimal = Decimal(0), sign: str = "") -> Quantity | None:
    number = value(written)
    if number is None:
        return None
    if unit is not None and _unit(unit) == "两":
        return Quantity(number * _TENTH, "斤")
    return Quantity(number + plus, _unit(unit) if unit else None, plus=sign == "+")


def _unit(written: str) -> str:
    return str(ZH.canonical[written])
