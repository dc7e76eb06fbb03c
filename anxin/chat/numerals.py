"""Numbers as people write them: 2, 0.8, 两, 十二, 三十, 一百二, 五零一."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "仨": 3, "四": 4, "五": 5, "六": 6, "七": 7,
          "八": 8, "九": 9}  # fmt: skip
_TENS = {"十": 10, "百": 100, "千": 1000}
HAN = "零一二两俩三仨四五六七八九十百千"
NUMBER = rf"(?:\d{{1,9}}(?:\.\d{{1,4}})?|[{HAN}]{{1,9}})"
LONGEST = 9  # digits; a longer run is a phone or an order number, never a quantity


def value(written: str) -> Decimal | None:
    """The number, or None when the characters make none (as 十百 would)."""
    if not written or len(written) > LONGEST + 3:
        return None
    if written[0].isascii():
        try:
            return Decimal(written)
        except InvalidOperation:
            return None
    if not any(sign in _TENS for sign in written):
        return Decimal("".join(str(DIGITS[sign]) for sign in written))
    return _grouped(written)


def _grouped(written: str) -> Decimal | None:
    total, digit, last = 0, None, 10000
    for sign in written:
        if sign in _TENS:
            if _TENS[sign] >= last:
                return None
            last = _TENS[sign]
            total += (1 if digit is None else digit) * last
            digit = None
        elif sign == "零":
            last = 10
        else:
            if digit is not None:
                return None
            digit = DIGITS[sign]
    if digit is not None:
        total += digit * (last // 10 if last >= 100 and "零" not in written else 1)
    return Decimal(total)


def digits(written: str) -> str:
    """The digits of a house number, without leading zeros: 五零一 and 0501 are 501, 十二 is 12."""
    if written.isascii():
        return written.lstrip("0") or "0"
    if any(sign not in HAN for sign in written):
        return written  # 东区 keeps its word
    number = value(written)
    return str(number) if number is not None else written
