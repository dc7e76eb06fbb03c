"""One household's words to one Entry: claim, bind, decide."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from anxin.chat import address as doors_read
from anxin.chat import changes, contacts, intents, products, quantities
from anxin.chat.binding import Bound, amount, bind
from anxin.chat.doubts import confidence_of, doubts
from anxin.chat.frame import Frame, door
from anxin.chat.grammar import ZH, bounded
from anxin.chat.normal import Text, text_of
from anxin.chat.numerals import value
from anxin.chat.sheet import TAKEN, Mark, Product, Quantity, Sheet
from anxin.chat.terms import Address, Entry, Intent, Line

_CHANGE_OF_DOOR = bounded(r"(?:写错|打错|报错|填错|错了|更正|更改地址|纠正|搞错|弄错|发错)|不是\s*\d")
_THANKED = bounded("谢谢|感谢|多谢")
_CLAUSE = bounded(r"[,，。!?;\n]")
_AS_BEFORE = bounded("的?(?:照旧|不变|照样|保留|还要的)")
_FREE = re.compile(rf"[^\s{TAKEN}][^{TAKEN}]*")
_OUT_OF = bounded("没有?$")
_CALL = bounded("谁|有没有|求|急|发烧|发热|疼|痛|吃完|用完|快没|不够|没了|断药|配|开")
_NAME_ONLY_BLOCK = bounded(r"取消|退|不|没|谢|[?]|吗|收到|正常|体温")


def read_entry(text: Text, frame: Frame, prepare: Callable[[Sheet], None] | None = None) -> Entry:
    """Read one row or one household's message. `prepare` claims what its wrapping (a form) already explains."""
    sheet = Sheet(text)
    if prepare is not None:
        prepare(sheet)
    found = _claim_everything(sheet, frame)
    bound, lonely = bind(sheet)
    return _Decision(sheet, frame, found, bound, lonely).entry()


def _claim_everything(sheet: Sheet, frame: Frame) -> list[Mark]:
    """All stages in order; gives back the addresses. Later stages see only what earlier ones left."""
    changes.claim_drops(sheet)
    for mark in sheet.claim_all(ZH.patterns["exclude"], "note"):
        _keep_if_dropped(sheet, mark)
    sheet.claim_all(ZH.patterns["substitute"], "note")
    short = products.find_names(sheet, frame.catalogue)
    products.claim_numeric(sheet, short)
    contacts.claim_mentions(sheet)
    contacts.claim_phones(sheet)
    sheet.claim_all(ZH.claims["price"], "price")
    _claim_temperature(sheet)
    for name in ("date", "clock", "ordinal", "group"):
        sheet.claim_all(ZH.claims[name], "date" if name in ("date", "clock") else "number")
    found = doors_read.find_addresses(sheet, bare=frame.row or bool(list(sheet.of("product"))))
    contacts.claim_names(
        sheet,
        row=frame.row,
        names_first=frame.names_first,
        defaulted=frame.default_product is not None,
        unlike=frame.catalogue.misspellings,
    )
    for name in ("duration", "people", "kinds"):
        sheet.claim_all(ZH.claims[name], "number")
    sheet.claim_all(ZH.patterns["delivery"], "note")
    products.claim_options(sheet, frame.options, frame.catalogue)
    changes.claim_changes(sheet)
    sheet.claim_all(ZH.patterns["size"], "spec")
    quantities.find_quantities(sheet)
    products.widen_names(sheet)
    products.claim_short(sheet, short)
    products.claim_unknown(
        sheet, frame.catalogue, ordering=frame.row or bool(found) or _orders(sheet), row=frame.row
    )
    products.claim_listed(sheet, frame.catalogue)
    products.merge_signs(sheet)
    _claim_unit_prices(sheet)
    changes.drop_old_amounts(sheet)
    return found


def _orders(sheet: Sheet) -> bool:
    return bool(ZH.intent["ordering"].search(sheet.text.norm)) or bool(list(sheet.of("product")))


def _claim_unit_prices(sheet: Sheet) -> None:
    """8元一斤，来5斤: the 一斤 right behind a price belongs to it when another amount follows."""
    counts = sorted(sheet.of("qty"), key=lambda mark: mark.start)
    ends = {mark.end for mark in sheet.of("price")}
    for mark, later in itertools.pairwise(counts):
        first, second = mark.value, later.value
        if mark.start not in ends or not isinstance(first, Quantity) or not isinstance(second, Quantity):
            continue
        if first.value == 1 and second.unit in (first.unit, None):
            sheet.release(mark)
            sheet.claim(mark.start, mark.end, "price")


def _keep_if_dropped(sheet: Sheet, mark: Mark) -> None:
    """不要土豆 alone, with nothing ordered before it, drops the product."""
    words = sheet.text.norm[mark.start : mark.end]
    if (
        sheet.text.norm[: mark.start].strip() == ""
        and words.startswith("不要")
        and len(sheet.text.norm) <= mark.end + 1
    ):
        sheet.release(mark)


def _claim_temperature(sheet: Sheet) -> None:
    for match in list(ZH.patterns["temperature"].finditer(sheet.left)):
        degrees = _degrees(match)
        if degrees is not None and Decimal(34) <= degrees <= Decimal("42.9"):
            lead = len(match.group()) - len(match.group().lstrip(" :"))
            sheet.claim(match.start() + lead, match.end(), "temperature", degrees)


def _degrees(match: re.Match[str]) -> Decimal | None:
    if match["arabic"]:
        return Decimal(match["arabic"].replace("度", "."))
    if match["whole"] or match["degrees"]:
        return Decimal(match["whole"] or match["degrees"])
    whole, _, part = re.sub("[度点]", ".", match["han"], count=1).partition(".")
    number = value(whole)
    tenth = value(part) if part else Decimal(0)
    return None if number is None or tenth is None else number + tenth / 10


class _Decision:
    """From marks to an entry. Holds the pieces while they are decided in order."""

    def __init__(
        self, sheet: Sheet, frame: Frame, found: list[Mark], bound: list[Bound], lonely: list[Mark]
    ) -> None:
        self.sheet, self.frame, self.bound, self.lonely = sheet, frame, bound, lonely
        self.text = sheet.text.norm
        self.ends = [match.start() for match in _CLAUSE.finditer(self.text)]
        self.asked_medicine = False
        self.reasons: list[str] = []
        self.claimed = found
        self.address = self._address()
        self.contact = contacts.contact_of(sheet)

    def entry(self) -> Entry:
        temperature = max(
            (mark.value for mark in self.sheet.of("temperature") if isinstance(mark.value, Decimal)),
            default=None,
        )
        lines, intent = self._lines_and_intent()
        counted = bool(lines)
        needs = intents.needs_in(
            self._service_words(), asked=self._asks_plainly(), here=self.address is not None
        )
        needs = tuple(dict.fromkeys(("medicine", *needs))) if self.asked_medicine else needs
        needs = tuple(dict.fromkeys((*needs, *self._medicine(lines)))) if intent == "order" else needs
        if intent == "other" and needs:
            intent = "help"
        elif intent == "other" and (temperature is not None or self._is_well()):
            intent = "checkin"
        if intent == "other":
            return self._other()
        if intent == "cancel":
            lines = []
        self.reasons += doubts(
            self.sheet,
            self.frame,
            intent,
            lines,
            self.lonely if counted or intent == "amend" else [],
            needs,
            temperature,
            self.address,
        )
        return self._made(intent, tuple(lines), needs, temperature)

    def _made(
        self, intent: Intent, lines: tuple[Line, ...], needs: tuple[str, ...], temperature: Decimal | None
    ) -> Entry:
        for need in needs:
            self._show_need(need)
        reasons = tuple(dict.fromkeys(self.reasons))
        notes = [self.sheet.text.written(m.start, m.end) for m in self.sheet.of("note")]
        if intent in ("order", "amend"):
            name = self.contact.name if self.contact else None
            self.frame.memory.keep(self.address, name, lines)
        return Entry(
            self.address, self.contact, lines, intent, needs, temperature, confidence_of(reasons), reasons,
            self.sheet.spans(), _extent(self.sheet.text), note="；".join(notes) or None,
        )  # fmt: skip

    def _other(self) -> Entry:
        reasons = self._unread()
        return Entry(
            None, None, (), "other", (), None, confidence_of(reasons), reasons, (), _extent(self.sheet.text)
        )

    def _show_need(self, need: str) -> None:
        """Claim the words that asked for it, as far as nothing else has read them."""
        found = ZH.needs[need].search(self.text)
        if found is None:
            return
        pieces = list(_FREE.finditer(self.sheet.left, found.start(), found.end()))
        if pieces:
            longest = max(pieces, key=lambda piece: len(piece.group()))
            self.sheet.claim(longest.start(), longest.end(), "need", need)

    def _unread(self) -> tuple[str, ...]:
        """Nothing was understood, yet an amount stands there: a person should look."""
        amounts = [mark for mark in self.lonely if isinstance(mark.value, Quantity) and not mark.value.vague]
        if self.frame.row and not self.frame.about_else:
            return ("row_unread",) if amounts or self.bound else ()
        counted = [each for each in self.bound if each.quantity is not None]
        written = [mark for mark in amounts if isinstance(mark.value, Quantity) and mark.value.unit]
        return ("order_doubtful",) if (counted or written) and self.claimed else ()

    def _address(self) -> Address | None:
        marks = [mark for mark in self.claimed if not doors_read.is_of_others(self.sheet, mark)]
        wrong = [mark for mark in marks if doors_read.is_wrong_one(self.sheet, mark)]
        self.corrects_door = bool(wrong) or (len(marks) > 0 and bool(_CHANGE_OF_DOOR.search(self.text)))
        marks = [mark for mark in marks if mark not in wrong and not self._is_target(mark)]
        parts = [mark.value for mark in marks if isinstance(mark.value, Address)]
        if self.corrects_door and len(parts) > 1:
            parts = parts[-1:]
        if len({part.room for part in parts if part.room}) > 1 and not self.corrects_door:
            self.reasons.append("address_ambiguous")  # two doors in one row
        if parts:
            return doors_read.join(parts)
        if self.frame.row or not self.frame.sender:
            return None
        return address_in(self.frame.sender)

    def _is_target(self, mark: Mark) -> bool:
        """和2-302一样: a door named as the example to follow."""
        return bool(
            re.search(r"[跟和与同照按]\s*$", self.text[max(0, mark.start - 3) : mark.start])
        ) and bool(re.match(r"\s*的?(?:一样|相同|一致|那份)", self.text[mark.end :]))

    def _lines_and_intent(self) -> tuple[list[Line], Intent]:
        copied = self._copied()
        self.bound = [each for each in self.bound if not self._is_aside(each)]
        self._take_changed_amount()
        self._use_default()
        lines = [self._line(each) for each in self.bound]
        ops = list(self.sheet.of("op"))
        if not lines and not self.frame.about_else and intents.cancels(self.text):
            return [], "cancel"
        if copied is not None:
            return [*copied, *lines], "order" if copied or lines else "other"
        if lines and not self.frame.row and self._asks_for_medicine(lines):
            self.asked_medicine = True
            self.bound = []  # the name of the medicine says what is needed
            return [], "other"
        if not self._allowed(bool(ops)):
            return [], "other"
        if lines and ops and not changes.is_addition_to_same_message(self.sheet, self.bound):
            return changes.changed(self.sheet, self.bound, lines), "amend"
        if (
            lines
            and re.search(r"(?<!不)是[^,。]{1,8}不是|不是[^,。]{1,8}是", self.text)
            and any(self.sheet.of("number"))
        ):
            return [replace(line, op="set") for line in lines], "amend"
        if not lines and self.corrects_door and self.address is not None:
            return [], "amend"
        if lines:
            return lines, "order"
        return self._name_only()

    def _take_changed_amount(self) -> None:
        """两箱牛奶，退一箱: the amount behind the change is the one that counts."""
        ends = {op.end for op in self.sheet.of("op") if op.value in ("set", "less", "add")}
        after = [mark for mark in self.lonely if mark.start in ends]
        if len(self.bound) != 1 or len(after) != 1 or self.bound[0].start > after[0].start:
            return
        (only,), (amount_mark,) = self.bound, after
        assert isinstance(amount_mark.value, Quantity)
        only.quantity, only.marks = amount_mark.value, (only.marks[0], amount_mark)
        self.lonely = [mark for mark in self.lonely if mark is not amount_mark]

    def _is_aside(self, each: Bound) -> bool:
        """A product only asked about, thanked for, to be prescribed, or named twice: no line of its own."""
        mark = each.marks[0]
        clause = self._clause(mark.start)
        before = self.text[clause[0] : mark.start]
        if _THANKED.search(before) and not self.frame.row:
            return True
        if each.quantity is not None:
            return False
        words = self.text[clause[0] : clause[1]]
        if (
            len(self.bound) > 1
            and ZH.intent["question"].search(words)
            and not ZH.intent["ask_to_buy"].search(words)
        ):
            return True
        if before[-1:] in ("配", "开") and each.product.item and each.product.item.category == "medicine":
            return len(self.bound) > 1
        if _AS_BEFORE.match(self.text[mark.end :]):
            return True
        if _OUT_OF.search(before) and any(other.quantity for other in self.bound):
            return True
        same = [
            other
            for other in self.bound
            if other.product.item is each.product.item and other.quantity is not None
        ]
        return each.product.item is not None and bool(same) and not list(self.sheet.of("op"))

    def _clause(self, place: int) -> tuple[int, int]:
        index = bisect_left(self.ends, place)
        start = self.ends[index - 1] + 1 if index else 0
        return start, self.ends[index] + 1 if index < len(self.ends) else len(self.text)

    def _allowed(self, changing: bool) -> bool:
        if self.frame.row and not self.frame.about_else:
            return not re.search(r"(?:吗|[?])\s*$", self.text) or any(b.quantity for b in self.bound)
        if not self.bound:
            return True
        counted = any(each.quantity is not None for each in self.bound)
        if (
            changing
            and counted
            and not intents._STRONG_TALK.search(self.text)
            and "?" not in self.text
            and "吗" not in self.text
        ):
            return True
        drops = any(op.value == "drop" for op in self.sheet.of("op"))
        if drops and not re.search(r"[?]|吗|谁", self.text):
            return True
        here = self.address is not None
        if not counted and not here and any(self.sheet.of("price")):
            return False  # names with prices and no amount: a price list
        return intents.may_order(
            self._unpriced(), self.sheet.left, address=here, counted=counted, priced=self._priced()
        )

    def _unpriced(self) -> str:
        """The text without prices, so that 排骨要120元 wants nothing."""
        letters = list(self.text)
        for mark in self.sheet.of("price"):
            letters[mark.start : mark.end] = TAKEN * (mark.end - mark.start)
        return "".join(letters)

    def _priced(self) -> bool:
        """A price for one unit, as lists of prices have: 5元/斤, 32一斤."""
        ends = (self.text[mark.end : mark.end + 4] for mark in self.sheet.of("price"))
        return bool(ZH.intent["list_price"].search(self.text)) or any(
            re.match(r"\s?一[斤份盒箱袋个瓶]", end) for end in ends
        )

    def _copied(self) -> list[Line] | None:
        """同上, 和2-302一样: the lines of another order; None when nothing refers to one."""
        target = self._copied_from()
        if target is not None:
            return target
        match = ZH.reference["same_above"].search(self.text)
        if match and (self.frame.row or len(self.text) < 40) and not ZH.intent["question"].search(self.text):
            self._mark_reference(match)
            return self._found(self.frame.memory.last)
        return None

    def _copied_from(self) -> list[Line] | None:
        match = ZH.reference["same_as"].search(self.text)
        if match is None:
            return None
        target = address_in(match["who"])
        memory = self.frame.memory
        lines = memory.by_door.get(door(target)) if target else memory.by_name.get(match["who"])
        if lines is None and target is None:
            return None
        self._mark_reference(match)
        return self._found(lines or ())

    def _mark_reference(self, match: re.Match[str]) -> None:
        if self.sheet.is_free(match.start(), match.end()):
            self.sheet.claim(match.start(), match.end(), "op", "same")

    def _found(self, lines: tuple[Line, ...]) -> list[Line]:
        if not lines:
            self.reasons.append("reference_without_target")
        return [replace(line, op=None) for line in lines if line.qty is None or line.qty > 0]

    def _use_default(self) -> None:
        """两份, +2, 2瓶: a quantity whose product is the relay's only one, or the last one ordered."""
        usable = [
            mark
            for mark in self.lonely
            if isinstance(mark.value, Quantity) and not (mark.value.vague and self.bound)
        ]
        if not usable or (self.bound and not usable[0].value.plus):  # type: ignore[attr-defined]
            return
        quantity = usable[0].value
        assert isinstance(quantity, Quantity)
        if quantity.spread and self.frame.options and not self.bound:
            names = list(dict.fromkeys(self.frame.options.values()))
        elif quantity.spread and len(self.frame.menu) > 1 and not self.bound:
            names = list(self.frame.menu)
        else:
            names = [self.frame.default_product] if self.frame.default_product else self._last_product()
        meant = self.frame.row or self.address is not None or any(self.sheet.of("op"))
        if not names and meant and not self.frame.about_else and not self.bound:
            self.reasons.append("reference_without_target")
        if not self.frame.row and not self._asks_alone(quantity):
            return
        for name in names:
            item = self.frame.catalogue.find(name)
            self.bound.append(
                Bound(Product(item.name if item else name, item), quantity, (usable[0],), usable[0].start)
            )
            self.lonely = [mark for mark in self.lonely if mark is not usable[0]]

    def _last_product(self) -> list[str]:
        last = self.frame.memory.last
        return [last[-1].product] if last else []

    def _asks_alone(self, quantity: Quantity) -> bool:
        """Outside a relay a bare amount is an order only when hardly anything else is said."""
        if quantity.bare and not self.address and not list(self.sheet.of("op")):
            return bool(re.fullmatch(r"\s*\d{1,3}\s*", self.text))
        return intents.may_order(self.text, self.sheet.left, address=self.address is not None, counted=True)

    def _name_only(self) -> tuple[list[Line], Intent]:
        """A row with only a name or a door is one of the default product."""
        frame = self.frame
        if not frame.row or frame.about_else or not frame.default_product or self.reasons:
            return [], "other"
        free = re.sub(rf"[\s,，。.、:;!{TAKEN}+]", "", self.sheet.left)
        if _NAME_ONLY_BLOCK.search(self.text) or (free and len(free) > 6):
            return [], "other"
        item = frame.catalogue.find(frame.default_product)
        return [
            Line(item.name if item else frame.default_product, item.code if item else None, Decimal(1), None)
        ], "order"

    def _line(self, each: Bound) -> Line:
        qty, unit = amount(each.quantity)
        marks = sorted(each.marks, key=lambda mark: mark.start)
        spans = tuple(self.sheet.text.span(mark.start, mark.end, mark.field) for mark in marks)
        if each.product.corrected:
            self.reasons.append("product_corrected")
        item = each.product.item
        return Line(each.product.name, item.code if item else None, qty, unit, self._note(each), None, spans)

    def _note(self, each: Bound) -> str | None:
        first, last = min(m.start for m in each.marks), max(m.end for m in each.marks)
        words = [
            self.sheet.text.written(mark.start, mark.end)
            for mark in self.sheet.of("spec", "note")
            if first - 1 <= mark.start <= last + 1
            and not re.search("没|放|谢", self.text[mark.start : mark.end])
        ]
        return " ".join(words) or None

    def _asks_for_medicine(self, lines: list[Line]) -> bool:
        """谁有布洛芬, 孩子发烧需要退烧药: a call for help, not a purchase."""
        counted = any(each.quantity is not None for each in self.bound)
        return (
            not counted
            and len(self._medicine(lines)) > 0
            and bool(_CALL.search(self.text))
            and "买" not in self.text
        )

    def _medicine(self, lines: list[Line]) -> tuple[str, ...]:
        items = (self.frame.catalogue.find(line.product) for line in lines)
        return (
            ("medicine",) if any(item is not None and item.category == "medicine" for item in items) else ()
        )

    def _service_words(self) -> str:
        """The text without the product names, so that 垃圾袋 and 感冒药两盒 are goods, not requests."""
        letters = list(self.text)
        for each in self.bound:
            for mark in each.marks:
                letters[mark.start : mark.end] = TAKEN * (mark.end - mark.start)
        for mark in self.sheet.of("price", "date", "phone", "address"):
            letters[mark.start : mark.end] = TAKEN * (mark.end - mark.start)
        return "".join(letters)

    def _asks_plainly(self) -> bool:
        """A door and a few words, such as 10-105 倒垃圾，拿快递: no polite word is needed."""
        return self.address is not None and len(self.text) < 30 and not ZH.intent["past"].search(self.text)

    def _is_well(self) -> bool:
        return intents.says_well(self.text)


def _extent(text: Text) -> tuple[int, int]:
    return (text.starts[0], text.ends[-1]) if len(text.norm) else (0, 0)


def address_in(nickname: str) -> Address | None:
    """The door a nickname states, such as 5-2-301 小雨."""
    marks = doors_read.find_addresses(Sheet(text_of(nickname)), bare=True)
    parts = [mark.value for mark in marks if isinstance(mark.value, Address)]
    return doors_read.join(parts)


def nothing(length: int) -> Entry:
    """The entry of a message that says nothing to act on."""
    return Entry(None, None, (), "other", (), None, confidence_of(()), (), (), (0, length))
