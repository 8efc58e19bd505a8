"""Reads single cells of a form, and notes by its cell what cannot be read."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.utils.translation import gettext as _

from core.domain import text
from plans.domain import boxes, f2, written
from plans.domain.record import LONGEST, LONGEST_TEXT
from plans.enums import StageStatus
from plans.imports.findings import CellFinding
from plans.imports.layout import BASICS, CHANGES, CLOSING, EFFECT, STAGES, FormCell

Parsed = TypeVar("Parsed")

# First and last day of a plan.
Period = tuple[date, date]

SECTION_TITLES = {
    BASICS: f2.BASICS,
    STAGES: f2.STAGES,
    EFFECT: f2.EFFECT,
    CLOSING: f2.CLOSING,
    CHANGES: f2.CHANGES,
    "": "",
}

# So much of a cell is repeated in a message.
REPEATED_LENGTH = 60


class CellReader:
    """Collects faults and warnings while cells are read.

    A cell that cannot be read gives its empty value; None stands for one that the file has not.
    """

    def __init__(self) -> None:
        self.faults: list[CellFinding] = []
        self.warnings: list[CellFinding] = []

    # --- what was noticed ---

    def add_fault(self, cell: FormCell, reason: str) -> None:
        self.faults.append(_finding_at(cell, reason))

    def add_warning(self, cell: FormCell, reason: str) -> None:
        self.warnings.append(_finding_at(cell, reason))

    def add_placeless_fault(self, section: str, name: str, value: str, reason: str) -> None:
        """A fault of something that stands in no cell of its own."""
        self.faults.append(_placeless_finding(section, name, value, reason))

    def add_placeless_warning(self, section: str, name: str, value: str, reason: str) -> None:
        """A warning about what stands in several cells."""
        self.warnings.append(_placeless_finding(section, name, value, reason))

    # --- texts, days and figures ---

    def read_text(
        self, cell: FormCell | None, limit_name: str = "", *, is_needed: bool = False
    ) -> str:
        """A text, not longer than the desk keeps it under `limit_name` (see `LONGEST`)."""
        if cell is None or not self._is_usable(cell):
            return ""

        limit = LONGEST.get(limit_name, LONGEST_TEXT)
        if is_needed and not cell.written:
            self.add_fault(cell, _("is missing"))
        elif len(cell.written) > limit:
            self.add_fault(cell, _("is longer than %(limit)d characters") % {"limit": limit})
        return cell.written

    def read_day(self, cell: FormCell | None, around: Period | None) -> date | None:
        """A date; `7月15日` is one of the period."""
        if cell is None:
            return None
        return self._parse(cell, lambda words: written.day_in(words, around), _("is no date"))

    def read_figure(self, cell: FormCell) -> Decimal | None:
        """A figure, with or without its unit."""
        return self._parse(cell, written.figure_in, _("is no figure"))

    def read_period(self, cell: FormCell | None) -> Period | None:
        """执行周期, which every plan has."""
        if cell is None:
            self.add_placeless_fault(BASICS, f2.PERIOD, "", _("is missing"))
            return None

        before = len(self.faults)
        period = self._parse(cell, written.period_in, _("is no period"))
        if period is None:
            # An empty cell is no fault to the parser: a form may leave others empty, not this one.
            if len(self.faults) == before:
                self.add_fault(cell, _("is missing"))
            return None

        start, end = period
        if end < start:
            self.add_fault(cell, _("ends before it begins"))
            return None
        return period

    # --- codes and boxes ---

    def read_code(self, cell: FormCell) -> str:
        """A stage code; empty for none."""
        if not cell.written:
            self.add_fault(cell, _("is missing"))
            return ""
        reason = _("is no stage code such as 1.1 or 2.10")
        return self._parse(cell, written.code_in, reason) or ""

    def read_status(self, cell: FormCell) -> StageStatus | None:
        """完成状态; None where nothing is ticked."""
        return self._parse(cell, boxes.status_in, _("does not say which of the four it is"))

    def read_verdict(self, cell: FormCell) -> bool | None:
        """达标 or 未达标; None where nothing is ticked."""
        return self._parse(cell, boxes.verdict_in, _("does not say whether the target was met"))

    def _parse(
        self, cell: FormCell, parse: Callable[[str], Parsed | None], reason: str
    ) -> Parsed | None:
        if not self._is_usable(cell):
            return None
        try:
            return parse(cell.written)
        except (written.Unreadable, boxes.Unclear):
            self.add_fault(cell, reason)
            return None

    def _is_usable(self, cell: FormCell) -> bool:
        if cell.is_broken:
            reason = _("is a broken reference or a formula without a result")
            self.add_fault(cell, reason)
        return not cell.is_broken


def plan_number_in(cell: FormCell | None) -> str:
    """A number as it may be looked up: narrow, without blanks, in capitals."""
    if cell is None:
        return ""
    return text.comparable_text(cell.written).replace(" ", "").upper()


def _finding_at(cell: FormCell, reason: str) -> CellFinding:
    title = SECTION_TITLES[cell.section]
    value = cell.whole_text[:REPEATED_LENGTH]
    return CellFinding(title, cell.address, cell.name, value, reason)


def _placeless_finding(section: str, name: str, value: str, reason: str) -> CellFinding:
    return CellFinding(SECTION_TITLES[section], "", name, value[:REPEATED_LENGTH], reason)
