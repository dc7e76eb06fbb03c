"""Where rows begin and end: header, menu, example, rows, tail."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from anxin.chat.catalogue import Catalogue
from anxin.chat.entries import address_in
from anxin.chat.grammar import ZH, bounded
from anxin.chat.normal import plain
from anxin.chat.terms import Item

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳❶❷❸❹❺❻❼❽❾❿"
_HAN_NUMBERS = {han: place for place, han in enumerate("一二三四五六七八九十", 1)}
_UNITS_AFTER = r"\s*(?:斤|两|公斤|千克|[kK]?[gG]\b|元|块|度|℃|米|折|分|点|[lL]\b|ml)"
_ROW = bounded(
    r"^[ \t\u3000]*(?:"
    r"(?P<keycap>(?:[0-9０-９]\ufe0f?\u20e3)+|🔟)[ .、:]?"
    rf"|(?P<circled>[{_CIRCLED}⒈-⒛㈠-㈩])[.、]?"
    r"|[(（](?P<paren>[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3})[)）][.、]?"
    r"|(?P<dotted>[0-9０-９]{1,3})[ ]?"
    rf"(?:[.．](?![0-9０-９]{{1,3}}(?:[.．][0-9０-９]+)?(?:{_UNITS_AFTER}|\s*$))|[、)）]|[:：，,](?!\d{{2}}(?:\D|$)))"
    r"|(?P<han>[一二三四五六七八九十]{1,3})[、.．]"
    r")[ \t\u3000]*"
)
_BARE_ROW = bounded(r"^[ \t]*(?P<number>[0-9０-９]{1,3})[ \t\u3000]+(?=\S)")
_EXAMPLE = ZH.header["example"]
_ADDRESS_START = bounded(
    r"^\s*(?:[A-Za-z]?\d{1,4}\s*[-#—–－_]\s*\d|\d{1,5}弄|[A-Za-z\d一二三四五六七八九十]{1,3}\s*(?:栋|号楼|幢|座|区|期|单元|号\d)|\d{3,4}\s*(?:室|房))"
)


@dataclass(slots=True)
class Row:
    """A row: its number and where its content stands in the text."""

    number: int | None
    start: int
    end: int


@dataclass(slots=True)
class Layout:
    header: str = ""
    rows: list[Row] = field(default_factory=list)
    tail: str = ""
    titled: bool = False


@dataclass(slots=True)
class _Physical:
    start: int
    end: int
    words: str
    number: int | None = None
    content: int = 0

    @property
    def blank(self) -> bool:
        return not self.words.strip()


def layout(text: str) -> Layout | None:
    """The relay in this text, or None when it is a free message."""
    lines = _lines(text)
    _only_bare_numbers(lines)
    titled = any(ZH.header["relay"].search(plain(line.words)) for line in lines[:3] if line.number is None)
    numbered = [place for place, line in enumerate(lines) if line.number is not None]
    if numbered and (titled or len(numbered) > 1 or (lines[numbered[0]].number == 1 and numbered[0] == 0)):
        found = _numbered(lines, titled)
        if found.rows and (titled or not _is_shopping_list(text, found)):
            return found
    return _unnumbered(text, lines, titled)


def _lines(text: str) -> list[_Physical]:
    lines = []
    place = 0
    for words in text.split("\n"):
        line = _Physical(place, place + len(words), words)
        match = _ROW.match(words)
        if match:
            line.number, line.content = _number(match), place + match.end()
        lines.append(line)
        place += len(words) + 1
    return lines


def _number(match: re.Match[str]) -> int:
    if match["circled"]:
        digits = re.sub(r"\D", "", plain(match["circled"]))
        return int(digits) if digits else 1 + "❶❷❸❹❺❻❼❽❾❿".find(match["circled"])
    written = plain(match["keycap"] or match["paren"] or match["dotted"] or match["han"])
    if written.isdigit():
        return int(written)
    tens, _, ones = written.partition("十")
    if "十" not in written:
        return _HAN_NUMBERS.get(written, 0)
    return _HAN_NUMBERS.get(tens, 1) * 10 + _HAN_NUMBERS.get(ones, 0)


def _numbered(lines: list[_Physical], titled: bool) -> Layout:
    first = _first_row(lines, titled)
    _bare_numbers(lines, first)
    last = max((place for place, line in enumerate(lines) if line.number is not None), default=first)
    made = Layout(titled=titled, header="\n".join(line.words for line in lines[:first]))
    place = first
    while place <= last:
        line = lines[place]
        end = place + 1
        while end < len(lines) and lines[end].number is None and (end <= last or not lines[end].blank):
            end += 1
        stop = lines[end - 1]
        if line.number is not None and any(not part.blank for part in lines[place:end]):
            made.rows.append(Row(line.number, line.content, stop.end))
        if end > last:
            made.tail = "\n".join(part.words for part in lines[end:])
        place = end
    return made


def _first_row(lines: list[_Physical], titled: bool) -> int:
    """The header ends at the first blank line that a row follows; an example ends at its blank line."""
    numbered = [place for place, line in enumerate(lines) if line.number is not None]
    start = numbered[0]
    restarts = [
        place for place in numbered if lines[place].number == 1 and place and _blank_before(lines, place)
    ]
    example = next((place for place, line in enumerate(lines) if _EXAMPLE.search(plain(line.words))), None)
    if example is not None:
        after = next((place for place in range(example, len(lines)) if lines[place].blank), None)
        later = [place for place in numbered if after is not None and place > after]
        if later:
            return later[0]
        if after is None:
            later = [place for place in numbered if place > example]
            return later[0] if later else start
    if restarts and (titled or restarts[-1] != start):
        return restarts[-1]
    if titled:
        after_blank = [place for place in numbered if _blank_before(lines, place)]
        if after_blank and after_blank[0] != start:
            return after_blank[0]
    return start


def _blank_before(lines: list[_Physical], place: int) -> bool:
    return place > 0 and lines[place - 1].blank


def _bare_numbers(lines: list[_Physical], first: int) -> None:
    """`3 8-101 …` counts as row 3 only where row 3 is due."""
    due = None
    for line in lines[first:]:
        if line.number is not None:
            due = line.number + 1
            continue
        match = _BARE_ROW.match(line.words)
        if match and due is not None and int(plain(match["number"])) == due:
            line.number, line.content = due, line.start + match.end()
            due += 1


def _only_bare_numbers(lines: list[_Physical]) -> None:
    """1 2-101 …, 2 2-102 …: a list numbered without any sign, known by its ascent from one."""
    if any(line.number is not None for line in lines):
        return
    due, found = 1, []
    for line in lines:
        match = _BARE_ROW.match(line.words)
        if match and int(match["number"]) == due and _ADDRESS_START.match(line.words[match.end() :]):
            found.append((line, due, line.start + match.end()))
            due += 1
    if len(found) > 1:
        for line, number, content in found:
            line.number, line.content = number, content


def _is_shopping_list(text: str, found: Layout) -> bool:
    """Numbered products of one household: a door above them, and no door or name in any row."""
    rows = [plain(text[row.start : row.end]) for row in found.rows]
    has_door = [address_in(row.split("\n")[0]) is not None for row in rows]
    outside = address_in(found.header) or address_in(found.tail)
    return (
        outside is not None
        and not any(has_door)
        and bool(_ADDRESS_START.match(found.header.strip()) or len(found.header) < 30)
    )


def _unnumbered(text: str, lines: list[_Physical], titled: bool) -> Layout | None:
    """Lines that each begin with a door are rows even without numbers."""
    body = [line for line in lines if not line.blank]
    starts = [line for line in body if _ADDRESS_START.match(plain(line.words))]
    if len(starts) < 2 and not (titled and starts):
        return None
    first = lines.index(starts[0])
    made = Layout(titled=titled, header="\n".join(line.words for line in lines[:first]))
    for line in lines[first:]:
        if _ADDRESS_START.match(plain(line.words)):
            made.rows.append(Row(None, line.start, line.end))
        elif line.blank:
            continue
        elif made.rows and not _blank_before(lines, lines.index(line)):
            made.rows[-1].end = line.end
    return made


@dataclass(slots=True)
class Lesson:
    """What the header taught."""

    default_product: str | None = None
    options: dict[str, str] = field(default_factory=dict)
    about_else: bool = False
    menu: list[str] = field(default_factory=list)


_OPTION = bounded(
    r"(?:^|(?<=[\s,，;；。:：]))(?:套餐|组合|款)?\s*(?P<code>[A-Za-z]|\d{1,2}|[一二三四五六七八九十])(?:套餐|组合|款|号套餐|号|套)?\s*[.、:：)=\-]?\s*(?P<name>[\u4e00-\u9fff][^\s,，;；:：\d¥（(]{1,14})"
)


def learn(header: str, catalogue: Catalogue) -> Lesson:
    """Default product, option codes and purpose, from the header of a relay."""
    lesson = Lesson()
    words = plain(header)
    kept = [line for line in words.split("\n") if not _EXAMPLE.search(line)]
    for line in kept:
        for match in _OPTION.finditer(line):
            name = _product_in(match["name"], catalogue)
            code = match["code"].upper()
            if name and ((code.isalpha() and code.isascii()) or _lists_numbers(kept)):
                lesson.options[_code(code)] = name
    names = list(dict.fromkeys(item.name for _, item in _named("\n".join(kept), catalogue)))
    lesson.menu = names
    if len(names) == 1:
        lesson.default_product = names[0]
    elif not names and len(set(lesson.options.values())) == 1:
        lesson.default_product = next(iter(lesson.options.values()))
    other = ZH.intent["other_relay"].search(words)
    lesson.about_else = bool(other) and not names
    return lesson


def _code(code: str) -> str:
    return str(_HAN_NUMBERS.get(code, code))


def _lists_numbers(lines: list[str]) -> bool:
    return (
        sum(
            bool(re.match(r"\s*(?:套餐)?[\d一二三四五六七八九十]{1,2}(?:号|\.|、|套餐|:|\))", line))
            for line in lines
        )
        > 1
    )


def _named(words: str, catalogue: Catalogue) -> list[tuple[str, Item]]:
    found = []
    for start, end, item in catalogue.scan(words.lower()):
        if item is not None and (end - start > 1 or words[end : end + 1] in ("", "\n", " ", "接")):
            found.append((words[start:end], item))
    return found


def _product_in(name: str, catalogue: Catalogue) -> str | None:
    item = catalogue.find(name)
    if item is not None:
        return item.name
    for start, end, found in catalogue.scan(plain(name).lower()):
        if found is not None and start == 0 and end > 1:
            return found.name
    return plain(name) if re.search("包|套餐|组合|套|餐", name) else None
