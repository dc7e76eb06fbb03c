"""Chinese text takes full-width punctuation. `punctuation.py [--mend]` walks templates, code and documents.

Only marks that stand directly after a Chinese character (or between two) are looked at, so code is left alone.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
HAN = r"[\u4e00-\u9fff\u3007》」』）”]"
AFTER = re.compile(rf"(?<={HAN})([,;:?!])(?!\w+=)(?= ?[\u4e00-\u9fff《「『（“%{{<0-9A-Z]|$|\"|')")
BRACKETS = re.compile(r"(?<=[\u4e00-\u9fff])\(([^()\n\"']*[\u4e00-\u9fff][^()\n\"']*)\)")
TEXTS = ("anxin/**/*.html", "anxin/**/*.py", "README.zh.md")
LEFT = ("anxin/chat/", "anxin/locale/", "migrations", "frontend/")  # the reader must know every spelling


def mended(text: str) -> str:
    text = AFTER.sub(lambda match: FULL[match[1]], text)
    return BRACKETS.sub(lambda match: f"（{match[1]}）", text)


def main() -> int:
    faults = 0
    for pattern in TEXTS:
        for path in HERE.glob(pattern):
            name = str(path.relative_to(HERE))
            if any(part in name for part in LEFT):
                continue
            before = path.read_text()
            after = mended(before)
            if before == after:
                continue
            if "--mend" in sys.argv:
                path.write_text(after)
            for number, (a, b) in enumerate(zip(before.splitlines(), after.splitlines(), strict=True), 1):
                if a != b:
                    faults += 1
                    print(f"{name}:{number}: {b.strip()[:100]}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
