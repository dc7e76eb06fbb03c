"""Spreadsheets in and out: what offices really send, and what somebody might send to hurt."""

import csv
import io
import struct
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from anxin.paper import headers
from anxin.paper.tables import (
    Cell,
    Column,
    Limits,
    NewSheet,
    Sheet,
    TableError,
    as_text,
    find_header,
    folded,
    is_example,
    read_table,
    template,
    write_back,
    write_table,
)

COLUMNS = (
    Column("building", headers.BUILDING, required=True),
    Column("stair", headers.STAIR),
    Column("room", headers.ROOM, required=True),
    Column("holder", headers.HOLDER),
    Column("phone", headers.PHONE),
    Column("note", headers.NOTE),
)
ROWS: list[list[Cell]] = [
    ["楼号", "单元", "房号", "户主"],
    ["3号楼", "2单元", 1101, "张某"],
    ["3号楼", "2单元", "0902", "=1+1"],
]


WHOLE = write_table([NewSheet("住户", ROWS)])


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def refusal(content: bytes, name: str = "住户.xlsx", limits: Limits | None = None) -> TableError:
    with pytest.raises(TableError) as caught:
        read_table(content, name, **({"limits": limits} if limits else {}))
    return caught.value


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The same zip with entries replaced; names with "/" and "." written as "__" and "_xml"."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            key = entry.filename.replace("/", "__").replace(".xml", "_xml")
            new.writestr(entry.filename, parts.get(key, old.read(entry.filename)))
    return out.getvalue()


# Reading


def test_workbook_comes_back_as_it_was_written() -> None:
    sheet = read_table(write_table([NewSheet("住户", ROWS)]), "住户.xlsx").sheets[0]
    assert sheet.name == "住户"
    assert [[as_text(cell) for cell in row] for row in sheet.rows] == [
        [str(cell) for cell in row] for row in ROWS
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_csv_is_read_in_every_encoding_offices_use(encoding: str) -> None:
    content = "楼号,单元,房号,户主\r\n3号楼,2单元,0101,张某\r\n".encode(encoding)
    table = read_table(content, "住户.csv")
    assert table.sheets[0].rows == [["楼号", "单元", "房号", "户主"], ["3号楼", "2单元", "0101", "张某"]]


def test_big5_csv_is_not_taken_for_gb18030() -> None:
    table = read_table("樓號,單元,房號,戶主\n3號樓,2單元,0101,張某\n".encode("big5"), "住戶.csv")
    assert table.encoding == "big5"
    assert table.sheets[0].rows[1] == ["3號樓", "2單元", "0101", "張某"]


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_delimiter_is_found(mark: str) -> None:
    content = f"楼号{mark}房号\n3号楼{mark}101\n".encode()
    assert read_table(content, "a.csv").sheets[0].rows == [["楼号", "房号"], ["3号楼", "101"]]


def test_quoted_csv_keeps_commas_and_line_breaks() -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["房号", "备注"], ["101", "门口,凳子\n敲门"]])
    assert read_table(out.getvalue().encode(), "a.csv").sheets[0].rows[1] == ["101", "门口,凳子\n敲门"]


def test_merged_cells_are_filled_down_and_right() -> None:
    book = openpyxl.Workbook()
    page = book.active
    for row in (
        [],
        ["登记表"],
        ["楼号", "单元", "房号"],
        ["3号楼", "1单元", 101],
        [None, None, 102],
        [None, "2单元", 101],
    ):
        page.append(row)
    page.merge_cells("A2:C2")
    page.merge_cells("A4:A6")
    page.merge_cells("B4:B5")
    rows = read_table(saved(book), "a.xlsx").sheets[0].rows
    assert rows[1] == ["登记表"] * 3
    assert rows[3:] == [["3号楼", "1单元", 101.0], ["3号楼", "1单元", 102.0], ["3号楼", "2单元", 101.0]]


def test_row_numbers_are_those_of_the_file() -> None:
    book = openpyxl.Workbook()
    book.active["C5"] = "房号"
    assert read_table(saved(book), "a.xlsx").sheets[0].rows[4][2] == "房号"


def test_formulas_are_read_as_their_last_value() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_formula("A1", '="3号"&"楼"', value="3号楼")
        page.write_formula("B1", "=1000+101", value=1101)
    assert [as_text(cell) for cell in read_table(out.getvalue(), "a.xlsx").sheets[0].rows[0]] == [
        "3号楼",
        "1101",
    ]


def test_hidden_sheets_are_marked_and_charts_left_out() -> None:
    book = openpyxl.Workbook()
    book.active.append(["房号"])
    book.create_sheet("旧").append(["房号"])
    book["旧"].sheet_state = "hidden"
    book.create_chartsheet("图")
    sheets = read_table(saved(book), "a.xlsx").sheets
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("Sheet", False), ("旧", True)]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (1101.0, "1101"),
        (13800138000.0, "13800138000"),
        (1.5, "1.5"),
        (" 101 ", "101"),
        (None, ""),
        (True, "1"),
    ],
)
def test_cells_read_as_people_see_them(cell: Cell, said: str) -> None:
    assert as_text(cell) == said


# Refusing


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"  \r\n ", "empty"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "not_a_spreadsheet"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "not_a_spreadsheet"),
        (b"%PDF-1.7 ...", "not_a_spreadsheet"),
        (b"\x89PNG\r\n\x1a\n....", "not_a_spreadsheet"),
        (b"\x00\x01\x02\x03" * 50, "not_a_spreadsheet"),
        ("各位邻居今天有菜".encode(), "not_a_spreadsheet"),
        (b"PK\x03\x04 nothing more", "broken"),
        (b"PK\x05\x06" + bytes(18), "not_a_spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "broken"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
    ],
)
def test_what_is_no_spreadsheet_says_what_it_is(content: bytes, code: str) -> None:
    assert refusal(content, "住户.xls").code == code


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_half_a_file_is_broken_not_half_read(share: float) -> None:
    content = write_table([NewSheet("住户", ROWS)])
    assert refusal(content[: int(len(content) * share)]).code == "broken"


def test_a_flipped_byte_in_the_sheet_is_broken() -> None:
    content = bytearray(write_table([NewSheet("住户", [*ROWS] * 50)]))
    at = content.find(b"xl/worksheets/sheet1.xml") + 60
    content[at] ^= 0xFF
    assert refusal(bytes(content)).code == "broken"


def test_sheet_without_xml_is_broken() -> None:
    content = repacked(
        write_table([NewSheet("住户", ROWS)]), xl__worksheets__sheet1_xml=b"<worksheet><sheetData><row"
    )
    assert refusal(content).code in ("broken", "empty")


def test_no_cells_is_empty() -> None:
    assert refusal(write_table([NewSheet("住户", [])])).code == "empty"


def test_zip_bomb_is_refused_by_its_declared_size() -> None:
    bomb = repacked(write_table([NewSheet("住户", ROWS)]), xl__styles_xml=bytes(50_000_000))
    assert len(bomb) < 100_000
    assert refusal(bomb, limits=Limits(unpacked=10_000_000)).code == "zip_bomb"


def test_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = bytearray(repacked(write_table([NewSheet("住户", ROWS)]), xl__styles_xml=bytes(50_000_000)))
    true, lie = struct.pack("<I", 50_000_000), struct.pack("<I", 1_000)
    assert bomb.count(true) >= 2
    assert refusal(bytes(bomb.replace(true, lie)), limits=Limits(unpacked=10_000_000)).code == "broken"


@pytest.mark.parametrize(("far", "code"), [("A1048576", "too_many_rows"), ("XFD150000", "too_many_cells")])
def test_one_cell_at_the_end_of_the_world_is_refused(far: str, code: str) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "房号"
    book.active[far] = "x"
    assert refusal(saved(book)).code == code


def test_huge_merge_costs_no_more_than_the_cells_there_are() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "房号"
    content = saved(book)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        page = packed.read("xl/worksheets/sheet1.xml")
    merge = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    evil = repacked(
        content, xl__worksheets__sheet1_xml=page.replace(b"</sheetData>", b"</sheetData>" + merge)
    )
    assert read_table(evil, "a.xlsx").sheets[0].rows == [["房号"]]


def test_too_many_rows_names_the_limit() -> None:
    rows = [["房号"], *([n] for n in range(30))]
    for content, name in (
        (write_table([NewSheet("住户", rows)]), "a.xlsx"),
        ("\n".join(str(row[0]) for row in rows).encode(), "a.csv"),
    ):
        error = refusal(content, name, Limits(rows=20))
        assert error.code == "too_many_rows"
        assert error.facts["limit"] == 20


def test_too_large_is_refused_unopened() -> None:
    error = refusal(b"PK" + bytes(100), limits=Limits(bytes=50))
    assert (error.code, error.facts["size"]) == ("too_large", 102)


def test_locked_zip_entry_asks_for_the_password() -> None:
    content = bytearray(write_table([NewSheet("住户", ROWS)]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    assert refusal(bytes(content)).code == "password"


def ods(table: str, *, start: str = "") -> bytes:
    names = ("office:1.0", "table:1.0", "text:1.0")
    space = " ".join(
        f'xmlns:{name.split(":")[0]}="urn:oasis:names:tc:opendocument:xmlns:{name}"' for name in names
    )
    content = (
        f'<?xml version="1.0"?>{start}<office:document-content {space}><office:body><office:spreadsheet>'
        f'<table:table table:name="住户">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


ODS_CELL = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'
ODS_REST = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def test_ods_is_read_and_its_empty_rest_ignored() -> None:
    row = f"<table:table-row>{ODS_CELL.format('', '房号')}{ODS_CELL.format('', '户主')}</table:table-row>"
    assert read_table(ods(row + ODS_REST), "a.ods").sheets[0].rows == [["房号", "户主"]]


@pytest.mark.parametrize(
    ("rows", "columns", "code"), [(1_000_000, 1, "too_many_rows"), (100_000, 16_000, "too_many_cells")]
)
def test_ods_cell_repeated_a_million_times_is_refused(rows: int, columns: int, code: str) -> None:
    cell = ODS_CELL.format(f' table:number-columns-repeated="{columns}"', "x")
    bomb = f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
    assert refusal(ods(bomb), "a.ods").code == code


def test_ods_text_repeated_into_gigabytes_is_refused() -> None:
    cell = ODS_CELL.format(' table:number-columns-repeated="15"', "很长" * 10_000)
    bomb = f'<table:table-row table:number-rows-repeated="100000">{cell}</table:table-row>'
    assert refusal(ods(bomb), "a.ods").code == "zip_bomb"


def test_ods_with_a_number_that_is_none_is_broken() -> None:
    cell = ODS_CELL.format(' table:number-columns-repeated="viele"', "x")
    assert refusal(ods(f"<table:table-row>{cell}</table:table-row>"), "a.ods").code == "broken"


def test_one_long_text_that_many_cells_point_to_is_refused() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        for row in range(2000):
            page.write_string(row, 0, "房号")
    content = out.getvalue()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        texts = packed.read("xl/sharedStrings.xml")
    bomb = repacked(content, xl__sharedStrings_xml=texts.replace("房号".encode(), b"x" * 1_500_000))
    assert len(bomb) < 100_000
    assert refusal(bomb).code == "zip_bomb"
    assert len(read_table(content, "a.xlsx").sheets[0].rows) == 2000


def test_ods_with_entities_is_refused() -> None:
    row = f"<table:table-row>{ODS_CELL.format('', '&lol;')}</table:table-row>"
    assert refusal(ods(row, start='<!DOCTYPE x [<!ENTITY lol "haha">]>'), "a.ods").code == "broken"


@given(
    st.binary(max_size=300),
    st.sampled_from(["PK\x03\x04", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "", "<", "a,b\n"]),
)
def test_any_bytes_are_read_or_refused(noise: bytes, start: str) -> None:
    try:
        table = read_table(start.encode("latin-1") + noise, "住户.csv")
    except TableError:
        return
    assert any(cell != "" for sheet in table.sheets for row in sheet.rows for cell in row)


@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        table = read_table(bytes(content), "a.xlsx")
    except TableError:
        return
    assert table.sheets


# Headers


@pytest.mark.parametrize(
    ("heading", "bare"),
    [
        ("楼号", "楼号"),
        (" *楼 号\uff08必填\uff09\uff1a", "楼号"),
        ("樓號", "楼号"),
        ("电话(手机)", "电话"),
        ("\uff32oom", "room"),
        ("【房号】", "房号"),
        ("手机\n号码", "手机号码"),
    ],
)
def test_headings_are_compared_without_their_dress(heading: str, bare: str) -> None:
    assert folded(heading) == bare


@pytest.mark.parametrize("building", ["楼号", "楼栋", "栋", "幢", "樓棟", "*楼栋\uff08必填\uff09"])
@pytest.mark.parametrize("room", ["房号", "室", "门牌", "房間", "门 牌 号"])
def test_usual_names_are_found(building: str, room: str) -> None:
    sheet = Sheet(
        "a", [["东湖花园住户登记表"] * 3, ["", "", ""], ["序号", building, room], [1, "3号楼", 1101.0]]
    )
    header = find_header(sheet, COLUMNS)
    assert (header.row_index, header.first_row) == (2, 3)
    assert dict(header.mapping) == {"building": 1, "room": 2}
    assert header.unknown == ("序号",)
    assert header.cell(sheet.rows[3], "room") == "1101"
    assert header.cell(sheet.rows[3], "phone") == ""


def test_header_of_two_rows_is_found() -> None:
    top: list[Cell] = ["房屋", "房屋", "房屋", "联系", "联系"]
    low: list[Cell] = ["楼栋", "单元", "房号", "姓名", "电话"]
    header = find_header(Sheet("a", [top, low, ["3", "2", "1101", "张某", "13800138000"]]), COLUMNS)
    assert header.first_row == 2
    assert dict(header.mapping) == {"building": 0, "stair": 1, "room": 2, "holder": 3, "phone": 4}


def test_header_split_by_merges_is_found() -> None:
    top: list[Cell] = ["楼栋", "房号", "住户", "住户情况"]
    low: list[Cell] = ["楼栋", "房号", "姓名", "电话"]
    header = find_header(Sheet("a", [["登记表", "", "", ""], top, low, ["3", "1101", "张某", "1"]]), COLUMNS)
    assert header.mapping["phone"] == 3
    assert header.first_row == 3


def test_missing_header_says_which_columns_and_what_stood_there() -> None:
    with pytest.raises(TableError) as caught:
        find_header(Sheet("a", [["楼号", "姓名", "电话"], ["3", "张某", "1"]]), COLUMNS)
    assert caught.value.code == "no_header"
    assert caught.value.facts == {"missing": ["room"], "found": ["楼号", "姓名", "电话"], "row": 0}


def test_sheet_without_any_heading_says_all_are_missing() -> None:
    with pytest.raises(TableError) as caught:
        find_header(Sheet("a", [["甲", "乙"], [1.0, 2.0]]), COLUMNS)
    assert caught.value.facts == {"missing": ["building", "room"], "found": [], "row": None}


def test_the_first_of_two_equal_columns_is_taken() -> None:
    header = find_header(Sheet("a", [["楼号", "房号", "电话", "手机"]]), COLUMNS)
    assert header.mapping["phone"] == 2
    assert header.unknown == ("手机",)


def test_usual_names_belong_to_one_column_each() -> None:
    lists = [value for name, value in vars(headers).items() if name.isupper() and isinstance(value, tuple)]
    names = [folded(name) for variants in lists for name in variants]
    assert len(lists) > 10
    assert sorted(names) == sorted(set(names))


# Writing


def test_header_is_frozen_and_columns_fit_their_words() -> None:
    page = opened(write_table([NewSheet("住户", [["房号", "备注"], ["101", "很长" * 40]])])).active
    assert page.freeze_panes == "A2"
    assert page["A1"].font.bold
    assert page.column_dimensions["A"].width < page.column_dimensions["B"].width <= 60


@pytest.mark.parametrize(
    "text", ["=1+1", "+86 138", "-5", "@SUM(A1)", "=cmd|' /C calc'!A0", "http://a.example", "007", "{=1}"]
)
def test_text_never_becomes_a_formula_link_or_number(text: str) -> None:
    cell = opened(write_table([NewSheet("a", [["备注"], [text]])])).active["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (
        text,
        "s" if cell.data_type == "s" else "inlineStr",
        None,
    )


def test_values_keep_their_kind() -> None:
    row: list[Cell] = [
        3,
        1.5,
        Decimal("2.50"),
        True,
        date(2026, 11, 21),
        datetime(2026, 11, 21, 14, 5, tzinfo=UTC),
        None,
        10**17,
    ]
    page = opened(write_table([NewSheet("a", [["x"] * 8, row])])).active
    values = [cell.value for cell in page[2]]
    assert values[:4] == [3, 1.5, 2.5, True]
    assert values[4].date() == date(2026, 11, 21)
    assert values[5].hour == 14
    assert values[6:] == [None, str(10**17)]


def test_rows_may_be_a_stream_and_names_may_be_anything() -> None:
    def rows() -> Iterator[list[Cell]]:
        yield ["房号"]
        for number in range(1000):
            yield [number]

    book = opened(
        write_table(
            [NewSheet("3/号*楼[1]", rows()), NewSheet("很长" * 30, [["a"]]), NewSheet("很长" * 30, [["b"]])]
        )
    )
    assert book.worksheets[0].max_row == 1001
    assert len({page.title for page in book.worksheets}) == 3
    assert all(len(page.title) <= 31 for page in book.worksheets)


def test_watermark_prints_on_every_page() -> None:
    book = opened(write_table([NewSheet("a", ROWS)], watermark="李店长 & 2026-11-21"))
    assert "李店长" in book.active.oddFooter.left.text
    assert book.properties.description == "李店长 & 2026-11-21"


texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)
cells = st.one_of(
    texts, st.integers(-(10**14), 10**14), st.floats(-1e12, 1e12, allow_subnormal=False), st.booleans()
)


@given(
    st.integers(1, 6).flatmap(
        lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=12)
    )
)
def test_what_is_written_is_read_back(body: list[list[Cell]]) -> None:
    width = len(body[0])
    rows = read_table(write_table([NewSheet("住户", [["列"] * width, *body])]), "a.xlsx").sheets[0].rows
    padded = [row + [""] * (width - len(row)) for row in rows[1:]] + [[""] * width] * (
        len(body) - len(rows) + 1
    )
    for wrote, got in zip(body, padded, strict=True):
        for before, after in zip(wrote, got, strict=True):
            if isinstance(before, float):
                assert float(after) == pytest.approx(before, rel=1e-14)  # type: ignore[arg-type]
            else:
                assert after == before


# Handing back


def sample() -> Sheet:
    return Sheet(
        "住户",
        [
            ["登记表", "", ""],
            ["楼号", "房号", "备注"],
            ["3号楼", 1101.0, "=a"],
            ["", 102.0, ""],
            ["3号楼", 103.0, ""],
        ],
    )


def test_faulty_rows_come_back_with_their_reason() -> None:
    sheet = sample()
    content = write_back(sheet, find_header(sheet, COLUMNS), {3: "没有楼号"}, heading="原因")
    page = opened(content).active
    assert [cell.value for cell in page[2]] == ["楼号", "房号", "备注", "原因"]
    assert [cell.value for cell in page[4]] == [None, 102, None, "没有楼号"]
    assert page["D3"].value is None
    assert page["D4"].fill.fgColor.rgb == "FFFEF3C7"
    assert page["C3"].value == "=a"
    assert page.freeze_panes == "A3"


def test_only_the_faulty_rows_can_come_back() -> None:
    sheet = sample()
    page = opened(
        write_back(sheet, find_header(sheet, COLUMNS), {3: "没有楼号"}, heading="原因", faulty_only=True)
    ).active
    assert [row[1].value for row in page.iter_rows(min_row=3)] == [102]


def test_reasons_of_the_round_before_are_replaced() -> None:
    sheet = sample()
    once = write_back(sheet, find_header(sheet, COLUMNS), {3: "没有楼号", 4: "重复"}, heading="原因")
    again = read_table(once, "a.xlsx").sheets[0]
    page = opened(write_back(again, find_header(again, COLUMNS), {4: "仍然重复"}, heading="原因")).active
    assert page.max_column == 4
    assert [page[f"D{row}"].value for row in (2, 4, 5)] == ["原因", None, "仍然重复"]


def test_template_is_found_by_its_own_header_and_its_example_is_known() -> None:
    content = template(COLUMNS, [["3号楼", "2单元", "0101", "张某", "13800138000"]], name="住户")
    sheet = read_table(content, "a.xlsx").sheets[0]
    header = find_header(sheet, COLUMNS)
    assert set(header.mapping) == {column.key for column in COLUMNS}
    assert header.cell(sheet.rows[1], "room") == "0101"
    assert [is_example(row) for row in sheet.rows[header.first_row :]] == [True]
    assert opened(content).active.column_dimensions["C"].width > 0
    assert not is_example(["3号楼", "", "0101", "", "", "", ""])
