"""Labels of devices as a PDF: 24 on a page of A4, 70 by 37 mm, at their very place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from documents.exports.pdf_letters import use_letters_of
from portal.queries.codes import BORDER, qr_code

if TYPE_CHECKING:
    from fpdf import FPDF

COLUMNS, ROWS = 3, 8
WIDTH, HEIGHT = 70.0, 37.0
EDGE, CODE = 3.0, 29.0
LINE = 4.2


@dataclass(frozen=True, slots=True)
class Label:
    """What is on a label; `address` is in its code."""

    address: str
    model: str
    serial: str


def sheet_of_labels(labels: Sequence[Label]) -> bytes:
    """The pages."""
    # Only here: it takes a fifth of a second, of every process of the desk.
    from fpdf import FPDF  # noqa: PLC0415

    invitation = _("Scan to report a problem")
    pdf = FPDF(format="A4", unit="mm")
    pdf.set_title(_("Labels of devices"))
    pdf.set_margin(0)
    pdf.set_auto_page_break(False)
    pdf.set_fill_color(0)
    texts = [invitation, *(text for label in labels for text in (label.model, label.serial))]
    family = use_letters_of(pdf, texts)
    for number, label in enumerate(labels):
        place = number % (COLUMNS * ROWS)
        if not place:
            pdf.add_page()
        row, column = divmod(place, COLUMNS)
        _draw_label(pdf, label, invitation, family, x=column * WIDTH, y=row * HEIGHT)
    return bytes(pdf.output())


def _draw_label(
    pdf: "FPDF", label: Label, invitation: str, family: str, *, x: float, y: float
) -> None:
    _draw_code(pdf, label.address, x + EDGE, y + (HEIGHT - CODE) / 2)
    left, width = x + 2 * EDGE + CODE, WIDTH - 3 * EDGE - CODE
    # Whatever a model is called, it stays on its own label.
    with pdf.rect_clip(x=left, y=y + EDGE, w=width, h=HEIGHT - 2 * EDGE):
        pdf.set_xy(left, y + EDGE + 2)
        for text, size in ((invitation, 9), (label.model, 8), (label.serial, 8)):
            pdf.set_font(family, size=size)
            pdf.multi_cell(width, LINE, text, align="L", new_x="LEFT", new_y="NEXT")


def _draw_code(pdf: "FPDF", address: str, x: float, y: float) -> None:
    """As rectangles, sharp at any size: each run of dark modules of a row is one."""
    rows = [bytes(row) for row in qr_code(address).matrix_iter(border=BORDER)]
    module = CODE / len(rows)
    for line, row in enumerate(rows):
        begin = 0
        while (begin := row.find(1, begin)) >= 0:
            end = row.find(0, begin)
            end = len(row) if end < 0 else end
            # A little higher than its row: between two rows a viewer would show a hair of white.
            pdf.rect(
                x + begin * module, y + line * module, (end - begin) * module, module * 1.03, "F"
            )
            begin = end
