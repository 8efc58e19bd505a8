"""The list of awards as a workbook. In Chinese, whoever takes it.

Names of colleagues stand in full: the list is made to pay and to publish awards.
"""

from collections.abc import Iterable
from typing import IO

from django.utils import timezone, translation

from analytics.models import Award
from analytics.queries.award_figures import figure_line
from documents.exports import sheets

TITLE = "奖项清单"
COLUMNS = (
    ("编号", 18),
    ("奖项", 22),
    ("期间", 12),
    ("获奖人", 16),
    ("部门", 16),
    ("依据", 50),
    ("金额", 12),
    ("币种", 8),
    ("状态", 10),
    ("提名人", 16),
    ("提名日期", 14),
    ("批准人", 16),
    ("批准日期", 14),
    ("批准时的指标", 50),
)


def make_workbook(awards: Iterable[Award], *, mark: str) -> IO[bytes]:
    """A row an award, in the order in which they come."""
    with translation.override("zh-hans"):
        book = sheets.open_book()
        listed = sheets.ListSheet(book, TITLE, COLUMNS, title=TITLE, mark=mark)
        for award in awards:
            listed.add_row(_row_of(award))
        return sheets.finish_book(book)


def _row_of(award: Award) -> list[object]:
    granted_on = timezone.localdate(award.granted_at) if award.granted_at else None
    amount = sheets.Formatted(award.amount, "#,##0.00") if award.amount is not None else None
    return [
        award.number,
        award.title,
        award.period.name,
        str(award.staff),
        str(award.staff.department or ""),
        award.basis,
        amount,
        award.currency,
        str(award.get_state_display()),
        str(award.proposed_by),
        timezone.localdate(award.proposed_at),
        str(award.granted_by or ""),
        granted_on,
        figure_line(award.figures),
    ]
