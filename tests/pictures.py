"""A picture as a phone takes it: with the place and the phone's name written into it."""

from __future__ import annotations

import io

from PIL import Image

MAKER = "SecretPhone 9"


def photo(width: int = 320, height: int = 240) -> bytes:
    picture = Image.new("RGB", (width, height), (40, 120, 90))
    exif = picture.getexif()
    exif[0x010F] = MAKER
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (31.0, 12.0, 30.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()
