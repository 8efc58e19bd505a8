"""The reader of uploaded tables: the corpus of FLT-16, SEC-24 and SEC-26. Every fixture is made here."""

import datetime as dt
import io
import re
import resource
import struct
import time
import zipfile
from pathlib import Path

import pytest
from django.utils import translation
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from core.errors import BadFile
from documents.exports import sheets
from documents.imports import table_reader, tables

HEADER = ["工单号", "客户名称", "反馈时间"]
ROW = ["202405-00123", "某某科技有限公司", "2024-05-01 09:30"]
QUICK = 0.1  # seconds, SEC-26


def processor_seconds() -> float:
    """Of this process and of the readers it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


@pytest.fixture
def file(tmp_path):
    """Writes bytes to a file and reads it as the given name."""

    def read(body: bytes, name: str = "登记表.xlsx") -> list[tables.TableSheet]:
        path = tmp_path / "upload"
        path.write_bytes(body)
        return tables.read_tables(path, name).sheets

    return read


def xlsx(rows, *, epoch=None, titles=("Sheet",)) -> bytes:
    book = Workbook()
    book.remove(book.active)
    if epoch:
        book.epoch = epoch
    for title in titles:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(members: dict[str, bytes], compression=zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as packed:
        for name, body in members.items():
            packed.writestr(name, body)
    return out.getvalue()


def refused(file, body: bytes, name: str = "登记表.xlsx") -> str:
    with pytest.raises(BadFile) as error:
        file(body, name)
    assert error.value.message
    return error.value.message


# --- what is never opened -------------------------------------------------------------------------------------------------

BOOK = {"xl/workbook.xml": b"<workbook/>", "[Content_Types].xml": b"<Types/>"}
BOMBS = {
    "too-much-in-all": lambda: {
        **BOOK,
        **{f"xl/worksheets/sheet{n}.xml": noise(n) * 1024 for n in range(1)},
        "xl/a": bytes(210 << 20),
    },
    "one-member-packed-too-well": lambda: {**BOOK, "xl/worksheets/sheet1.xml": bytes(30 << 20)},
    "too-many-members": lambda: {**BOOK, **{f"xl/{n}": b"" for n in range(2001)}},
    "archive-inside": lambda: {**BOOK, "xl/media/inner.zip": b"PK\x03\x04"},
    "workbook-inside": lambda: {**BOOK, "xl/embeddings/inner.XLSX": b"PK\x03\x04"},
}


def noise(seed: int) -> bytes:
    """Bytes that a zip cannot make much smaller, the same each time."""
    return bytes((seed * 31 + n * n * 7 + (n >> 3)) % 251 for n in range(1024))


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_refused_within_a_tenth_of_a_second(file, bomb):
    body = archive(BOMBS[bomb]())
    assert len(body) < 4 << 20
    # processor time: what else the machine does meanwhile is no matter of ours
    started = time.process_time()
    assert refused(file, body)
    assert time.process_time() - started < QUICK


def test_control_a_workbook_of_the_same_make_is_read(file):
    """The positive control: not everything is refused."""
    assert file(xlsx([HEADER, ROW]))[0].rows == [HEADER, ROW]


def test_a_large_honest_workbook_is_read(file):
    rows = [
        [f"202405-{n:05d}", "某某科技有限公司", "设备运行有异响，需要检查"] for n in range(3000)
    ]
    assert len(file(xlsx([HEADER, *rows]))[0].rows) == 3001


def test_a_size_that_lies_is_stopped_by_the_limits_of_the_process(file):
    """The directory says one megabyte, the member unpacks to three hundred."""
    body = bytearray(archive({**BOOK, "xl/worksheets/sheet1.xml": bytes(300 << 20)}))
    real, told = struct.pack("<I", 300 << 20), struct.pack("<I", 1 << 20)
    assert body.count(real) >= 1
    started = processor_seconds()
    refused(file, bytes(body.replace(real, told)))
    assert processor_seconds() - started < tables.TIMEOUT_SECONDS


@pytest.mark.parametrize(
    ("body", "name"),
    [
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "登记表.xls", id="old-xls"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
            "登记表.xlsx",
            id="password-or-renamed-xls",
        ),
        pytest.param(archive({"readme.txt": b"hello"}), "登记表.xlsx", id="renamed-zip"),
        pytest.param(
            archive({"word/document.xml": b"<w/>", "[Content_Types].xml": b""}),
            "登记表.xlsx",
            id="renamed-docx",
        ),
        pytest.param(b"PK\x03\x04 cut off", "登记表.xlsx", id="cut-off"),
        pytest.param(b"", "登记表.xlsx", id="empty-xlsx"),
        pytest.param(b"", "登记表.csv", id="empty-csv"),
        pytest.param(b"%PDF-1.7", "登记表.pdf", id="pdf"),
        pytest.param(
            b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "登记表.csv", id="picture-named-csv"
        ),
        pytest.param(b"a,b\n", "登记表.xlsx", id="csv-named-xlsx"),
    ],
)
def test_what_is_no_table_is_refused_and_says_what_to_do(file, body, name):
    assert len(refused(file, body, name)) > 3


def test_a_refusal_of_an_old_or_locked_workbook_names_both_ways_out(file):
    message = refused(file, b"\xd0\xcf\x11\xe0" + bytes(512))
    assert ".xlsx" in message


@pytest.mark.parametrize(
    ("members", "word"),
    [
        (
            {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""},
            ".ods",
        ),
        ({"xl/workbook.bin": b""}, ".xlsb"),
        ({"Index/Document.iwa": b""}, "Numbers"),
        ({"word/document.xml": b""}, "Word"),
    ],
)
def test_a_file_of_another_program_names_the_way_out(file, members, word):
    with translation.override("en"):
        message = refused(file, archive(members))
    assert word in message
    assert ".xlsx" in message


@pytest.mark.parametrize("name", ["登记表.csv", "登记表.xlsx"])
def test_a_file_over_the_limit_is_refused_unread(file, settings, name):
    settings.IMPORT_MAX_BYTES = 1024
    assert len(refused(file, b"a,b\n" * 257, name)) > 3
    if name.endswith(".csv"):
        assert file(b"a,b\n" * 256, name)[0].rows == [["a", "b"]] * 256


def test_a_broken_workbook_is_refused(file):
    body = archive(
        {
            **BOOK,
            "xl/_rels/workbook.xml.rels": b"<not closed",
            "xl/worksheets/sheet1.xml": b"<worksheet",
        }
    )
    refused(file, body)


@pytest.mark.parametrize("rows", [60_001, 120_000])
def test_no_row_is_dropped_silently(file, rows):
    """A file that is too long is refused; cut off in silence it would look complete."""
    message = refused(
        file, "工单号,客户名称\n".encode() + b"202405-00123,x\n" * (rows - 1), "登记表.csv"
    )
    assert message
    assert (
        len(file("工单号,客户名称\n".encode() + b"202405-00123,x\n" * 59_999, "登记表.csv")[0].rows)
        == 60_000
    )


# --- text tables ------------------------------------------------------------------------------------------------------------

LINES = [HEADER, ROW, ["202405-00124", "恒泰，“医疗”器械", "2024年5月2日 14:00"]]


def csv_of(separator: str, end: str = "\r\n") -> str:
    return "".join(separator.join(line) + end for line in LINES)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le-mark", "utf-16-be-mark"],
)
@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_each_encoding_and_separator_gives_the_same_rows(file, encoding, separator):
    marks = {
        "utf-16-le-mark": (b"\xff\xfe", "utf-16-le"),
        "utf-16-be-mark": (b"\xfe\xff", "utf-16-be"),
    }
    mark, codec = marks.get(encoding, (b"", encoding))
    (sheet,) = file(mark + csv_of(separator).encode(codec), "登记表.csv")
    assert sheet.rows == LINES


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_each_line_end_gives_the_same_rows(file, end):
    assert file(csv_of(",", end).encode(), "登记表.csv")[0].rows == LINES


def test_quotes_hold_separators_and_lines_together(file):
    (sheet,) = file(b'a,b\n"x,y","two\nlines ""quoted"""\n', "x.csv")
    assert sheet.rows == [["a", "b"], ["x,y", 'two\nlines "quoted"']]


def test_a_very_long_cell_is_read_or_refused_for_what_it_is(file):
    body = b"a,b\n" + b"x" * 200_000 + b",y\n"
    try:
        rows = file(body, "x.csv")[0].rows
    except BadFile as error:
        assert "UTF-8" not in error.message, "the encoding is not what is wrong"
    else:
        assert rows[1] == ["x" * 200_000, "y"]


@pytest.mark.parametrize("ending", [".csv", ".CSV", ".txt", ".tsv"])
def test_each_ending_of_text_tables_is_known(file, ending):
    assert file(b"a\tb\n1\t2\n", f"x{ending}")[0].rows == [["a", "b"], ["1", "2"]]


# --- cells ------------------------------------------------------------------------------------------------------------------

MOMENT = dt.datetime(2024, 5, 1, 9, 30)  # noqa: DTZ001 — a spreadsheet's moments have no zone


@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904], ids=["1900", "1904"])
def test_real_dates_are_the_same_in_both_date_systems(file, epoch):
    body = xlsx([[MOMENT, dt.date(2024, 2, 29), dt.time(9, 40), "2024-05-0109:30"]], epoch=epoch)
    if epoch:
        assert b'date1904="1"' in zipfile.ZipFile(io.BytesIO(body)).read("xl/workbook.xml")
    assert file(body)[0].rows == [
        [
            {"moment": "2024-05-01T09:30:00"},
            {"moment": "2024-02-29T00:00:00"},
            {"time": "09:40:00"},
            "2024-05-0109:30",
        ]
    ]


def test_numbers_come_as_people_read_them(file):
    rows = [[13812345678, 1.38e10, 45413.3958, 0.5, "00123", "1.38E+10", True, None, 0]]
    assert file(xlsx(rows))[0].rows == [
        [
            "13812345678",
            "13800000000",
            "45413.3958",
            "0.5",
            "00123",
            "1.38E+10",
            {"flag": "TRUE"},
            "",
            "0",
        ]
    ]


def test_letters_of_all_kinds_arrive_unchanged(file):
    words = [
        "２０２４０５－００１２３",
        "a\u00a0b",
        "\u200b零宽",
        "㈱",
        "🙂",
        "line\nbreak",
        "'quoted",
        " padded ",
    ]
    assert file(xlsx([words]))[0].rows == [words]


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = "".join(f'<c r="{column}1" t="inlineStr"><is><t>{column}</t></is></c>' for column in "ABC")


def with_formula(cells: str, head: str = HEAD) -> bytes:
    """A workbook of another maker: a header of three columns, and a second row with the cells given as XML."""
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{head}</row><row r="2">{cells}</row></sheetData></worksheet>'
    source = zipfile.ZipFile(io.BytesIO(xlsx([["x"]])))
    members = {name: source.read(name) for name in source.namelist()}
    return archive({**members, "xl/worksheets/sheet1.xml": sheet.encode()})


def test_a_formula_without_a_stored_result_shows_its_text_and_is_not_imported_empty(file):
    rows = file(xlsx([HEADER, ["202405-00123", "=A1&B1", "x"]]))[0].rows
    assert rows == [HEADER, ["202405-00123", {"formula": "=A1&B1"}, "x"]]


@pytest.mark.parametrize(
    "rows",
    [[HEADER, ["=A1", "=B1", "=C1"]], [HEADER, ROW, ["=A1", "=B1", "=C1"]], [["工单", "=A1&B1"]]],
    ids=["only-row", "last-row", "last-column"],
)
def test_rows_and_columns_of_formulas_alone_are_not_dropped(file, rows):
    """A sheet that only points at another one, saved by a program that stores no results."""
    assert file(xlsx(rows))[0].rows == [[formula_or_text(cell) for cell in row] for row in rows]


def formula_or_text(cell: str) -> object:
    return {"formula": cell} if cell.startswith("=") else cell


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        pytest.param('<c r="A2" t="str"><f>"a"&amp;"b"</f><v>ab</v></c>', "ab", id="stored-text"),
        pytest.param('<c r="A2"><f>1+1</f><v>2</v></c>', "2", id="stored-number"),
        pytest.param(
            '<c r="A2"><f>"a"&amp;"b"</f></c>', {"formula": '="a"&"b"'}, id="nothing-stored"
        ),
        pytest.param(
            '<c r="A2"><f t="shared" ref="A2:B2" si="0">1+1</f></c>',
            {"formula": "=1+1"},
            id="shared-first",
        ),
        pytest.param(
            '<c r="A2" t="str"><f>A1</f><v></v></c>', {"formula": "=A1"}, id="empty-text-stored"
        ),
    ],
)
def test_formulas_of_other_makers(file, cell, shown):
    (_head, row) = file(with_formula(cell + '<c r="C2"><v>7</v></c>'))[0].rows
    assert (row[0], row[2]) == (shown, "7")


def test_a_shared_formula_does_not_swallow_the_cells_after_it(file):
    """Its followers are written as an empty element; the next cell's formula is not theirs."""
    cells = '<c r="A2"><v>1</v></c><c r="B2"><f t="shared" si="0"/></c><c r="C2"><f>2+2</f></c>'
    (_head, row) = file(with_formula(cells + '<c r="D2"><v>9</v></c>'))[0].rows
    assert "<" not in str(row[1]), row[1]
    assert (row[0], row[2], row[3]) == ("1", {"formula": "=2+2"}, "9")


def test_hostile_cells_take_time_in_proportion_to_their_number(file):
    """SEC-28: cells that are well-formed and made to be looked through again and again."""
    for hostile in (
        '<c r="A1"><f/></c>',
        '<c r="A1"><f t="shared" si="0"/></c>',
        '<c r="A1"/>',
        '<c r="A1"><f>1</f></c>',
    ):
        started = processor_seconds()
        file(with_formula(hostile * 1_000))
        some = processor_seconds() - started
        started = processor_seconds()
        file(with_formula(hostile * 20_000))
        assert processor_seconds() - started < 20 * some, hostile


def test_merged_hidden_and_empty_cells_keep_every_row_in_its_place(file):
    book = Workbook()
    sheet = book.active
    sheet["A3"], sheet["C3"] = "工单号", "客户名称"
    sheet["A6"] = "202405-00123"
    sheet.merge_cells("C3:D4")
    sheet.row_dimensions[6].hidden = True
    out = io.BytesIO()
    book.save(out)
    (found,) = file(out.getvalue())
    assert found.rows[2][0] == "工单号"
    assert found.rows[5][0] == "202405-00123"
    assert found.hidden_rows == [5]


def test_all_sheets_come_with_their_names(file):
    found = file(xlsx([HEADER, ROW], titles=("说明", "登记表", "2024年5月")))
    assert [(sheet.name, sheet.rows) for sheet in found] == [
        (name, [HEADER, ROW]) for name in ("说明", "登记表", "2024年5月")
    ]


def test_an_empty_sheet_has_no_rows(file):
    assert [row for row in file(xlsx([]))[0].rows if any(row)] == []


def test_a_formatted_but_empty_million_is_read_or_refused_quickly(file):
    """Somebody formatted whole columns: the sheet claims a million rows and holds two."""
    body = with_formula('</row><row r="1048576"><c r="A1048576" s="0"/>')
    started = processor_seconds()
    try:
        rows = file(body)[0].rows
        assert rows[0] == ["A", "B", "C"]
    except BadFile as error:
        assert error.message
    assert processor_seconds() - started < 10


# --- what leaves comes back ------------------------------------------------------------------------------------------------

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "=cmd|' /C calc'!A0",
    "＝SUM(A1)",
    "＋1",
    "－1",
    "＠x",
    " =1",
    "'=1",
    '=HYPERLINK("http://x","y")',
    "-138 0000",
    "正常文字",
    "00123",
]


def exported() -> bytes:
    book = sheets.open_book()
    table = sheets.ListSheet(book, "登记表", (("甲", 20), ("乙", 20)))
    for value in DANGEROUS:
        table.add_row([value, "x"])
    return sheets.finish_book(book).read()


def test_no_cell_of_an_export_can_run():
    """SEC-24: text is stored as text, marked for the spreadsheet where it looks like a formula."""
    _header, *rows = load_workbook(io.BytesIO(exported())).active.iter_rows()
    assert [row[0].data_type for row in rows] == ["s"] * len(DANGEROUS)
    assert [row[0].value for row in rows] == DANGEROUS
    parts = zipfile.ZipFile(io.BytesIO(exported()))
    assert not re.search(
        rb"<f[ >]", b"".join(parts.read(name) for name in parts.namelist() if "worksheets" in name)
    )


def test_our_own_export_comes_back_as_it_was(file):
    assert [row[0] for row in file(exported())[0].rows] == ["甲", *DANGEROUS]


NAMES = "http://schemas.openxmlformats.org"
SHARED = b"""<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<si><t>_x005F_x0041_</t></si><si><r><t>a_x005F_</t></r><r><t>x000D_b</t></r></si><si><t>a_x000D_b</t></si></sst>"""
CELLS = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">
<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>
<c r="D1" t="inlineStr"><is><t>_x005F_x005F_</t></is></c></row></sheetData></worksheet>"""


def test_an_escaped_sign_is_read_once(file):
    """As Excel itself writes texts: in a table of their own, plain and in pieces of several looks."""
    made = io.BytesIO(xlsx([["x"]]))
    with zipfile.ZipFile(made) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["xl/worksheets/sheet1.xml"] = CELLS
    parts["xl/sharedStrings.xml"] = SHARED
    relations = "xl/_rels/workbook.xml.rels"
    if b"sharedStrings" not in parts[relations]:
        shared = f'<Relationship Id="rId99" Type="{NAMES}/officeDocument/2006/relationships/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        parts[relations] = parts[relations].replace(
            b"</Relationships>", shared.encode() + b"</Relationships>"
        )
    assert file(archive(parts))[0].rows == [["_x0041_", "a_x000D_b", "a\rb", "_x005F_"]]


def test_what_looks_escaped_in_a_text_table_is_a_text(file):
    assert file("甲,乙\n_x0041_,_x005F_x0041_".encode(), "a.csv")[0].rows[1] == [
        "_x0041_",
        "_x005F_x0041_",
    ]


def test_the_reader_runs_in_a_process_of_its_own_with_limits():
    """So that a file that does get through cannot take the web process with it."""
    source = Path(table_reader.__file__).read_text()
    assert (table_reader.CPU_SECONDS, table_reader.MEMORY_BYTES) == (60, 1 << 30)
    assert "import django" not in source
    assert not re.search(r"\b(pickle|yaml|eval|exec)\b", source)
