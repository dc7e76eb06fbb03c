"""Ids made in the application and refs made for paper.

An id is 63 bits: 41 of milliseconds since 2020, 10 of the process, 12 of a counter. It sorts by time, needs no
database, and so the same row can be sent twice or made on any machine (docs/decisions/0006).
A ref is what people read aloud, print and scan: Crockford base32 without I L O U, with one check character.
"""

from __future__ import annotations

import os
import secrets
import threading
import time

EPOCH_MS = 1_577_836_800_000  # 2020-01-01T00:00:00Z
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK = ALPHABET + "*~$=U"  # 37 characters: the remainder modulo a prime catches every single slip
READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "-": "", " ": ""})

_lock = threading.Lock()
_state = {"ms": 0, "counter": 0, "pid": -1, "process": 0}


def new_id() -> int:
    with _lock:
        if _state["pid"] != os.getpid():  # a forked worker must not share its parent's number
            _state["pid"] = os.getpid()
            _state["process"] = secrets.randbelow(1024)
        ms = max(time.time_ns() // 1_000_000, _state["ms"])
        _state["counter"] = _state["counter"] + 1 if ms == _state["ms"] else 0
        if _state["counter"] == 4096:
            ms, _state["counter"] = ms + 1, 0
        _state["ms"] = ms
        return (ms - EPOCH_MS) << 22 | _state["process"] << 12 | _state["counter"]


def new_ref(length: int = 7) -> str:
    """A random ref of `length` characters and its check character. Seven give 3e10: enough for one subdistrict's doors."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return body + check_character(body)


def check_character(body: str) -> str:
    number = 0
    for letter in body:
        number = number * 32 + ALPHABET.index(letter)
    return CHECK[number % 37]


def read_ref(text: str) -> str | None:
    """What a hand typed, as a ref; None when it cannot be one."""
    ref = text.strip().upper().translate(READ_AS)
    if len(ref) < 2 or any(letter not in ALPHABET for letter in ref[:-1]):
        return None
    return ref if check_character(ref[:-1]) == ref[-1] else None


def new_token() -> str:
    """160 random bits for an address that opens one household's page."""
    return secrets.token_urlsafe(20)
