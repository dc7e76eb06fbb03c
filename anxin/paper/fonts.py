"""Where the printing press finds its Chinese faces.

Order: the folders named by ANXIN_FONTS; the npm package @expo-google-fonts/noto-sans-sc (400 and 700, every
character of GB2312 and the traditional ones too); the system's Noto CJK. The system's face also stands behind
the first two for rare characters (𠮷). Traditional sheets use Noto Sans TC where present, else the SC one.
The monospaced face for short codes (DejaVu Sans Mono) comes inside typst.
"""

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import typst

CHECKOUT = Path(__file__).resolve().parents[2]
NPM_FACES = (
    "noto-sans-sc/400Regular",
    "noto-sans-sc/700Bold",
    "noto-sans-tc/400Regular",
    "noto-sans-tc/700Bold",
)
SYSTEM_FOLDERS = (
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/google-noto-sans-cjk-fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
    str(Path.home() / ".local/share/fonts"),
)
SIMPLIFIED = ("Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC")
TRADITIONAL = ("Noto Sans TC", "Noto Sans CJK TC", "Source Han Sans TC")


class FontsMissing(RuntimeError):
    """No Chinese face on this machine: a fault of the installation, not of the reader."""


def npm_folders(checkout: Path = CHECKOUT) -> list[Path]:
    root = checkout / "node_modules" / "@expo-google-fonts"
    return [root / face for face in NPM_FACES if (root / face).is_dir()]


def system_folders() -> list[Path]:
    """Folders of Noto CJK faces; only those, so that one print looks like the next on every machine."""
    return [folder for folder in map(Path, SYSTEM_FOLDERS) if any(folder.glob("*Sans*CJK*"))]


def font_folders() -> list[Path]:
    named = os.environ.get("ANXIN_FONTS")
    first = [Path(part) for part in named.split(os.pathsep)] if named else npm_folders()
    return [*first, *system_folders()]


def families(found: Iterable[str], lang: str) -> list[str]:
    """The faces to try, best first, for `lang` ("zh-Hans", "zh-Hant", "en")."""
    there = set(found)
    order = (*TRADITIONAL, *SIMPLIFIED) if lang.startswith("zh-Hant") else (*SIMPLIFIED, *TRADITIONAL)
    return [face for face in order if face in there]


@lru_cache(maxsize=1)
def typefaces() -> typst.Fonts:
    """All faces, opened once per process. Raises FontsMissing with what to do."""
    folders = font_folders()
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in folders])
    if not families(fonts.families(), "zh-Hans"):
        looked = ", ".join(map(str, folders)) or "nowhere: no folder exists"
        raise FontsMissing(
            "No Chinese typeface found, so nothing can be printed. Run `python3 bootstrap.py` (it installs "
            "@expo-google-fonts/noto-sans-sc), or install the system package fonts-noto-cjk, "
            f"or set ANXIN_FONTS to a folder of Noto Sans SC files. Looked in: {looked}"
        )
    return fonts
