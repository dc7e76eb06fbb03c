"""Photos people send: drawn anew, so that nothing hidden in the file stays (place, telephone, script)."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from anxin.kernel.errors import Refusal

LONGEST_SIDE = 1280
MOST_PIXELS = 60_000_000
MOST_BYTES = 12 * 1024 * 1024


def keep(file: Any) -> str:
    """Store an uploaded photo and give its name below PHOTO_ROOT. Refuses `photo.unreadable`."""
    if file.size > MOST_BYTES:
        raise Refusal("photo.unreadable")
    try:
        with Image.open(file, formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refusal("photo.unreadable")
            drawn = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refusal("photo.unreadable") from error
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn.info.clear()
    name = f"{secrets.token_hex(16)}.jpg"
    settings.PHOTO_ROOT.mkdir(parents=True, exist_ok=True)
    drawn.save(settings.PHOTO_ROOT / name, "JPEG", quality=80)
    return name
