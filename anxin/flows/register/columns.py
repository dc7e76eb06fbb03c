"""What the columns of a register are called, and how one cell is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from anxin.kernel.secrets import plain_phone
from anxin.paper import headers
from anxin.paper.tables import Column
from anxin.places.terms import CompoundKind

COLUMNS = (
    Column("community", headers.COMMUNITY),
    Column("compound", headers.COMPOUND),
    Column("kind", ("类型", "小区类型", "住宅类型", "房屋类型", "kind", "type")),
    Column("firm", ("物业", "物业公司", "物业企业", "物业单位", "物业名称", "property")),
    Column("building", headers.BUILDING),
    Column("stair", headers.STAIR),
    Column("floor", ("楼层", "层", "所在楼层", "所在层", "floor")),
    Column("room", headers.ROOM),
    Column("address", (*headers.ADDRESS, "楼单元室", "楼栋单元房号", "门牌地址", "房屋", "户址")),
    Column("head", headers.HOLDER),
    Column("relation", ("与户主关系", "与户主的关系", "户主关系", "关系", "relation")),
    Column("persons", headers.PEOPLE),
    Column("phone", headers.PHONE),
    Column(
        "chat_name", ("群昵称", "微信昵称", "昵称", "群名片", "群内昵称", "微信名", "chatname", "nickname")
    ),
    Column(
        "smartphone", ("有无智能手机", "智能手机", "是否有智能手机", "会用智能手机", "能否扫码", "smartphone")
    ),
    Column("home_observed", ("居家观察", "是否居家观察", "居家隔离", "居观", "居家健康监测", "homeobserved")),
    Column(
        "cannot_come_down", ("行动不便", "是否行动不便", "不能下楼", "下楼不便", "失能", "cannotcomedown")
    ),
    Column("note", (*headers.NOTE, "送货备注", "配送备注")),
    Column("language", ("语言", "常用语言", "language")),
    Column("grid", headers.GRID),
    Column("floors", ("总楼层", "楼层数", "总层数", "层数", "地上层数", "floors")),
    Column("lifts", ("电梯数", "电梯", "电梯数量", "电梯台数", "有无电梯", "lifts")),
    Column("entrance", ("大堂", "出入口", "入口", "门厅", "entrance")),
    Column("aliases", ("别名", "俗称", "又名", "曾用名", "aliases")),
)
"""The combined sheet; an office may as well send one sheet for compounds, one for buildings and one for homes."""

LONGEST = {
    "community": 60, "compound": 60, "firm": 60, "building": 20, "stair": 20, "room": 20, "head": 40,
    "chat_name": 60, "note": 200, "grid": 30, "entrance": 20,
}  # fmt: skip
KINDS = {
    CompoundKind.TOWER: ("高层", "高層", "电梯房", "小高层", "塔楼", "塔樓", "带电梯", "tower"),
    CompoundKind.WALK_UP: (
        "多层",
        "多層",
        "步梯",
        "楼梯房",
        "樓梯房",
        "无电梯",
        "無電梯",
        "walkup",
        "walk_up",
    ),
    CompoundKind.URBAN_VILLAGE: ("城中村", "村", "自建房", "village", "urban_village"),
    CompoundKind.MIXED: ("混合", "综合", "其他", "mixed"),
}
YES = frozenset({"是", "有", "√", "✓", "y", "yes", "1", "true", "需要", "会", "會", "能"})
NO = frozenset({"否", "无", "没有", "没", "×", "x", "n", "no", "0", "false", "不", "不会", "不能", "/", "-"})
HEAD_OF_HOME = frozenset({"", "户主", "本人", "戶主", "head", "业主"})
LANGUAGES = {
    "zh-hans": ("简", "简体", "简体中文", "普通话", "zh-hans", "中文"),
    "zh-hant": ("繁", "繁体", "繁體", "繁體中文", "zh-hant"),
    "en": ("英", "英语", "英文", "english", "en"),
}
FORMULA_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
_UNSEEN = dict.fromkeys(
    [*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0x200B]
)
_NUMBER = re.compile(r"^(\d{1,3})\s*(?:人|口|层|部|台|楼|f)?$", re.IGNORECASE)


class Unreadable(Exception):
    """A cell nobody can take: a stable code, with the heading it stands under."""

    def __init__(self, code: str, column: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = {"column": column, **facts}


def told(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a fault as its sentence needs them: the heading for the column, megabytes for bytes."""
    heading = next((column.names[0] for column in COLUMNS if column.key == facts.get("column")), "")
    filled = {"heading": heading, **facts}
    if isinstance(facts.get("limit"), int):
        filled.setdefault("megabytes", facts["limit"] // 2**20)
    return filled


@lru_cache(maxsize=65_536)
def clean(text: str) -> str:
    """Without marks that turn the writing direction, half width where a width was chosen by accident, one line."""
    if text.isascii():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", text.translate(_UNSEEN)).split())


def short(text: str, column: str) -> str:
    if len(text) > LONGEST[column]:
        raise Unreadable("register.too_long", column, limit=LONGEST[column], length=len(text))
    return text


def whole_number(text: str, column: str, *, largest: int) -> int | None:
    """ "3", "3人", "6层" -> a number; "" -> None."""
    if not text:
        return None
    found = _NUMBER.match(unicodedata.normalize("NFKC", text))
    if found is None or int(found[1]) > largest:
        raise Unreadable("register.number_wrong", column, largest=largest)
    return int(found[1])


def yes_or_no(text: str, column: str) -> bool | None:
    said = text.lower()
    if not said:
        return None
    if said in YES:
        return True
    if said in NO:
        return False
    raise Unreadable("register.yes_no_unclear", column)


def lifts(text: str) -> int | None:
    """A number, or just whether there is one."""
    if text in {"有", "是", "√"}:
        return 1
    return 0 if text in {"无", "没有", "否", "×"} else whole_number(text, "lifts", largest=20)


def kind(text: str) -> CompoundKind | None:
    if not text:
        return None
    said = text.lower()
    for found, names in KINDS.items():
        if said in names or said.removesuffix("住宅").removesuffix("小区") in names:
            return found
    raise Unreadable("register.kind_unknown", "kind")


def language(text: str) -> str:
    said = text.lower()
    return next((code for code, names in LANGUAGES.items() if said in names), "")


def phone(text: str) -> str:
    """The first number of the cell, digits only. Raises `register.phone_wrong`."""
    if not text or text in NO:
        return ""
    first = re.split(r"[/、,,;;\n]|\s{2,}", text)[0]
    digits = plain_phone(first)
    if not 7 <= len(digits) <= 12 or (len(digits) == 11 and digits[0] not in "01"):
        raise Unreadable("register.phone_wrong", "phone", digits=len(digits))
    return digits
