"""The units goods are counted in, in the reader's language. They are typed freely, so an unknown one stays as it is."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import npgettext

UNITS: dict[str, Callable[[int], str]] = {
    "份": lambda n: npgettext("unit", "份", "份", n),
    "个": lambda n: npgettext("unit", "个", "个", n),
    "只": lambda n: npgettext("unit", "只", "只", n),
    "枚": lambda n: npgettext("unit", "枚", "枚", n),
    "颗": lambda n: npgettext("unit", "颗", "颗", n),
    "根": lambda n: npgettext("unit", "根", "根", n),
    "条": lambda n: npgettext("unit", "条", "条", n),
    "块": lambda n: npgettext("unit", "块", "块", n),
    "支": lambda n: npgettext("unit", "支", "支", n),
    "件": lambda n: npgettext("unit", "件", "件", n),
    "把": lambda n: npgettext("unit", "把", "把", n),
    "斤": lambda n: npgettext("unit", "斤", "斤", n),
    "公斤": lambda n: npgettext("unit", "公斤", "公斤", n),
    "克": lambda n: npgettext("unit", "克", "克", n),
    "两": lambda n: npgettext("unit", "两", "两", n),
    "升": lambda n: npgettext("unit", "升", "升", n),
    "毫升": lambda n: npgettext("unit", "毫升", "毫升", n),
    "盒": lambda n: npgettext("unit", "盒", "盒", n),
    "板": lambda n: npgettext("unit", "板", "板", n),
    "包": lambda n: npgettext("unit", "包", "包", n),
    "袋": lambda n: npgettext("unit", "袋", "袋", n),
    "瓶": lambda n: npgettext("unit", "瓶", "瓶", n),
    "箱": lambda n: npgettext("unit", "箱", "箱", n),
    "桶": lambda n: npgettext("unit", "桶", "桶", n),
    "罐": lambda n: npgettext("unit", "罐", "罐", n),
    "卷": lambda n: npgettext("unit", "卷", "卷", n),
    "提": lambda n: npgettext("unit", "提", "提", n),
    "套": lambda n: npgettext("unit", "套", "套", n),
    "打": lambda n: npgettext("unit", "打", "打", n),
}


def unit_word(unit: str, milli: int = 1000) -> str:
    """The unit as it follows an amount of so many thousandths: 份 → "pc" for one, "pcs" for all else."""
    word = UNITS.get(unit)
    return word(1 if milli == 1000 else 2) if word else unit


def with_unit(digits: str, unit: str, milli: int) -> str:
    """Written "3份", and "3 pcs" where words are parted by spaces."""
    word = unit_word(unit, milli)
    return f"{digits} {word}" if word[:1].isascii() and word else digits + word
