"""Word documents as the forms want them.

A4 landscape, bordered tables with a bold header on every page, Chinese fonts named.
"""

import re
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
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

BODY_FONT = "宋体"
HEAD_FONT = "黑体"
A4_LONG = 297
A4_SHORT = 210
MARGIN = 15

# Millimetres between the margins: what the widths of a table's columns should add up to.
PRINTED_WIDTH = A4_LONG - 2 * MARGIN

BODY_SIZE = 9
HEADING_SIZE = 11
TITLE_SIZE = 16
BLACK = RGBColor(0, 0, 0)
ON_DISK_FROM = 4 << 20

# Within a day, 2024-07-15, a line is never broken.
HYPHEN_OF_DAY = re.compile(r"(?<=\b\d{4})-(?=\d\d-\d\d\b)|(?<=\b\d{4}-\d\d)-(?=\d\d\b)", re.ASCII)


def open_document(title: str, mark: str = "") -> Page:
    """An empty A4 landscape document with its title.

    `mark` and the page number stand at the foot of every page.
    """
    document = Document()
    document.core_properties.title = title
    document.core_properties.author = ""
    _set_styles(document)
    _set_page(document.sections[0])
    _write_foot(document.sections[0].footer.paragraphs[0], mark)
    document.add_paragraph(title, style="Title").alignment = WD_ALIGN_PARAGRAPH.CENTER
    return document


def _set_page(section: Section) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width = Mm(A4_LONG)
    section.page_height = Mm(A4_SHORT)
    section.left_margin = Mm(MARGIN)
    section.right_margin = Mm(MARGIN)
    section.top_margin = Mm(MARGIN)
    section.bottom_margin = Mm(MARGIN)
    section.header_distance = Mm(MARGIN / 2)
    section.footer_distance = Mm(MARGIN / 2)


def _write_foot(foot: Paragraph, mark: str) -> None:
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run(f"{mark}　" if mark else "")
    _add_field(foot.add_run(), "PAGE")
    foot.add_run(" / ")
    _add_field(foot.add_run(), "NUMPAGES")


def _set_styles(document: Page) -> None:
    _set_style(document.styles["Normal"], BODY_FONT, BODY_SIZE)
    _set_style(document.styles["Title"], HEAD_FONT, TITLE_SIZE, is_bold=True, after=4)
    _set_style(
        document.styles["Heading 1"], HEAD_FONT, HEADING_SIZE, is_bold=True, before=8, after=4
    )
    _set_style(
        document.styles["Heading 2"], HEAD_FONT, BODY_SIZE + 1, is_bold=True, before=8, after=4
    )


def _set_style(
    style: Any, font: str, size: int, *, is_bold: bool = False, before: int = 0, after: int = 0
) -> None:
    """Font and space in points, and none of the template's own decoration."""
    style.font.name = font
    style.font.size = Pt(size)
    style.font.bold = is_bold
    style.font.color.rgb = BLACK

    # the theme's fonts would win over the named ones, which alone hold Chinese characters
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), font)

    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)
    border = next(style.element.iter(qn("w:pBdr")), None)
    if border is not None:
        border.getparent().remove(border)


def _add_field(run: Run, code: str) -> None:
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

    The header is repeated on every page and never stands there alone; no row goes on over the end
    of a page, as long as one page can hold it. `widths` are millimetres; the first `bold` columns
    are bold too.
    """
    table = document.add_table(rows=0, cols=len(header), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    head = _add_row(table, header, widths, len(header))
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in head.cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    for row in rows:
        _add_row(table, row, widths, bold)
    return table


def _add_row(table: Table, values: Sequence[str], widths: Sequence[float], bold: int) -> _Row:
    """One row of texts."""
    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for place, (cell, value, width) in enumerate(zip(row.cells, values, widths, strict=True)):
        cell.width = Mm(width)
        _write_cell(cell, value, is_bold=place < bold)
    return row


def _write_cell(cell: _Cell, value: str, *, is_bold: bool) -> None:
    """The text of a cell, each of its lines a line."""
    run = cell.paragraphs[0].add_run()
    run.bold = is_bold or None  # None: as the style says
    for number, line in enumerate(value.split("\n")):
        if number:
            run.add_break()
        _write_line(run, line)


def _write_line(run: Run, line: str) -> None:
    for number, piece in enumerate(HYPHEN_OF_DAY.split(line)):
        if number:
            run._r.append(OxmlElement("w:noBreakHyphen"))
        run.add_text(piece)


def finish_document(document: Page) -> IO[bytes]:
    """The file, ready to be read from its beginning."""
    # the response that sends it closes it
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=ON_DISK_FROM)  # noqa: SIM115
    document.save(file)
    file.seek(0)
    return file
