"""Take the order out of what carries it: relay XML, a quote, a pasted chat, a form, an exported sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html import unescape

from anxin.chat.entries import address_in, read_entry
from anxin.chat.frame import Frame
from anxin.chat.grammar import ZH, bounded
from anxin.chat.normal import Text, plain, plain_in_place, text_of
from anxin.chat.segments import learn
from anxin.chat.sheet import Sheet
from anxin.chat.tables import read_table
from anxin.chat.terms import Contact, Entry, Kind

_DATA = ("<![CDATA[", "]]>")
_ENTITY = bounded(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-z]{2,6});")
_AUTHOR = bounded(r"<u>([^<]{1,80})</u>")
_KEYS = sorted(ZH.fields, key=len, reverse=True)
_KEY = bounded(
    rf"(?:^|(?<=[\s,，;；。|]))(?:[(（【]?)(?P<key>{'|'.join(map(re.escape, _KEYS))})(?:[)）】]?)\s*[:：]\s*"
)


@dataclass(slots=True)
class Wrapped:
    """The stretch of the text to read, or the entries already read from it."""

    text: Text
    kind: Kind = "message"
    header: str = ""
    authors: list[str] = field(default_factory=list)
    entries: list[Entry] | None = None


def unwrap(original: str, frame: Frame) -> Wrapped:
    """Find out what kind of message this is and open it."""
    stripped = original.lstrip()
    if stripped.startswith("<") and "<title>" in original:
        return _xml(original)
    quote = ZH.header["quote"].match(plain_in_place(original))
    if quote:
        _learn_from_quote(quote["said"], quote["who"], frame)
        return Wrapped(text_of(original, quote.end()))
    table = read_table(original, frame)
    if table is not None:
        return Wrapped(text_of(original), "table", entries=table)
    records = _records(original, frame) if "\n" in original else None
    if records is not None:
        return Wrapped(text_of(original), "record", entries=records)
    forms = _forms(original, frame) if ":" in plain_in_place(original) else None
    if forms is not None:
        return Wrapped(text_of(original), "form", entries=forms)
    return Wrapped(text_of(original))


def _learn_from_quote(said: str, who: str, frame: Frame) -> None:
    """A quoted message may name the product or be the order the reply refers to."""
    lesson = learn(said, frame.catalogue)
    if lesson.default_product:
        frame.default_product = lesson.default_product
    if lesson.options:
        frame.options = {**frame.options, **lesson.options}
    read_entry(text_of(said), replace(frame, sender=who, row=False))


def _xml(original: str) -> Wrapped:
    start = original.find("<title>") + len("<title>")
    end = original.find("</title>", start)
    if end < 0:
        return Wrapped(text_of(original))
    inner = original[start:end]
    data = inner.startswith(_DATA[0]) and inner.endswith(_DATA[1])
    if data:
        start, inner = start + len(_DATA[0]), inner[len(_DATA[0]) : -len(_DATA[1])]
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    place = 0
    for entity in [*_ENTITY.finditer(inner), None]:
        stop = entity.start() if entity else len(inner)
        letters.append(inner[place:stop])
        places += [(start + each, start + each + 1) for each in range(place, stop)]
        if entity:
            meaning = "" if data else unescape(entity.group())
            letters.append(meaning if not data else entity.group())
            count = len(letters[-1])
            places += [(start + entity.start(), start + entity.end())] * count
            place = entity.end()
    return Wrapped(
        _moved(text_of("".join(letters)), original, places),
        "xml",
        authors=_AUTHOR.findall(original[end:]),
    )


def _moved(text: Text, original: str, places: list[tuple[int, int]]) -> Text:
    """The same text with its map leading to the original it was taken out of."""
    return replace(
        text,
        original=original,
        starts=[places[start][0] for start in text.starts],
        ends=[places[end - 1][1] for end in text.ends],
    )


@dataclass(slots=True)
class _Record:
    who: str
    start: int
    end: int


def _records(original: str, frame: Frame) -> list[Entry] | None:
    """A pasted stretch of chat: the orders in it, one entry each."""
    found = _stamped(original) or _said(original)
    if not found:
        return None
    made = []
    for record in found:
        inner = replace(frame, sender=record.who, row=False)
        entry = read_entry(text_of(original, record.start, record.end), inner)
        if entry.intent != "other":
            made.append(_with_name(entry, record.who))
        else:
            last = entry
    return made or [last]


def _with_name(entry: Entry, who: str) -> Entry:
    if entry.contact is not None and entry.contact.name:
        return replace(entry, author=who)
    name = re.sub(r"^[\w\-#号楼栋单元室]*\d[\w\-#号楼栋单元室]*\s+", "", who).strip() or None
    phone = entry.contact.phone if entry.contact else None
    return replace(entry, author=who, contact=Contact(name, phone) if name or phone else None)


def _stamped(original: str) -> list[_Record]:
    """`name 2022/4/5 10:01` on a line of its own, then what was said."""
    heads = list(ZH.header["chat_line"].finditer(plain_in_place(original)))
    heads = [head for head in heads if not re.search("截止|开始|到货|时间|点前|送", head["who"])]
    found = []
    for place, head in enumerate(heads):
        end = heads[place + 1].start() if place + 1 < len(heads) else len(original)
        if original[head.end() : end].strip():
            found.append(_Record(head["who"].strip(), head.end(), end))
    return found


def _said(original: str) -> list[_Record]:
    """`name: text` on every line, and at least two of them."""
    lines = [line for line in plain_in_place(original).split("\n") if line.strip()]
    heads = list(ZH.header["said_line"].finditer(plain_in_place(original)))
    if len(heads) < 2 or len(heads) < len(lines):
        return []
    if any(
        plain(head["who"]).strip() in ZH.fields or re.match(r"\s*\d{1,3}\s*[.、)]", head["who"])
        for head in heads
    ):
        return []
    if len({head["who"].strip() for head in heads}) < 2 or re.match(r"\d{2}(?!\d)", heads[0]["said"]):
        return []
    if all(re.match(r"\s*[\d一二两三四五六七八九十半]", head["said"]) for head in heads):
        return []  # 蔬菜包：2份 on every line is a list, not a talk
    return [_Record(head["who"].strip(), head.start("said"), head.end("said")) for head in heads]


def _forms(original: str, frame: Frame) -> list[Entry] | None:
    """`key: value` fields; a key that comes again begins the next household's form."""
    same = plain_in_place(original)
    keys = [match for match in _KEY.finditer(same)]
    kinds = {ZH.fields[match["key"]] for match in keys}
    if len(keys) < 2 or not kinds & {"content", "product", "address", "temperature"} or len(kinds) < 2:
        return None
    blocks: list[list[re.Match[str]]] = []
    for match in keys:
        opens = ZH.fields[match["key"]] == ZH.fields[keys[0]["key"]] and match["key"] == keys[0]["key"]
        if opens or not blocks:
            blocks.append([])
        blocks[-1].append(match)
    entries = []
    for place, block in enumerate(blocks):
        end = blocks[place + 1][0].start() if place + 1 < len(blocks) else len(original)
        entries.append(_form(original, block, end, frame))
    acting = [entry for entry in entries if entry.intent != "other"]
    return acting or entries[:1]


def _form(original: str, block: list[re.Match[str]], end: int, frame: Frame) -> Entry:
    start = block[0].start()
    text = text_of(original, start, end)
    edges = [*(match.start() for match in block[1:]), end]

    def prepare(sheet: Sheet) -> None:
        places = {origin: place for place, origin in reversed(list(enumerate(text.starts)))}
        for match, stop in zip(block, edges, strict=True):
            kind = ZH.fields[match["key"]]
            _claim(sheet, places, match.start(), match.end(), "number")
            if kind in ("note", "contact", "skip"):
                field_name = {"note": "note", "contact": "contact", "skip": "number"}[kind]
                _claim(sheet, places, match.end(), stop, field_name)

    filled = any(
        ZH.fields[match["key"]] in ("content", "product", "qty") and original[match.end() : stop].strip()
        for match, stop in zip(block, edges, strict=True)
    )
    entry = read_entry(text, replace(frame, row=filled, default_product=frame.default_product), prepare)
    if entry.address is None and frame.sender and entry.intent != "other":
        entry = replace(entry, address=address_in(frame.sender))
    return entry


def _claim(sheet: Sheet, places: dict[int, int], start: int, end: int, field_name: str) -> None:
    """Claim an original stretch, without the white space around it."""
    inside = [place for origin, place in places.items() if start <= origin < end]
    if not inside:
        return
    first, last = min(inside), max(inside) + 1
    while last > first and sheet.text.norm[last - 1] in " \n,;。":
        last -= 1
    while first < last and sheet.text.norm[first] in " \n":
        first += 1
    if first < last and sheet.is_free(first, last):
        sheet.claim(first, last, field_name)
