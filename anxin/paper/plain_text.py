"""CSV and TSV as offices save them: UTF-8 with or without mark, UTF-16 from Excel, GB18030, Big5."""

import csv
import io

from anxin.paper.cells import Cell, Limits, TableError

TELLING = set(
    "楼栋幢单元门室房号户主姓名电话手机地址小区社区数量份品名备注序"
    "樓棟單門號戶電話機區數備註樓層姓名社區街道人口"
)
DELIMITERS = (",", "\t", ";", "|")
LONGEST_CELL = 32_767


def decoded(content: bytes) -> tuple[str, str]:
    """The text and the encoding it was in. Raises TableError("not_a_spreadsheet") for what is no text."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _decoded_as(content, encoding), encoding
    if b"\0" in content:
        raise TableError("not_a_spreadsheet", looks_like="binary")
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = max(("gb18030", "big5"), key=lambda name: _score(content, name))
        return _decoded_as(content, encoding), encoding


def read_delimited(content: bytes, limits: Limits) -> tuple[list[list[Cell]], str]:
    """Rows of text cells and the encoding. All rows come out equally wide."""
    text, encoding = decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    rows: list[list[Cell]] = []
    width = 0
    try:
        for row in reader:
            rows.append([cell.strip() for cell in row])
            width = max(width, len(row))
            if len(rows) > limits.rows:
                raise TableError("too_many_rows", limit=limits.rows, sheet="")
            if len(rows) * width > limits.cells:
                raise TableError("too_many_cells", limit=limits.cells, sheet="")
    except csv.Error as fault:
        raise TableError("broken", kind="csv") from fault
    for cells in rows:
        cells.extend([""] * (width - len(cells)))
    return rows, encoding


def _decoded_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as fault:
        raise TableError("not_a_spreadsheet", looks_like="binary") from fault


def _score(content: bytes, encoding: str) -> int:
    """How many usual characters of a register appear: GB18030 reads nearly any bytes without complaint."""
    return sum(letter in TELLING for letter in content[:20_000].decode(encoding, errors="ignore"))


def _delimiter(text: str) -> str:
    """The mark that parts the most lines, then the one that stands most often."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:20]
    return max(
        DELIMITERS,
        key=lambda mark: (sum(mark in line for line in lines), sum(line.count(mark) for line in lines)),
    )
