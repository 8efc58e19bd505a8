"""Stages pasted from a table: every cell is taken, or named with the reason."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from pages.forms import DayField, text_area
from plans.domain import pasted_stages
from plans.domain.pasted_stages import PastedRow
from plans.forms.step_form import PlanStepForm

MOST_ROWS = 200
LONGEST_TASK = 200
LONGEST_ACCEPTANCE = 300
WEIGHTS = range(1, 101)

LABELS = {
    pasted_stages.CODE: gettext_lazy("Stage code"),
    pasted_stages.TASK: gettext_lazy("Stage task"),
    pasted_stages.OWNER: gettext_lazy("Owner"),
    pasted_stages.START: gettext_lazy("Planned start"),
    pasted_stages.PLANNED: gettext_lazy("Planned finish"),
    pasted_stages.WEIGHT: gettext_lazy("Weight"),
    pasted_stages.ACCEPTANCE: gettext_lazy("Acceptance criteria"),
}


class PasteStagesForm(PlanStepForm):
    """Rows copied from a spreadsheet; cleaned to `stages`, the keywords of each."""

    table = forms.CharField(
        label=gettext_lazy("Rows copied from the table"),
        widget=text_area(10),
        strip=False,
        help_text=gettext_lazy(
            "Code, task, owner, planned finish, or with a first row of headings in any order."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "table" not in cleaned:
            return cleaned

        table = pasted_stages.read_pasted_stages(cleaned["table"])
        if not table.rows:
            self.add_error("table", _("There is no row of a stage in it."))
            return cleaned
        if len(table.rows) > MOST_ROWS:
            self.add_error("table", _("At most %(count)d rows at once.") % {"count": MOST_ROWS})
            return cleaned
        cleaned["stages"] = list(self._read_rows(table.rows))
        if "table" not in self.errors:
            self._ask_about_rest(table, cleaned["stages"])
        return cleaned

    @property
    def details(self) -> dict[str, Any]:
        return {"stages": super().details["stages"]}

    def _read_rows(self, rows: list[PastedRow]) -> Iterator[dict[str, Any]]:
        people = self._people_named(rows)
        for row in rows:
            fields: dict[str, Any] = {"row": row.number, "code": row.texts.get("code", "")}
            for name in (pasted_stages.TASK, pasted_stages.PLANNED):
                if name not in row.texts:
                    self._add_fault(row, name, _("is missing"))
            fields["task"] = self._short_text(row, pasted_stages.TASK, LONGEST_TASK)
            fields["acceptance"] = self._short_text(
                row, pasted_stages.ACCEPTANCE, LONGEST_ACCEPTANCE
            )
            fields["owner"] = self._owner(row, people)
            fields["start_date"] = self._day(row, pasted_stages.START)
            fields["planned_date"] = self._day(row, pasted_stages.PLANNED)
            fields["weight"] = self._weight(row)
            yield fields

    def _people_named(self, rows: list[PastedRow]) -> dict[str, list[User]]:
        """People at work by the names in the table. One statement."""
        names = {row.texts[pasted_stages.OWNER] for row in rows if pasted_stages.OWNER in row.texts}
        found: dict[str, list[User]] = {}
        for person in User.objects.at_work().filter(display_name__in=names):
            found.setdefault(person.display_name, []).append(person)
        return found

    def _owner(self, row: PastedRow, people: dict[str, list[User]]) -> User | None:
        name = row.texts.get(pasted_stages.OWNER)
        if name is None:
            return None
        named = people.get(name, [])
        if len(named) == 1:
            return named[0]
        reason = _("several people have this name") if named else _("nobody at work has this name")
        self._add_fault(row, pasted_stages.OWNER, reason)
        return None

    def _day(self, row: PastedRow, name: str) -> date | None:
        written = row.texts.get(name)
        if written is None:
            return None
        try:
            return DayField().clean(written)
        except forms.ValidationError as error:
            self._add_fault(row, name, error.messages[0])
            return None

    def _weight(self, row: PastedRow) -> int:
        written = row.texts.get(pasted_stages.WEIGHT, "1")
        if written.isascii() and written.isdigit() and int(written) in WEIGHTS:
            return int(written)
        self._add_fault(row, pasted_stages.WEIGHT, _("a whole number from 1 to 100"))
        return 1

    def _short_text(self, row: PastedRow, name: str, longest: int) -> str:
        written = row.texts.get(name, "")
        if len(written) > longest:
            self._add_fault(row, name, _("longer than %(count)d characters") % {"count": longest})
        return written

    def _add_fault(self, row: PastedRow, name: str, reason: str) -> None:
        written = row.texts.get(name, "")
        place = _("Row %(row)d, %(column)s") % {"row": row.number, "column": LABELS[name]}
        shown = f" “{written[:40]}”" if written else ""
        self.add_error("table", f"{place}{shown}{_(': ')}{reason}")

    def _ask_about_rest(
        self, table: pasted_stages.PastedTable, stages: list[dict[str, Any]]
    ) -> None:
        """What is taken nowhere, and days outside the plan's period, are asked about once."""
        questions = []
        if table.left_headings:
            names = _(", ").join(table.left_headings)
            questions.append(_("These columns are not taken: %(names)s.") % {"names": names})
        if table.left_cells:
            cells = _(", ").join(f"“{text[:20]}”" for _row, text in table.left_cells[:5])
            questions.append(
                _("%(count)d cells beyond the last column are not taken: %(cells)s.")
                % {"count": len(table.left_cells), "cells": cells}
            )
        outside = [
            str(fields["row"])
            for fields in stages
            if not self.plan.start_date <= fields["planned_date"] <= self.plan.end_date
        ]
        if outside:
            questions.append(
                _("These rows lie outside the plan's period: %(rows)s.")
                % {"rows": _(", ").join(outside)}
            )
        if questions:
            self.ask_once("table", " ".join(questions))
