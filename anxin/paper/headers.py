"""Finds the header row of an office's sheet and says which column is which."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from anxin.paper.cells import Cell, Sheet, TableError, as_text

SEARCHED_ROWS = 30
BRACKETS = re.compile(r"[(\[{【〔《<「][^)\]}】〕》>」]*[)\]}】〕》>」]?")
NOISE = re.compile(r"[\s*:_\-—.,、/\\|#?!\"'’“”★※()\[\]{}【】]+")
# Only the characters that stand in headings; the chat room has the whole table.
TO_SIMPLE = str.maketrans(
    "樓棟單門號戶電話機聯絡區數備註稱層間類別價錢應實總編業務員長團體給單雙歲齡證購訂貨",
    "楼栋单门号户电话机联络区数备注称层间类别价钱应实总编业务员长团体给单双岁龄证购订货",
)

BUILDING = ("楼号", "楼栋", "楼栋号", "栋", "栋号", "幢", "幢号", "楼", "座", "楼幢", "building", "block")
STAIR = ("单元", "单元号", "门", "门洞", "梯", "梯号", "门栋", "stair", "unit")
ROOM = ("房号", "房间号", "室", "室号", "门牌", "门牌号", "户号", "房间", "房屋号", "room", "flat")
ADDRESS = ("地址", "住址", "详细地址", "家庭住址", "房屋地址", "address")
COMPOUND = ("小区", "小区名称", "院落", "住宅小区", "compound", "estate")
COMMUNITY = ("社区", "居委会", "村居", "所属社区", "community")
GRID = ("网格", "网格号", "所属网格", "grid")
HOLDER = ("户主", "姓名", "户主姓名", "联系人", "业主", "业主姓名", "住户", "住户姓名", "name", "householder")
PHONE = (
    "电话",
    "手机",
    "手机号",
    "联系电话",
    "电话号码",
    "手机号码",
    "联系方式",
    "联络电话",
    "phone",
    "mobile",
)
PEOPLE = ("人数", "人口", "人口数", "家庭人数", "常住人口", "居住人数", "户人数", "people")
NOTE = ("备注", "说明", "note", "remarks")


@dataclass(frozen=True)
class Column:
    """A column we look for. `names[0]` heads the template; names are compared as `folded`."""

    key: str
    names: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True)
class Header:
    """`mapping` column key -> index; rows begin at `first_row`; `unknown` are headings nobody asked for."""

    row_index: int
    mapping: Mapping[str, int]
    first_row: int
    unknown: tuple[str, ...] = ()

    def cell(self, row: Sequence[Cell], key: str) -> str:
        """The text under `key` in this row; "" when the sheet has no such column."""
        at = self.mapping.get(key, -1)
        return as_text(row[at]) if 0 <= at < len(row) else ""


def folded(heading: str) -> str:
    """A heading as it is compared: " *楼 号（必填）：" -> "楼号"."""
    narrow = unicodedata.normalize("NFKC", heading)
    bare = BRACKETS.sub("", narrow) or narrow
    return NOISE.sub("", bare).translate(TO_SIMPLE).lower()


def find_header(sheet: Sheet, columns: Sequence[Column]) -> Header:
    """The first row (or pair of rows) naming every required column; of several the one naming most.

    Raises TableError("no_header", missing=[keys], found=[headings of the nearest row], row=its index).
    """
    wanted = {folded(name): column.key for column in reversed(columns) for name in reversed(column.names)}
    required = {column.key for column in columns if column.required}
    nearest: tuple[int, int, dict[str, int]] = (-1, 0, {})
    for depth in (1, 2):
        best: Header | None = None
        for index, headings in _candidates(sheet, depth):
            mapping = _mapping(headings, wanted)
            if len(mapping) > len(nearest[2]):
                nearest = (index, depth, mapping)
            if mapping and required <= mapping.keys() and (best is None or len(mapping) > len(best.mapping)):
                best = Header(index, mapping, index + depth, _unknown(sheet.rows[index], mapping))
        if best is not None:
            return best
    at = nearest[0]
    raise TableError(
        "no_header",
        missing=[column.key for column in columns if column.required and column.key not in nearest[2]],
        found=[as_text(cell) for cell in sheet.rows[at] if cell != ""] if at >= 0 else [],
        row=at if at >= 0 else None,
    )


def _candidates(sheet: Sheet, depth: int) -> Iterator[tuple[int, list[tuple[str, ...]]]]:
    """Per row the ways to read each column's heading: alone, or as the two rows of a header with groups."""
    rows = [[folded(as_text(cell)) for cell in row] for row in sheet.rows[: SEARCHED_ROWS + 1]]
    for index in range(min(SEARCHED_ROWS, len(rows) - depth + 1)):
        if depth == 1:
            yield index, [(name,) for name in rows[index]]
        else:
            pairs = zip(rows[index], rows[index + 1], strict=False)
            yield index, [(low, high + low, high) for high, low in pairs]


def _mapping(headings: list[tuple[str, ...]], wanted: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, names in enumerate(headings):
        key = next((wanted[name] for name in names if name in wanted), None)
        if key is not None:
            found.setdefault(key, at)
    return found


def _unknown(row: Sequence[Cell], mapping: Mapping[str, int]) -> tuple[str, ...]:
    known = set(mapping.values())
    return tuple(as_text(cell) for at, cell in enumerate(row) if at not in known and as_text(cell))
