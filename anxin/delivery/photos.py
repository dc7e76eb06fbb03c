"""Pictures of a bag at a door: drawn anew (so that place, time and phone are left behind), made small, named at random.

Files are written before the transaction that names them and removed when it refuses: a killed worker may leave a
picture without a row, never a row without its picture.
"""

from __future__ import annotations

import io
import secrets
import struct
import zlib
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from anxin.kernel.errors import Refusal
from anxin.rulebook import RuleSet

KINDS = ("JPEG", "PNG", "WEBP")  # what phones make; each further reader of Pillow is one more way in
MOST_PIXELS = 60_000_000  # a picture of more unpacks into more memory than a phone's camera makes
MOST_UNSHRUNK = (
    20_000_000  # only a JPEG can be unpacked small; a PNG of a few kilobytes holds any number of pixels
)
QUALITY = 72
BROKEN = (
    UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error, IndexError,
    Image.DecompressionBombError,
)  # fmt: skip
"""How Pillow says that the bytes are no picture."""


def keep(data: bytes, rules: RuleSet) -> str:
    """The name under which the picture is kept. Refuses `handover.photo_large` and `handover.photo_bad`."""
    megabytes = rules.number("photos.max_megabytes")
    if len(data) > megabytes * 1024 * 1024:
        raise Refusal("handover.photo_large", megabytes=megabytes)
    name = f"{secrets.token_hex(16)}.jpg"
    place = path_of(name)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(_drawn(data, rules.number("photos.max_side_pixels")))
    return name


def _drawn(data: bytes, side: int) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=KINDS) as picture:
            if picture.width * picture.height > (MOST_PIXELS if picture.format == "JPEG" else MOST_UNSHRUNK):
                raise Refusal("handover.photo_bad")
            picture.draft("RGB", (side, side))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except BROKEN as error:
        raise Refusal("handover.photo_bad") from error
    upright.thumbnail((side, side))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def path_of(name: str) -> Path:
    return Path(settings.PHOTO_ROOT) / name[:2] / name


def drop(name: str) -> None:
    path_of(name).unlink(missing_ok=True)
