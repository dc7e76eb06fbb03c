"""Decisions about people at home, on plain values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from anxin.households.terms import Flag

FRAIL = frozenset({Flag.ELDER_ALONE, Flag.DISABLED, Flag.MATERNITY, Flag.INFANT, Flag.DIALYSIS})


@dataclass(frozen=True, slots=True)
class Needs:
    """What bears on where goods go and who is served first: the inputs of the rule book's decisions.

    For plans only. A page shows what follows from it (delivery mode, class), never the needs themselves.
    """

    home_observed: bool = False
    cannot_come_down: bool = False
    without_stock: bool = False
    medical_diet: bool = False
    elder_or_disabled: bool = False


NO_NEEDS = Needs()


def needs_of(flags: Collection[str]) -> Needs:
    """From the flags that run at one moment."""
    return Needs(
        home_observed=Flag.HOME_OBSERVED in flags,
        cannot_come_down=Flag.CANNOT_COME_DOWN in flags,
        without_stock=Flag.WITHOUT_STOCK in flags,
        medical_diet=Flag.MEDICAL_DIET in flags,
        elder_or_disabled=any(flag in FRAIL for flag in flags),
    )


def is_another_family(old_head: str, old_phone: str, new_head: str, new_phone: str) -> bool:
    """Both the name and the number differ: other people live there now, and the old card must not open their page.

    Phones may be given as hashes. What was never written down proves nothing.
    """
    return bool(
        old_head and old_phone and new_head and new_phone and old_head != new_head and old_phone != new_phone
    )


def phone_fault(digits: str) -> str | None:
    """Mobile numbers have 11 digits, landlines with area code 10 to 12, without 7 or 8; "" is no number."""
    return None if not digits or 7 <= len(digits) <= 12 else "household.phone_wrong"
