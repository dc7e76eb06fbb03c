"""What: names of the catalogue, short risky names beside a quantity, option codes, misspellings, unknown names."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping

from rapidfuzz.distance import OSA

from anxin.chat.catalogue import Catalogue, sound
from anxin.chat.grammar import ZH, bounded
from anxin.chat.numerals import digits
from anxin.chat.sheet import TAKEN, Mark, Product, Quantity, Sheet
from anxin.chat.terms import Item

_FILLER = "|".join(ZH.words("filler"))
_LEAD = bounded(rf"^(?:{_FILLER}|把)+")
_TRAIL = bounded(rf"(?:{_FILLER})+$")
_BRAND = bounded(rf"^(?:{'|'.join(ZH.words('brand'))})+")
_GENERIC = frozenset(ZH.words("generic"))
_FLAVOUR = bounded(r"^(?:口?味)")
_RUN_BEFORE = bounded(r"([\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9·%]{0,11})[\s:(\"“]{0,2}$")
_RUN_AFTER = bounded(r"^\s?的?([\u4e00-\u9fff][\u4e00-\u9fffA-Za-z]{1,9})")
_LEFT_EDGE = bounded(
    rf"(?:^|[\s,，、。;:()/|+&\-~!?{TAKEN}]|{_FILLER}|点|些|只|只要|不要|没|换成|改成|把|取消|退)$"
)
_RIGHT_EDGE = bounded(
    rf"(?:$|[\s,，、。;:()/|+&*xX~!?{TAKEN}]|各|要|来|都|不要|换|再|改|和|跟|取消|退|吧|了|多|少|加|减|\d|[一二两三四五六七八九十半几])"
)
_AFTER = "|".join(ZH.words("other_after"))
_OTHER_AFTER = bounded(rf"^(?:{_AFTER})(?=$|[\s,，、。;{TAKEN}])")
_OTHER_BEFORE = bounded(rf"(?:^|[\s,，、。;{TAKEN}]|{_FILLER})((?:{'|'.join(ZH.words('other_before'))}))$")
_CODE_SUFFIX = r"(?:号?(?:套餐|组合|礼包|款|餐|包|套)|号)?"
_LETTERS = bounded(rf"(?:套餐|组合|款)?\s?(?<![A-Za-z])([A-Za-z]{{1,6}})(?![A-Za-z]){_CODE_SUFFIX}")
_HOUSE_NUMBERED = bounded(
    r"(?<![\d.])(\d{1,2})号(?=\s*(?:[*xX+]|\d|[一二两三四五六七八九十半各]|$|[,，、。;]))"
)
_NUMBERED = bounded(
    r"(?<![\d.])(\d{1,2}|[一二三四五六七八九十])号?(?:套餐|组合|礼包|款|号包)|(?:套餐|组合|礼包|款式?)\s?(\d{1,2}(?!\d)|[一二三四五六七八九十])"
)


def find_names(sheet: Sheet, catalogue: Catalogue) -> list[tuple[int, int, Item]]:
    """Claim the names of two characters and more; give back the short ones, which need company to count."""
    short = []
    for start, end, item in catalogue.scan(sheet.text.lower):
        if item is None or not sheet.is_free(start, end):
            continue
        word = sheet.text.norm[start:end]
        if word.isascii() and _inside_word(sheet.text.norm, start, end):
            continue
        if (end - start > 1 and not word.isdigit()) or ord(word[0]) > 0x1F000:
            sheet.claim(start, end, "product", Product(item.name, item))
        else:
            short.append((start, end, item))
    return short


def _inside_word(text: str, start: int, end: int) -> bool:
    """Latin names count only as whole words; 84 and N95 only as whole numbers."""
    before, after = text[start - 1 : start], text[end : end + 1]
    glued = (before + text[start]).isascii() and before.isalnum()
    return (
        glued
        or (after.isascii() and after.isalnum() and not after.isdigit())
        or (after.isdigit() and text[end - 1].isdigit())
        or (text[start:end].isdigit() and after in ("-", "栋", "号", "#", "弄", "室", "元", "幢", "."))
    )


def claim_numeric(sheet: Sheet, short: list[tuple[int, int, Item]]) -> None:
    """84 is a disinfectant when a quantity stands beside it: 84两瓶, 84*2, 2瓶84."""
    for start, end, item in short:
        if not sheet.text.norm[start:end].isdigit() or not sheet.is_free(start, end):
            continue
        after = re.match(
            r"\s*(?:[*xX+]?\s*(?:\d|[一二两三四五六七八九十半])|消毒|$|[,，、;])", sheet.left[end:]
        )
        before = re.search(rf"(?:{ZH.unit}|[买要、,，])\s*$", sheet.left[:start])
        unit_next = re.match(rf"(?:{ZH.unit})(?!\d)", sheet.left[end:])
        if (after or before) and (not unit_next or re.match(rf"两(?:{ZH.unit})", sheet.left[end:])):
            sheet.claim(start, end, "product", Product(item.name, item))


def claim_short(sheet: Sheet, short: list[tuple[int, int, Item]]) -> None:
    """One-character names, when they stand free: alone, in a run of them, or beside what is already claimed."""
    for run in _runs([each for each in short if TAKEN not in sheet.left[each[0] : each[1]]]):
        start, end = run[0][0], run[-1][1]
        before = sheet.left[max(0, start - 4) : start]
        if _LEFT_EDGE.search(before) and _RIGHT_EDGE.match(sheet.left[end:]):
            for first, last, item in run:
                sheet.claim(first, last, "product", Product(item.name, item))


def _runs(found: list[tuple[int, int, Item]]) -> list[list[tuple[int, int, Item]]]:
    runs: list[list[tuple[int, int, Item]]] = []
    for each in found:
        if runs and runs[-1][-1][1] == each[0]:
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


def claim_options(sheet: Sheet, options: Mapping[str, str], catalogue: Catalogue) -> None:
    """A2, B1C1, AB各两份, B套餐, 2号套餐: the codes this round gave its products."""
    if not options:
        return
    table = {code.upper(): name for code, name in options.items()}
    for match in list(_LETTERS.finditer(sheet.left)):
        letters = match[1].upper()
        if all(letter in table for letter in letters):
            for place, letter in enumerate(letters):
                start = match.start(1) + place if place else match.start()
                end = match.end() if place == len(letters) - 1 else match.start(1) + place + 1
                _claim_option(sheet, start, end, table[letter], catalogue)
    for match in [*_NUMBERED.finditer(sheet.left), *_HOUSE_NUMBERED.finditer(sheet.left)]:
        code = digits(match[1] or match[match.lastindex or 1])
        if code in table and sheet.is_free(match.start(), match.end()):
            _claim_option(sheet, match.start(), match.end(), table[code], catalogue)


def _claim_option(sheet: Sheet, start: int, end: int, name: str, catalogue: Catalogue) -> None:
    item = catalogue.find(name)
    while sheet.left[start : start + 1] == " ":
        start += 1
    sheet.claim(start, end, "product", Product(item.name if item else name, item))


def widen_names(sheet: Sheet) -> None:
    """牛肉干 is not 牛肉, 臭豆腐 is not 豆腐: a name glued to a word that makes another thing is unknown."""
    for mark in list(sheet.of("product")):
        product = mark.value
        if not isinstance(product, Product) or product.item is None or mark.end - mark.start < 2:
            continue
        taste = _FLAVOUR.match(sheet.left[mark.end :])
        if taste and len(list(sheet.of("product"))) > 1:
            sheet.release(mark)
            sheet.claim(mark.start, mark.end + taste.end(), "note")
            continue
        after = _OTHER_AFTER.match(sheet.left[mark.end : mark.end + 6])
        before = _OTHER_BEFORE.search(sheet.left[max(0, mark.start - 5) : mark.start])
        if after or before:
            sheet.release(mark)
            start = mark.start - (len(before[1]) if before else 0)
            end = mark.end + (after.end() if after else 0)
            sheet.claim(start, end, "product", Product(sheet.text.norm[start:end], None))


def claim_unknown(sheet: Sheet, catalogue: Catalogue, *, ordering: bool, row: bool) -> None:
    """Left-over words beside a quantity: a misspelt name if exactly one fits, else a name nobody knows."""
    edges = {edge for mark in sheet.of("product") for edge in (mark.start, mark.end)}
    taken = {mark.start: mark for mark in sheet.marks} | {mark.end: mark for mark in sheet.marks}
    for mark in sorted(sheet.of("qty"), key=lambda each: each.start):
        before = _RUN_BEFORE.search(sheet.left[max(0, mark.start - 14) : mark.start])
        kinds = mark.value.spread if isinstance(mark.value, Quantity) else False
        if before and kinds and re.search("[和跟与的]", before[1]):
            continue
        named = ordering and (row or not _is_bare(mark))
        if before and sheet.text.norm[mark.start - 1 : mark.start] in "买来要加订" and _is_vague(mark):
            before = None
        if before and _adopt(
            sheet, max(0, mark.start - 14) + before.start(1), before[1], catalogue, named, edges
        ):
            continue
        neighbour = taken.get(mark.start)
        if neighbour is not None and neighbour is not mark and neighbour.field == "product":
            continue
        after = _RUN_AFTER.match(sheet.left[mark.end : mark.end + 12])
        if after:
            _adopt(sheet, mark.end + after.start(1), after[1], catalogue, named, edges, ahead=True)


def _is_bare(mark: Mark) -> bool:
    return isinstance(mark.value, Quantity) and mark.value.unit is None


def _is_vague(mark: Mark) -> bool:
    return isinstance(mark.value, Quantity) and mark.value.vague


def _adopt(
    sheet: Sheet,
    start: int,
    run: str,
    catalogue: Catalogue,
    ordering: bool,
    edges: set[int],
    *,
    ahead: bool = False,
) -> bool:
    lead = _LEAD.match(run)
    if lead:
        start, run = start + lead.end(), run[lead.end() :]
    brand = _BRAND.match(run)
    if brand:
        start, run = start + brand.end(), run[brand.end() :]
        only = catalogue.find(run)
        if only is not None:
            sheet.claim(start, start + len(run), "product", Product(only.name, only))
            return True
    near = respell(run, catalogue) if len(run) > 1 else None
    if near is not None:
        sheet.claim(start, start + len(run), "product", Product(near.name, near, corrected=True))
        return True
    trail = _TRAIL.search(run)
    if trail:
        run = run[: trail.start()]
    if run in _GENERIC and not sheet.text.norm[start - 1 : start].isalpha():
        sheet.claim(start, start + len(run), "product", Product(run, None))
        return True
    if len(run) < 2:
        return False
    near = respell(run, catalogue)
    if near is None and len(run) > 2:
        piece = run[:-1] if ahead else run[1:]
        near = respell(piece, catalogue)
        if near is not None:
            start, run = (start, piece) if ahead else (start + 1, piece)
    if near is not None:
        sheet.claim(start, start + len(run), "product", Product(near.name, near, corrected=True))
        return True
    beside = start in edges or start + len(run) in edges
    if not ordering or beside or _NOT_A_NAME.search(run):
        return False
    sheet.claim(start, start + len(run), "product", Product(run, None))
    return True


_NOT_A_NAME = bounded(
    "全部|所有|每样|[付转]|微信|支付|现金|[要买来订谢帮请送放麻烦我你他她们这那哪谁没不已可能会让被比]|女士|先生|一共|左右|以上|以下|大概|左右|打包|改|退|取消|"
    "数量|总计|多少|一样|隔离|今天|明天|昨天|每天|还是|或者|分开|正常|体温|门口|楼|单元|小区|业主|群|团|家"
)


def claim_listed(sheet: Sheet, catalogue: Catalogue) -> None:
    """鸡旦、牛奶各两箱: a misspelt name that stands alone between the signs of a list."""
    if not any(sheet.of("product")) or not any(sheet.of("qty")):
        return
    for match in list(_LISTED.finditer(sheet.left)):
        item = catalogue.misspellings.get(match[1])
        if item is not None:
            sheet.claim(match.start(1), match.end(1), "product", Product(item.name, item, corrected=True))


_LISTED = bounded(rf"(?:^|(?<=[\s,，、和{TAKEN}]))([\u4e00-\u9fff]{{2,5}})(?=[\s,，、和{TAKEN}]|$)")


def merge_signs(sheet: Sheet) -> None:
    """鸡蛋🥚一板 names one thing twice."""
    marks = sorted(sheet.of("product"), key=lambda mark: mark.start)
    for first, second in itertools.pairwise(marks):
        same = (
            isinstance(first.value, Product)
            and isinstance(second.value, Product)
            and first.value.item is second.value.item
        )
        if same and second.start - first.end <= 1 and ord(sheet.text.norm[second.start]) > 0x1F000:
            sheet.marks.remove(second)
            sheet.claim(second.start, second.end, "note")


def respell(run: str, catalogue: Catalogue) -> Item | None:
    """The one item this left-over word misspells, or None. Never asked about running text."""
    lower = run.lower()
    exact = catalogue.misspellings.get(lower)
    if exact is not None:
        return exact
    heard = sound(lower)
    if heard is not None and heard in catalogue.sounds:
        return catalogue.sounds[heard]
    if len(lower) < 4:
        return None
    near = {
        item.code: item
        for name, item in catalogue.names.items()
        if len(name) >= 3
        and abs(len(name) - len(lower)) <= 1
        and OSA.distance(lower, name, score_cutoff=1) <= 1
    }
    return next(iter(near.values())) if len(near) == 1 else None
