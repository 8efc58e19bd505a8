"""Reads single cells of a form, and notes by its cell what cannot be read."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from core.domain import text
from plans.domain import boxes, f2, written
from plans.domain.record import LONGEST, LONGEST_TEXT
from plans.enums import StageStatus
from plans.imports.findings import Fault
from plans.imports.layout import BASICS, CLOSING, EFFECT, STAGES, Value
from plans.imports.rows import Row

Read = TypeVar("Read")
TITLES = {BASICS: f2.BASICS, STAGES: f2.STAGES, EFFECT: f2.EFFECT, CLOSING: f2.CLOSING, "": ""}
SHOWN = 60
"""So much of a cell is repeated in a message."""


class Cells:
    """Collects faults and warnings while cells are read; a cell that cannot be read gives its empty value."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []

    # --- telling ---
    def fault(self, section: str, row: Row, column: int | None, name: str, reason: str) -> None:
        self.faults.append(self._told(section, row, column, name, reason))

    def warn(self, section: str, row: Row, column: int | None, name: str, reason: str) -> None:
        self.warnings.append(self._told(section, row, column, name, reason))

    def warned(self, section: str, name: str, value: str, reason: str) -> None:
        """A warning about what stands in several cells."""
        self.warnings.append(Fault(TITLES[section], "", name, value[:SHOWN], reason))

    @staticmethod
    def _told(section: str, row: Row, column: int | None, name: str, reason: str) -> Fault:
        return Fault(TITLES[section], row.place(column), name, row.cell(column)[:SHOWN], reason)

    # --- sections one and four ---
    @staticmethod
    def key(value: Value | None) -> str:
        """A number or code: narrow, without blanks, in capitals."""
        return "" if value is None else text.comparable_text(value.text).replace(" ", "").upper()

    def labelled(
        self,
        section: str,
        label: str,
        value: Value | None,
        longest: str | None,
        *,
        needed: bool = False,
    ) -> str:
        """The text of a label."""
        if value is None:
            return ""
        return self._fitting(
            section, value.row, value.column, label, value.text, longest, needed=needed
        )

    def labelled_day(
        self, section: str, label: str, value: Value | None, around: tuple[date, date] | None
    ) -> date | None:
        """The date of a label."""
        if value is None:
            return None
        return self._read(
            section,
            value.row,
            value.column,
            label,
            lambda _cell: written.day_in(value.text, around),
            _("is no date"),
        )

    def period(self, section: str, value: Value | None) -> tuple[date, date] | None:
        """执行周期, which every plan has."""
        if value is None:
            self.faults.append(Fault(TITLES[section], "", f2.PERIOD, "", _("is missing")))
            return None
        found = self._read(
            section,
            value.row,
            value.column,
            f2.PERIOD,
            lambda _cell: written.period_in(value.text),
            _("is no period"),
        )
        if found is None:
            if not any(fault.column == f2.PERIOD for fault in self.faults):
                self.fault(section, value.row, value.column, f2.PERIOD, _("is missing"))
        elif found[1] < found[0]:
            self.fault(section, value.row, value.column, f2.PERIOD, _("ends before it begins"))
            return None
        return found

    # --- cells of any table ---
    def words(
        self,
        section: str,
        row: Row,
        column: int | None,
        name: str,
        longest: str | None = None,
        *,
        needed: bool = False,
    ) -> str:
        """A text, not longer than the desk keeps it."""
        return self._fitting(section, row, column, name, row.cell(column), longest, needed=needed)

    def day(
        self,
        section: str,
        row: Row,
        column: int | None,
        name: str,
        around: tuple[date, date] | None,
    ) -> date | None:
        """A date; `7月15日` is one of the period."""
        return self._read(
            section, row, column, name, lambda cell: written.day_in(cell, around), _("is no date")
        )

    def figure(self, section: str, row: Row, column: int | None, name: str) -> Decimal | None:
        """A figure, with or without its unit."""
        return self._read(section, row, column, name, written.figure_in, _("is no figure"))

    def code(self, row: Row, column: int | None) -> str:
        """A stage code."""
        if not row.cell(column):
            self.fault(STAGES, row, column, f2.CODE, _("is missing"))
            return ""
        return (
            self._read(
                STAGES,
                row,
                column,
                f2.CODE,
                written.code_in,
                _("is no stage code such as 1.1 or 2.10"),
            )
            or ""
        )

    def status(self, row: Row, column: int | None) -> StageStatus | None:
        """完成状态; None where nothing is ticked."""
        return self._read(
            STAGES,
            row,
            column,
            f2.STATUS,
            boxes.status_in,
            _("does not say which of the four it is"),
        )

    def verdict(self, row: Row, column: int | None) -> bool | None:
        """达标 or 未达标; None where nothing is ticked."""
        return self._read(
            EFFECT,
            row,
            column,
            f2.MET,
            boxes.verdict_in,
            _("does not say whether the target was met"),
        )

    def _read(
        self,
        section: str,
        row: Row,
        column: int | None,
        name: str,
        reader: Callable[[str], Read],
        reason: str,
    ) -> Read | None:
        try:
            return reader(row.cell(column))
        except (written.Unreadable, boxes.Unclear):
            self.fault(section, row, column, name, reason)
            return None

    def _fitting(
        self,
        section: str,
        row: Row,
        column: int | None,
        name: str,
        told: str,
        longest: str | None,
        *,
        needed: bool,
    ) -> Any:
        limit = LONGEST.get(longest or "", LONGEST_TEXT)
        if needed and not told:
            self.fault(section, row, column, name, _("is missing"))
        elif len(told) > limit:
            self.fault(
                section,
                row,
                column,
                name,
                _("is longer than %(limit)d characters") % {"limit": limit},
            )
        return told
