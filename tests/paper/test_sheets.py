"""What leaves the house on paper: every sheet opens, says what it must and nothing it must not."""

import dataclasses
import io
import re
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from anxin.paper import fonts, poster, purchase_order
from anxin.paper.labels import Label, Labels, in_parts
from anxin.paper.parts import Item
from anxin.paper.poster import PricedProduct
from anxin.paper.press import Sheet, money, pdf, pictures, png
from anxin.paper.qr import qr_png, qr_svg
from anxin.paper.tables import read_table, write_table
from anxin.paper.words import in_language
from tests.paper import sheets
from tests.paper.sheets import COMPOUND, SHEETS, VEGETABLES

DOOR = re.compile(r"\d+号楼|\d单元")


def pages_of(sheet: Sheet) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf(sheet))).pages]


def text_of(sheet: Sheet) -> str:
    return "\n".join(pages_of(sheet))


def closely(text: str) -> str:
    """Without white space: a PDF keeps places, not spaces."""
    return "".join(text.split())


def values_of(part: Any) -> list[str]:
    """Every text a caller put on a sheet, as printed."""
    if isinstance(part, str):
        return [part]
    if isinstance(part, tuple):
        return [text for piece in part for text in values_of(piece)]
    if dataclasses.is_dataclass(part):
        out = []
        for field in dataclasses.fields(part):
            value = getattr(part, field.name)
            if field.name.endswith("_fen"):
                out.append(money(value))
            elif field.name not in ("words", "lang", "qr"):
                out.extend(values_of(value))
        return out
    return []


@pytest.mark.parametrize("name", SHEETS)
def test_every_text_given_stands_on_the_sheet(name: str) -> None:
    printed = closely(text_of(SHEETS[name]))
    missing = [text for text in values_of(SHEETS[name]) if closely(text) not in printed]
    # A door is printed with its room apart and larger; a long cell may be broken by its neighbour.
    lost = [
        text for text in missing if not all(closely(piece) in printed for piece in re.findall(r"\w+", text))
    ]
    assert lost == []


@pytest.mark.parametrize("name", SHEETS)
def test_first_page_is_a_picture(name: str) -> None:
    with Image.open(io.BytesIO(png(SHEETS[name], ppi=50))) as picture:
        assert picture.format == "PNG"
        assert sorted(picture.size) == pytest.approx([8.27 * 50, 11.69 * 50], abs=2)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("labels", 2),
        ("run_sheet", 3),
        ("stair_sheets", 2),
        ("cards", 2),
        ("poster", 1),
        ("purchase_order", 1),
    ],
)
def test_page_count(name: str, count: int) -> None:
    assert len(pages_of(SHEETS[name])) == count


def test_labels_fill_ten_places_a_page_and_skip_used_ones() -> None:
    label = Label(COMPOUND, "3号楼 2单元 1101", "K7F2-9", (VEGETABLES,))
    assert len(pages_of(Labels(labels=(label,) * 10))) == 1
    assert len(pages_of(Labels(labels=(label,) * 10, skip=1))) == 2
    assert len(pages_of(Labels(labels=(label,) * 24, columns=3, rows=8))) == 1


@pytest.mark.parametrize("count", [0, 1, 10, 11, 25])
def test_splitting_a_label_loses_nothing(count: int) -> None:
    goods = tuple(Item(f"货{n}", "1 份") for n in range(count))
    parts = in_parts((Label(COMPOUND, "3号楼 101", "K7F2-9", goods),))
    assert tuple(item for part in parts for item in part.contents) == goods
    assert all(len(part.contents) <= 10 for part in parts)
    assert [part.part for part in parts] == (
        [f"{n}/{len(parts)}" for n in range(1, len(parts) + 1)] if count > 10 else [""]
    )


def test_a_crowded_label_stays_on_its_place() -> None:
    goods = tuple(Item(f"很长很长很长很长很长的商品名称第{n}种", "12 份") for n in range(10))
    crowded = Label(
        "很长很长的小区名称东湖花园二期", "3号楼 2单元 1101", "K7F2-9", goods, "11月21日蔬菜团", "下午第一批"
    )
    pages = pages_of(Labels(labels=(crowded,) * 10))
    assert len(pages) == 1
    assert closely(pages[0]).count("第9种") == 10


def test_labels_carry_no_word_of_their_own() -> None:
    """Whatever is on a label was put there by the caller for this purpose: no field can hold a status."""
    assert Labels.WORDS == {}
    fields = {field.name for field in dataclasses.fields(Label)}
    assert fields == {"compound", "door", "code", "contents", "round", "wave", "part"}


def test_each_trip_begins_a_page_and_keeps_the_walking_order() -> None:
    pages = pages_of(sheets.RUN_SHEET)
    first, second = sheets.RUN_SHEET.trips
    codes = re.findall(r"[A-Z]\d?[A-Z]?\w*-\d", "\n".join(pages))
    assert [code for code in codes if code in {stop.code for stop in first.stops}] == [
        s.code for s in first.stops
    ]
    assert "第 1 趟" in pages[0]
    assert "第 2 趟" in pages[2]
    assert second.stops[0].code in pages[2]


def test_a_loose_page_still_says_where_its_doors_are() -> None:
    run = closely(pages_of(sheets.RUN_SHEET)[1])
    assert "东湖花园" in run
    assert "第1趟" in run
    assert "5号楼1单元" in run
    assert "12号楼1单元" in closely(pages_of(sheets.WIDE_STAIR_SHEETS)[1])


def test_stair_sheet_of_many_products_turns_sideways() -> None:
    sizes = [
        PdfReader(io.BytesIO(pdf(sheet))).pages[0].mediabox
        for sheet in (sheets.STAIR_SHEETS, sheets.WIDE_STAIR_SHEETS)
    ]
    assert sizes[0].height > sizes[0].width
    assert sizes[1].width > sizes[1].height


def test_ledger_has_no_doors() -> None:
    assert not DOOR.search(text_of(sheets.LEDGER))


def test_poster_shows_supplier_price_fees_and_total() -> None:
    printed = text_of(sheets.POSTER)
    for price in ("¥46.00", "¥4.00", "¥50.00"):
        assert price in printed


@pytest.mark.parametrize("count", [1, 6, 9, 13, 18])
def test_poster_stays_on_one_page(count: int) -> None:
    products = tuple(PricedProduct(f"商品{n}", "500g", 100, 20, 120) for n in range(count))
    assert len(pages_of(dataclasses.replace(sheets.POSTER, products=products))) == 1


@pytest.mark.parametrize(
    "evil", ['#panic("x")', "$x^2$ *b* _i_", "\\ @ref <label>", '"; #read("/etc/passwd")']
)
def test_text_is_never_markup(evil: str) -> None:
    label = Label(COMPOUND, "3号楼 101", "K7F2-9", (Item(evil, "1"),))
    printed = closely(text_of(Labels(labels=(label,))))
    assert closely(evil.replace("\u202e", "").replace("🥬", "")) in printed.replace("\u202e", "")


def test_what_no_typeface_draws_is_left_out() -> None:
    label = Label(
        COMPOUND, "3号楼 101", "K7F2-9", (Item("🥬青菜\u202e\ufe0f", "1 把"), Item("\U00020bb7野家", "1 份"))
    )
    printed = closely(text_of(Labels(labels=(label,))))
    assert "东湖花园3号楼101K7F2-9青菜1把" in printed
    assert "野家" in printed


def test_words_are_replaced_by_the_reader_s_language() -> None:
    english = dataclasses.replace(sheets.HOLD_LIST, words={"door": "Door", "next_try": "Next try"}, lang="en")
    printed = text_of(english)
    assert "Next try" in printed
    assert "下次" not in printed
    assert "没应门" in printed


def test_a_word_nobody_prints_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="colour"):
        pdf(dataclasses.replace(sheets.HOLD_LIST, words={"colour": "red"}))


@pytest.mark.parametrize("name", SHEETS)
def test_translated_words_keep_their_keys_and_places(name: str) -> None:
    kind = type(SHEETS[name])
    upper = in_language(kind.WORDS, str.upper)
    assert upper.keys() == kind.WORDS.keys()
    for key, word in kind.WORDS.items():
        assert set(re.findall(r"{(\w+)}", word)) <= {"no", "count", "page", "pages"}, key


def test_traditional_characters_are_drawn() -> None:
    hant = Labels(
        labels=(Label("東湖花園", "3號樓 2單元 1101", "K7F2-9", (Item("雞蛋", "1 盒"),)),), lang="zh-Hant"
    )
    printed = closely(text_of(hant))
    assert "3號樓2單元1101" in printed
    assert "雞蛋" in printed


def test_the_same_sheet_prints_the_same_picture() -> None:
    assert pictures(sheets.CARDS, ppi=40) == pictures(sheets.CARDS, ppi=40)


@pytest.mark.parametrize(
    ("fen", "said"), [(0, "¥0.00"), (5, "¥0.05"), (123456, "¥1,234.56"), (-250, "-¥2.50")]
)
def test_money(fen: int, said: str) -> None:
    assert money(fen) == said


def test_qr_is_a_scalable_picture() -> None:
    address = "https://anxin.example/h/7mQ2xV9cT4bN8rK"
    assert qr_svg(address).startswith("<svg")
    assert qr_svg(address) == qr_svg(address)
    with Image.open(io.BytesIO(qr_png(address, 4))) as picture:
        assert picture.width == picture.height
        assert picture.width % 4 == 0


def test_missing_typeface_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("ANXIN_FONTS", str(tmp_path))
    monkeypatch.setattr(fonts, "SYSTEM_FOLDERS", ())
    fonts.typefaces.cache_clear()
    try:
        with pytest.raises(fonts.FontsMissing, match="fonts-noto-cjk"):
            fonts.typefaces()
    finally:
        fonts.typefaces.cache_clear()


def test_price_card_goes_to_the_chat_as_text() -> None:
    lines = poster.chat_text(sheets.POSTER).splitlines()
    assert lines[0] == "【11月22日蔬菜团】东湖花园"
    assert lines[1] == "1. 蔬菜包A 约10斤 ¥50.00 (供货价 ¥46.00 + 费用 ¥4.00)"
    assert lines[-1] == sheets.POSTER.qr
    assert len([line for line in lines if re.match(r"\d\. ", line)]) == len(sheets.POSTER.products)


def test_purchase_order_goes_out_as_text_and_as_spreadsheet() -> None:
    order = sheets.PURCHASE_ORDER
    text = purchase_order.chat_text(order)
    assert "1. 蔬菜包A 约10斤 箱数 24 (20 份/箱) = 480 份 单价 ¥46.00 金额 ¥22,080.00" in text
    assert "¥41,230.00" in text
    lines, points = read_table(write_table(purchase_order.spreadsheet(order)), "a.xlsx").sheets
    assert lines.name == order.number
    amounts = [float(str(row[5])) for row in lines.rows[1:]]
    assert sum(amounts[:-1]) == amounts[-1] == 41230.0
    assert [row[0] for row in points.rows[1:]] == ["东湖花园 北门"] * 2 + ["江城壹号 地下车库入口"] * 2


@pytest.mark.parametrize(
    ("there", "lang", "first"),
    [
        (["Noto Sans TC", "Noto Sans SC"], "zh-Hant", "Noto Sans TC"),
        (["Noto Sans TC", "Noto Sans SC"], "zh-Hans", "Noto Sans SC"),
        (["Noto Sans SC", "Noto Sans CJK TC"], "en", "Noto Sans SC"),
        (["Noto Sans SC"], "zh-Hant", "Noto Sans SC"),
    ],
)
def test_the_face_follows_the_language(there: list[str], lang: str, first: str) -> None:
    assert fonts.families(there, lang)[0] == first


def test_faces_are_found_in_the_checkout(tmp_path: Any) -> None:
    face = tmp_path / "node_modules/@expo-google-fonts/noto-sans-sc/400Regular"
    face.mkdir(parents=True)
    assert fonts.npm_folders(tmp_path) == [face]
