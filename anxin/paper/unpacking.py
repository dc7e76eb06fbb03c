"""Looks into a zip file before anybody unpacks it: bombs, lies about sizes, cells at the end of the world."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from anxin.paper.cells import Limits, TableError

CHUNK = 1 << 20
REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})(\d{1,18})["']""")
SHARED_END = re.compile(rb"</(?:\w+:)?si>")
LONGEST_CELL = 4 * 32_767
"""Bytes of the longest text a cell may hold."""
ODS_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def workbook_kind(content: bytes, limits: Limits) -> str:
    """xlsx or ods, or TableError. Afterwards the file is known to be whole and to unroll within `limits`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            kind = _kind(packed)
            if sum(entry.file_size for entry in packed.infolist()) > limits.unpacked:
                raise TableError("zip_bomb", limit=limits.unpacked)
            if kind == "ods":
                _look_through_ods(packed, limits)
            else:
                _look_through_xlsx(packed, limits)
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, NotImplementedError) as fault:
        raise TableError("broken", kind="zip") from fault
    except (EOFError, OSError, ValueError) as fault:  # cut short, or a number that is none
        raise TableError("broken", kind="zip") from fault
    except RuntimeError as fault:  # zipfile's word for an entry that needs a password
        raise TableError("password") from fault
    return kind


def _kind(packed: zipfile.ZipFile) -> str:
    names = {name.lstrip("/") for name in packed.namelist()}
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise TableError("unsupported", kind="xlsb")
    if "content.xml" in names and "mimetype" in names:
        if "META-INF/manifest.xml" in names and b"encryption-data" in _start(packed, "META-INF/manifest.xml"):
            raise TableError("password")
        if b"spreadsheet" in _start(packed, "mimetype"):
            return "ods"
    raise TableError("not_a_spreadsheet", looks_like="docx" if "word/document.xml" in names else "zip")


def _start(packed: zipfile.ZipFile, name: str | zipfile.ZipInfo) -> bytes:
    with packed.open(name) as stream:
        return stream.read(CHUNK)


def _chunks(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    # zipfile stops at the declared size and fails on the checksum if there was more: no lie passes.
    with packed.open(entry) as stream:
        tail = b""
        while chunk := stream.read(CHUNK):
            yield tail + chunk
            tail = chunk[-40:]


def _look_through_xlsx(packed: zipfile.ZipFile, limits: Limits) -> None:
    """Two ways to make a small file large: one cell in XFD1048576, and one long text that a million cells point to."""
    string_cells = longest = 0
    for entry in packed.infolist():
        rows, letters, since_text = 0, set[bytes](), 0
        for chunk in _chunks(packed, entry):
            string_cells += chunk.count(b'"s"') + chunk.count(b"'s'")
            since_text += len(chunk)
            if b"si>" in chunk:  # shared texts stand in no sheet, but in a part of any name
                *texts, rest = SHARED_END.split(chunk)
                if texts:
                    longest, since_text = (
                        max(longest, since_text - len(chunk) + len(texts[0]), *map(len, texts)),
                        len(rest),
                    )
            if found := REFERENCE.findall(chunk):
                rows = max(rows, *(int(row) for _, row in found))
                letters.update(column for column, _ in found)
        _refuse_more_than(limits, rows, max(map(_column, letters), default=0))
    # What an office types is far shorter than a cell may be; only above that do the two together make a bomb.
    if longest > LONGEST_CELL and longest * string_cells > limits.unpacked:
        raise TableError("zip_bomb", limit=limits.unpacked)


def _refuse_more_than(limits: Limits, rows: int, columns: int) -> None:
    if rows > limits.rows:
        raise TableError("too_many_rows", limit=limits.rows, sheet="")
    if rows * columns > limits.cells:
        raise TableError("too_many_cells", limit=limits.cells, sheet="")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _look_through_ods(packed: zipfile.ZipFile, limits: Limits) -> None:
    for entry in packed.infolist():
        if entry.filename == "content.xml":
            _refuse_repeated_cells(packed, entry, limits)
        else:
            for _ in _chunks(packed, entry):
                pass  # to the end, so that a lie about its size comes out


def _refuse_repeated_cells(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> None:
    """ODS says "this row a million times" also of the empty rest of a sheet; count only what is filled."""
    rows = filled_rows = width = widest = filled_width = text = texts = 0
    if b"<!DOCTYPE" in _start(packed, entry):
        raise TableError("broken", kind="ods")  # no office program writes one; entity bombs begin with it
    with packed.open(entry) as stream:
        for _, node in ElementTree.iterparse(stream):  # noqa: S314 - expat limits amplification, see above
            if node.tag in (ODS_TABLE + "table-cell", ODS_TABLE + "covered-table-cell"):
                times = int(node.get(ODS_TABLE + "number-columns-repeated", 1))
                width += times
                if len(node) or len(node.attrib) > 2:
                    filled_width = width
                    text += times * sum(map(len, node.itertext()))
            elif node.tag == ODS_TABLE + "table-row":
                times = int(node.get(ODS_TABLE + "number-rows-repeated", 1))
                rows += times
                if filled_width:
                    filled_rows, widest, texts = rows, max(widest, filled_width), texts + times * text
                _refuse_more_than(limits, filled_rows, widest)
                if texts > limits.unpacked:
                    raise TableError("zip_bomb", limit=limits.unpacked)
                width = filled_width = text = 0
                node.clear()
            elif node.tag == ODS_TABLE + "table":
                rows = filled_rows = widest = 0
                node.clear()
