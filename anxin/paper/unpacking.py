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
ODS_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def workbook_kind(content: bytes, limits: Limits) -> str:
    """xlsx or ods, or TableError. Afterwards the file is known to be whole and to unroll within `limits`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            kind = _kind(packed)
            if sum(entry.file_size for entry in packed.infolist()) > limits.unpacked:
                raise TableError("zip_bomb", limit=limits.unpacked)
            for entry in packed.infolist():
                if kind == "ods" and entry.filename == "content.xml":
                    _refuse_repeated_cells(packed, entry, limits)
                else:
                    _refuse_far_cells(packed, entry, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ElementTree.ParseError) as fault:
        raise TableError("broken", kind="zip") from fault
    except RuntimeError as fault:  # zipfile's word for an entry that needs a password
        raise TableError("password") from fault
    return kind


def _kind(packed: zipfile.ZipFile) -> str:
    names = set(packed.namelist())
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


def _start(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as stream:
        return stream.read(CHUNK)


def _chunks(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    # zipfile stops at the declared size and fails on the checksum if there was more: no lie passes.
    with packed.open(entry) as stream:
        tail = b""
        while chunk := stream.read(CHUNK):
            yield tail + chunk
            tail = chunk[-40:]


def _refuse_far_cells(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> None:
    """One cell in XFD1048576 would make the reader lay out 17 milliard empty ones."""
    rows, letters = 0, set[bytes]()
    for chunk in _chunks(packed, entry):
        if found := REFERENCE.findall(chunk):
            rows = max(rows, *(int(row) for _, row in found))
            letters.update(column for column, _ in found)
    columns = max(map(_column, letters), default=0)
    if rows > limits.rows:
        raise TableError("too_many_rows", limit=limits.rows, sheet="")
    if rows * columns > limits.cells:
        raise TableError("too_many_cells", limit=limits.cells, sheet="")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _refuse_repeated_cells(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> None:
    """ODS says "this row a million times" also of the empty rest of a sheet; count only what is filled."""
    rows = filled_rows = width = widest = filled_width = 0
    if b"<!DOCTYPE" in _start(packed, entry.filename):
        raise TableError("broken", kind="ods")  # no office program writes one; entity bombs begin with it
    with packed.open(entry) as stream:
        for _, node in ElementTree.iterparse(stream):  # noqa: S314 - expat limits amplification, see above
            if node.tag in (ODS_TABLE + "table-cell", ODS_TABLE + "covered-table-cell"):
                width += int(node.get(ODS_TABLE + "number-columns-repeated", 1))
                if len(node) or len(node.attrib) > 2:
                    filled_width = width
            elif node.tag == ODS_TABLE + "table-row":
                rows += int(node.get(ODS_TABLE + "number-rows-repeated", 1))
                if filled_width:
                    filled_rows, widest = rows, max(widest, filled_width)
                if filled_rows > limits.rows:
                    raise TableError("too_many_rows", limit=limits.rows, sheet="")
                if filled_rows * widest > limits.cells:
                    raise TableError("too_many_cells", limit=limits.cells, sheet="")
                width = filled_width = 0
                node.clear()
            elif node.tag == ODS_TABLE + "table":
                rows = filled_rows = widest = 0
                node.clear()
