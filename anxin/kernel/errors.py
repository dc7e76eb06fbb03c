"""What people may not do. Anything else is a bug and must crash."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """A limit people meet. `code` is stable and public; `facts` fill the sentence the door shows.

    Facts are plain values that may stand in a log: never a name, a phone number or a door.
    """

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class NotYours(Refusal):
    """Outside the asker's area, or not there: the two look the same (404)."""

    def __init__(self, what: str = "object") -> None:
        super().__init__("not_found", what=what)


class Stale(Refusal):
    """Somebody else changed it meanwhile; nothing was written."""

    def __init__(self, what: str = "object") -> None:
        super().__init__("stale", what=what)
