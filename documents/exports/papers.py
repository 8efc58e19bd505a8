"""A paper is written once and comes out as a Word document or as a PDF: headings, tables, pictures
on A4 landscape, with the mark of whoever took it at the foot of every page.
"""

import io
import struct
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Protocol

from docx.shared import Mm
from fpdf import FPDF
from fpdf.fonts import FontFace

from documents.exports import docs
from documents.exports.pdf_letters import use_letters_of

TITLE_SIZE, HEADING_SIZE, BODY_SIZE, FOOT_SIZE = 16, 11, 8.5, 8
LINE = 4.6
MARGIN = docs.MARGIN

# Millimetres that a heading needs, and the least that stands below it on its page.
HEADING_ROOM, LEAST_BELOW_HEADING = 12, 30

HEAD_SHADE = (238, 241, 245)


class Paper(Protocol):
    """What a form writes on."""

    def add_heading(self, text: str) -> None:
        """The title of a section."""

    def add_table(
        self, header: Sequence[str], widths: Sequence[float], rows: Iterable[Sequence[str]]
    ) -> None:
        """A table with a header on every page; `widths` are millimetres."""

    def add_picture(self, png: bytes, width: float) -> None:
        """A picture, so many millimetres wide."""

    def finish(self) -> IO[bytes]:
        """The file, ready to be read from its beginning."""


class WordPaper:
    """A Word document."""

    def __init__(self, title: str, mark: str) -> None:
        self.document = docs.open_document(title, mark)

    def add_heading(self, text: str) -> None:
        docs.add_heading(self.document, text)

    def add_table(
        self, header: Sequence[str], widths: Sequence[float], rows: Iterable[Sequence[str]]
    ) -> None:
        docs.add_table(self.document, header, widths, rows)

    def add_picture(self, png: bytes, width: float) -> None:
        self.document.add_picture(io.BytesIO(png), width=Mm(width))

    def finish(self) -> IO[bytes]:
        return docs.finish_document(self.document)


@dataclass(frozen=True, slots=True)
class _Table:
    header: list[str]
    widths: list[float]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class _Heading:
    text: str


@dataclass(frozen=True, slots=True)
class _Picture:
    png: bytes
    width: float

    @property
    def height(self) -> float:
        """In the unit of the width: the file begins with its size in pixels."""
        across, down = struct.unpack(">II", self.png[16:24])
        return self.width * down / across


_Part = _Table | _Heading | _Picture


class PdfPaper:
    """A PDF. Its parts are gathered first: the fonts that it needs depend on its letters."""

    def __init__(self, title: str, mark: str) -> None:
        self.title, self.mark = title, mark
        self.parts: list[_Part] = []

    def add_heading(self, text: str) -> None:
        self.parts.append(_Heading(text))

    def add_table(
        self, header: Sequence[str], widths: Sequence[float], rows: Iterable[Sequence[str]]
    ) -> None:
        self.parts.append(_Table(list(header), list(widths), [list(row) for row in rows]))

    def add_picture(self, png: bytes, width: float) -> None:
        self.parts.append(_Picture(png, width))

    def finish(self) -> IO[bytes]:
        pdf = _MarkedPdf(self.mark)
        pdf.set_title(self.title)
        pdf.family = use_letters_of(pdf, [self.title, self.mark, "0123456789/ ", *self._texts()])
        pdf.add_page()
        pdf.set_font(pdf.family, size=TITLE_SIZE)
        pdf.multi_cell(0, 9, self.title, align="C", new_x="LMARGIN", new_y="NEXT")
        for part, following in zip(self.parts, [*self.parts[1:], None], strict=True):
            _write_part(pdf, part, following)
        # the response that sends it closes it
        file: IO[bytes] = tempfile.SpooledTemporaryFile(  # noqa: SIM115
            max_size=docs.ON_DISK_FROM
        )
        file.write(bytes(pdf.output()))
        file.seek(0)
        return file

    def _texts(self) -> Iterable[str]:
        for part in self.parts:
            if isinstance(part, _Heading):
                yield part.text
            elif isinstance(part, _Table):
                yield "".join(part.header)
                yield from ("".join(row) for row in part.rows)


class _MarkedPdf(FPDF):
    """With the mark and the page number at the foot of every page."""

    def __init__(self, mark: str) -> None:
        super().__init__(orientation="landscape", format="A4")
        self.mark, self.family = mark, ""
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN)

    def footer(self) -> None:
        self.set_y(-10)
        self.set_font(self.family, size=FOOT_SIZE)
        self.cell(0, 5, f"{self.mark}  {self.page_no()} / {{nb}}", align="C")


def _write_part(pdf: _MarkedPdf, part: _Part, following: _Part | None) -> None:
    if isinstance(part, _Heading):
        # A heading stays with the picture that follows it, or with some of the table.
        with_it = following.height if isinstance(following, _Picture) else 0
        if pdf.will_page_break(max(LEAST_BELOW_HEADING, HEADING_ROOM + with_it)):
            pdf.add_page()
        pdf.ln(3)
        pdf.set_font(pdf.family, size=HEADING_SIZE)
        pdf.multi_cell(0, 7, part.text, new_x="LMARGIN", new_y="NEXT")
    elif isinstance(part, _Picture):
        pdf.image(io.BytesIO(part.png), w=part.width)
        pdf.ln(2)
    else:
        _write_table(pdf, part)


def _write_table(pdf: _MarkedPdf, part: _Table) -> None:
    pdf.set_font(pdf.family, size=BODY_SIZE)
    with pdf.table(
        col_widths=part.widths,
        width=sum(part.widths),
        align="LEFT",
        text_align="LEFT",
        line_height=LINE,
        padding=0.8,
        headings_style=FontFace(fill_color=HEAD_SHADE),
    ) as table:
        for row in [part.header, *part.rows]:
            cells = table.row()
            for text in row:
                cells.cell(text)
    pdf.ln(2)


PAPERS = {"docx": WordPaper, "pdf": PdfPaper}
