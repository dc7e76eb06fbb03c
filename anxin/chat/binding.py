"""Which quantity belongs to which product: the cheapest pairing of neighbours over one entry."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal

from anxin.chat.grammar import ZH
from anxin.chat.sheet import Mark, Product, Quantity, Sheet

_LONELY_QUANTITY, _LONELY_PRODUCT, _SIZE_BESIDE = 12.0, 3.0, 2.0
_GAP = {"\n": 6.0, ";": 6.0, "。": 6.0, ",": 3.0, "，": 3.0, "、": 2.5, " ": 0.6, "(": 1.0, "和": 2.0}
_UNUSUAL_UNIT, _BACKWARDS = 0.9, 0.3


@dataclass(slots=True)
class Bound:
    """A product with its quantity (None: not said) and the marks both were read from."""

    product: Product
    quantity: Quantity | None
    marks: tuple[Mark, ...]
    start: int


def bind(sheet: Sheet) -> tuple[list[Bound], list[Mark]]:
    """Pairs in order of writing, and the quantities that found no product."""
    marks = sorted(sheet.of("product", "qty"), key=lambda mark: mark.start)
    marks, bound = _spread(sheet, marks)
    partner = _pair(sheet, marks)
    lonely = []
    for place, mark in enumerate(marks):
        other = partner.get(place)
        if isinstance(mark.value, Product):
            quantity = marks[other].value if other is not None else None
            both = (mark, marks[other]) if other is not None else (mark,)
            assert quantity is None or isinstance(quantity, Quantity)
            bound.append(Bound(mark.value, quantity, both, mark.start))
        elif other is None:
            lonely.append(mark)
    bound = _sizes(sheet, sorted(bound, key=lambda each: each.start), lonely)
    return bound, lonely


def _spread(sheet: Sheet, marks: list[Mark]) -> tuple[list[Mark], list[Bound]]:
    """各两份 goes to every product of the run before it (or after it, when nothing stands before)."""
    bound: list[Bound] = []
    used: set[Mark] = set()
    for place, mark in enumerate(marks):
        quantity = mark.value
        if not isinstance(quantity, Quantity) or not (quantity.spread or quantity.vague):
            continue
        run = _products_before(marks, place, used) if quantity.spread else []
        run = run or _products_after(sheet, marks, place, quantity)
        for product in run:
            assert isinstance(product.value, Product)
            for _ in range(_kinds(sheet, product, mark, alone=len(run) == 1)):
                bound.append(Bound(product.value, quantity, (product, mark), product.start))
        if run:
            used.update(run)
            used.add(mark)
    return [mark for mark in marks if mark not in used], bound


def _products_before(marks: list[Mark], place: int, used: set[Mark]) -> list[Mark]:
    run: list[Mark] = []
    for index in range(place - 1, -1, -1):
        mark = marks[index]
        if mark in used:
            break
        if not isinstance(mark.value, Product):
            # in 2斤土豆 the quantity in front already owns the product nearest to it
            if len(run) > 1 and mark.end == run[-1].start:
                run.pop()
            break
        run.append(mark)
    return run[::-1]


def _products_after(sheet: Sheet, marks: list[Mark], place: int, quantity: Quantity) -> list[Mark]:
    if quantity.vague and place and isinstance(marks[place - 1].value, Product):
        between = sheet.text.norm[marks[place - 1].end : marks[place].start]
        after = marks[place + 1] if place + 1 < len(marks) else None
        glued = after is not None and after.start - marks[place].end <= 1 and isinstance(after.value, Product)
        if not between.strip() and not glued:
            return []  # 土豆一些: the vague word follows its product
    run: list[Mark] = []
    last = marks[place].end
    for index in range(place + 1, len(marks)):
        mark = marks[index]
        gap = sheet.text.norm[last : mark.start]
        if not isinstance(mark.value, Product) or any(sign in gap for sign in "。;\n"):
            break
        follower = marks[index + 1] if index + 1 < len(marks) else None
        if (
            run
            and follower is not None
            and isinstance(follower.value, Quantity)
            and follower.start - mark.end <= 1
        ):
            break
        if run and quantity.unit and not quantity.spread and "," in gap:
            break
        run.append(mark)
        last = mark.end
    return run


def _kinds(sheet: Sheet, product: Mark, quantity: Mark, *, alone: bool) -> int:
    """苹果 红和青 各一斤: one product, two kinds of it."""
    if not alone or quantity.start < product.end:
        return 1
    between = sheet.text.norm[product.end : quantity.start].strip(" :()")
    parts = [part for sign in "和、,与跟" for part in between.split(sign)] if between else []
    return max(between.count(sign) for sign in "和、,与跟") + 1 if parts and len(between) <= 12 else 1


def _pair(sheet: Sheet, marks: list[Mark]) -> dict[int, int]:
    """Cheapest set of neighbouring pairs: one pass, two states back."""
    best: list[float] = [0.0]
    paired: list[bool] = [False]
    for place, mark in enumerate(marks):
        alone = best[place] + _alone(marks, place)
        together = float("inf")
        if place and isinstance(mark.value, Product) != isinstance(marks[place - 1].value, Product):
            together = best[place - 1] + _cost(sheet, marks[place - 1], mark)
        best.append(min(alone, together))
        paired.append(together < alone)
    partner: dict[int, int] = {}
    place = len(marks)
    while place > 0:
        if paired[place]:
            partner[place - 1], partner[place - 2] = place - 2, place - 1
            place -= 2
        else:
            place -= 1
    return partner


def _alone(marks: list[Mark], place: int) -> float:
    value = marks[place].value
    if isinstance(value, Product):
        return _LONELY_PRODUCT
    before = marks[place - 1].value if place else None
    after = marks[place + 1].value if place + 1 < len(marks) else None
    beside = isinstance(before, Quantity) or isinstance(after, Quantity)
    return _SIZE_BESIDE + 3 if beside else _LONELY_QUANTITY


def _cost(sheet: Sheet, first: Mark, second: Mark) -> float:
    gap = sheet.text.norm[first.end : second.start]
    cost = sum(_GAP.get(sign, 0.4) for sign in gap)
    product, quantity = (
        (first.value, second.value) if isinstance(first.value, Product) else (second.value, first.value)
    )
    assert isinstance(product, Product) and isinstance(quantity, Quantity)
    if product.item and quantity.unit and quantity.unit not in product.item.units:
        cost += _UNUSUAL_UNIT
    if isinstance(first.value, Quantity):
        cost += _BACKWARDS + (3.0 if quantity.bare and gap else 0.0) + (8.0 if quantity.plus else 0.0)
    return cost


def _sizes(sheet: Sheet, bound: list[Bound], lonely: list[Mark]) -> list[Bound]:
    """牛奶24盒1箱, 面粉一袋10斤: of two quantities on one product the larger container counts."""
    starts = [each.start for each in bound]
    for mark in list(lonely):
        quantity = mark.value
        assert isinstance(quantity, Quantity)
        place = bisect_left(starts, mark.start)
        for each in bound[max(0, place - 2) : place + 1]:
            held = each.quantity
            if held is None or len(each.marks) < 2 or held.spread:
                continue
            near = sheet.text.norm[min(mark.end, each.marks[1].end) : max(mark.start, each.marks[1].start)]
            if len(near.strip(" (),/")) > 0 or quantity.unit is None or held.unit is None:
                continue
            if ZH.rank.get(quantity.unit, 0) > ZH.rank.get(held.unit, 0):
                each.quantity, each.marks = quantity, (each.marks[0], mark)
            lonely.remove(mark)
            break
    return bound


def amount(quantity: Quantity | None) -> tuple[Decimal | None, str | None]:
    """What a line says: no quantity written is one, unit unknown."""
    return (Decimal(1), None) if quantity is None else (quantity.value, quantity.unit)
