"""Phone numbers and the like at rest: AES-GCM with a key id for rotation, and a keyed hash to find equals.

The keys live outside the database, in a file only the server reads (settings.ANXIN_KEYS).
"""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models


def _key(key_id: int) -> bytes:
    keys: dict[int, bytes] = settings.ANXIN_KEYS
    return keys[key_id]


def seal_bytes(content: bytes) -> bytes:
    """For files that hold people."""
    key_id = max(settings.ANXIN_KEYS)
    nonce = os.urandom(12)
    return bytes([key_id]) + nonce + AESGCM(_key(key_id)).encrypt(nonce, content, None)


def seal(text: str) -> bytes:
    return seal_bytes(text.encode())


def unseal_bytes(sealed: bytes) -> bytes:
    """Raises KeyError for a key that is gone and InvalidTag for bytes somebody changed."""
    return AESGCM(_key(sealed[0])).decrypt(sealed[1:13], sealed[13:], None)


def unseal(sealed: bytes) -> str:
    return unseal_bytes(sealed).decode()


def keyed_hash(text: str) -> str:
    """Equal texts give equal hashes for whoever holds the key, and nothing to anybody else."""
    oldest = min(settings.ANXIN_KEYS)  # stays while the sealing keys rotate, or nothing would be found again
    return hmac.new(b"find:" + _key(oldest), text.encode(), hashlib.sha256).hexdigest()[:40]


class SealedField(models.BinaryField):  # type: ignore[type-arg]  # generic for the checker only
    """Text in Python, sealed bytes in the database. Empty text stays empty."""

    @property
    def get_placeholder(self) -> Any:
        """Not there: bytes need no placeholder of their own, and without one PostgreSQL takes many rows as arrays."""
        raise AttributeError("get_placeholder")

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        return unseal(bytes(value)) if value else ""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            value = seal(value) if value else b""
        return super().get_db_prep_value(value, connection, prepared)

    def to_python(self, value: Any) -> str:
        return value if isinstance(value, str) else ""

    def get_internal_type(self) -> str:
        return "BinaryField"

    def _check_str_default_value(self) -> list[Any]:
        return []  # in Python it is text

    def value_to_string(self, obj: Any) -> str:
        return ""  # a dump of rows must not carry the open text


def plain_phone(text: str) -> str:
    """Digits only, half width, without the country code: how two spellings of one number meet."""
    digits = "".join(str(int(c)) for c in text if c.isdecimal())  # "²" is a digit, and no decimal
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def masked_phone(text: str) -> str:
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 7 else "****"
