"""Word documents as the forms want them: A4 landscape, bordered tables with a bold header on every
page, Chinese fonts named.
"""

import tempfile
from collections.abc import Iterable, Sequence
from typing import IO, Any

from docx import Document
from docx.document import Document as Page
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.run import Run

BODY_FONT, HEAD_FONT = "宋体", "黑体"
A4_LONG, A4_SHORT, MARGIN = 297, 210, 15
PRINTED_WIDTH = A4_LONG - 2 * MARGIN
"""Millimetres between the margins: what the widths of a table's columns should add up to."""

BODY_SIZE, HEADING_SIZE, TITLE_SIZE = 9, 11, 16
BLACK = RGBColor(0, 0, 0)
ON_DISK_FROM = 4 << 20


def open_document(title: str, mark: str = "") -> Page:
    """An empty A4 landscape document with its title; `mark` and the page number stand at the foot
    of every page.
    """
    document = Document()
    document.core_properties.title = title
    document.core_properties.author = ""
    _fonts(document)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(A4_LONG), Mm(A4_SHORT)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(
        MARGIN
    )
    section.header_distance = section.footer_distance = Mm(MARGIN / 2)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run(f"{mark}　" if mark else "")
    _field(foot.add_run(), "PAGE")
    foot.add_run(" / ")
    _field(foot.add_run(), "NUMPAGES")
    document.add_paragraph(title, style="Title").alignment = WD_ALIGN_PARAGRAPH.CENTER
    return document


def _fonts(document: Page) -> None:
    for name, font, size in (
        ("Normal", BODY_FONT, BODY_SIZE),
        ("Title", HEAD_FONT, TITLE_SIZE),
        ("Heading 1", HEAD_FONT, HEADING_SIZE),
        ("Heading 2", HEAD_FONT, BODY_SIZE + 1),
    ):
        style: Any = document.styles[name]
        style.font.name, style.font.size, style.font.bold, style.font.color.rgb = (
            font,
            Pt(size),
            name != "Normal",
            BLACK,
        )
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), font)
        style.paragraph_format.space_before = Pt(0 if name in ("Normal", "Title") else 8)
        style.paragraph_format.space_after = Pt(0 if name == "Normal" else 4)
        for border in style.element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
            break


def _field(run: Run, code: str) -> None:
    """A field that Word fills in, such as the number of the page."""
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text or None
        run._r.append(part)


def add_heading(document: Page, text: str, level: int = 1) -> None:
    """The title of a section; it stays with what follows it."""
    document.add_heading(text, level)


def add_table(
    document: Page,
    header: Sequence[str],
    widths: Sequence[float],
    rows: Iterable[Sequence[str]],
    *,
    bold: int = 0,
) -> Table:
    """A bordered table.

    The header is repeated on every page; `widths` are millimetres; the first `bold` columns are
    bold too.
    """
    table = document.add_table(rows=0, cols=len(header), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    head = _add_row(table, header, widths, len(header))
    head.append(OxmlElement("w:tblHeader"))
    for row in rows:
        _add_row(table, row, widths, bold)
    return table


def _add_row(table: Table, values: Sequence[str], widths: Sequence[float], bold: int) -> Any:
    """One row of texts; its properties, to add to."""
    row = table.add_row()
    for place, (cell, value, width) in enumerate(zip(row.cells, values, widths, strict=True)):
        cell.width = Mm(width)
        _write_cell(cell, value, is_bold=place < bold)
    return row._tr.get_or_add_trPr()


def _write_cell(cell: _Cell, value: str, *, is_bold: bool) -> None:
    """The text of a cell, each of its lines a line."""
    run = cell.paragraphs[0].add_run(value)
    run.bold = is_bold or None


def finish_document(document: Page) -> IO[bytes]:
    """The file, ready to be read from its beginning."""
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=ON_DISK_FROM)  # noqa: SIM115 — the response closes it
    document.save(file)
    file.seek(0)
    return file
