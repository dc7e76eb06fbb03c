"""Numbers out of an address or a form, where anybody can write anything."""

from __future__ import annotations

LARGEST = 2**63 - 1  # what the database can compare with


def number(text: str | None) -> int:
    """A whole number from 0 up; 0 for none, for nonsense, and for what no row could ever have."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 19:
        return 0
    return min(int(text), LARGEST)
