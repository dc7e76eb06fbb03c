"""QR codes from text. Pure; the same text always gives the same picture."""

import io

import segno


def qr_svg(text: str, *, border: int = 4) -> str:
    """An SVG of `text`, black on white, sized by its viewBox so that the page decides how large it is."""
    out = io.BytesIO()
    _code(text).save(out, kind="svg", border=border, xmldecl=False, omitsize=True, light="white")
    return out.getvalue().decode()


def qr_png(text: str, scale: int = 8, *, border: int = 4) -> bytes:
    """A PNG of `text`, `scale` pixels per module."""
    out = io.BytesIO()
    _code(text).save(out, kind="png", scale=scale, border=border)
    return out.getvalue()


def _code(text: str) -> segno.QRCode:
    # Level M survives a crease or a thumb mark; micro codes are not read by WeChat.
    return segno.make(text, error="m", micro=False)
