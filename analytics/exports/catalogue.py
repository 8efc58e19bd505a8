"""The forms of a month for the command `export_form`: made of all tickets, and noted for audit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import IO, Protocol

from django.utils import timezone

from accounts.models import User
from analytics.actions.ledger import note_export_of_month, note_export_of_report
from analytics.enums import Audited
from analytics.exports import f20, f22
from analytics.forms.reports import TREND
from analytics.models import MonthlyReport
from analytics.queries.look import Look
from analytics.queries.month_tables import Asked
from analytics.queries.pareto import WEIGHTS
from metrics.domain.figures import FigureSpan

KNOWN = ("F20", "F22")


class NotMade(ValueError):
    """There is nothing of which the form could be made; the text says why."""


class NoteExport(Protocol):
    """Writes the line of the audit ledger."""

    def __call__(self, *, by: User | None, at: datetime, reason: str, ending: str) -> None: ...


@dataclass(frozen=True, slots=True)
class MonthForm:
    """A file, what it is called and is about, how its name ends, and how it is noted."""

    title: str
    extent: str
    ending: str
    file: IO[bytes]
    note: NoteExport


def make_form(code: str, month: date, ending: str, *, mark: str, at: datetime) -> MonthForm:
    """F20 or F22; without an ending as its usual one. Raises `NotMade`."""
    make = _make_report if code == "F20" else _make_evaluation
    return make(month, ending, mark, at)


def note_export(form: MonthForm, *, at: datetime, reason: str) -> None:
    """The line of the audit ledger: a command has nobody to name."""
    form.note(by=None, at=at, reason=reason, ending=form.ending)


def _make_report(month: date, ending: str, mark: str, at: datetime) -> MonthForm:
    """The newest version of the month's report."""
    report = MonthlyReport.objects.filter(month=month).order_by("-version").first()
    if report is None:
        raise NotMade(
            f"There is no report of {month:%Y-%m}: make it with build_month {month:%Y-%m}."
        )
    kind = _kind_of("F20", ending or "xlsx", f20.KINDS)
    file = f20.KINDS[kind](report, mark=mark)
    note = partial(note_export_of_report, report)
    return MonthForm(f20.TITLE, f20.extent_of(report), kind, file, note)


def _make_evaluation(month: date, ending: str, mark: str, at: datetime) -> MonthForm:
    """Of all tickets, as its page shows them to somebody who sees all."""
    if month > timezone.localdate(at):
        raise NotMade(f"{month:%Y-%m} has not begun yet.")
    asked = Asked(FigureSpan.month(month), at)
    look = Look(asked=asked, by=None, weight=WEIGHTS[0], trend=TREND)
    kind = _kind_of("F22", ending or "docx", f22.KINDS)
    file = f22.make_paper(look, kind=kind, mark=mark)
    note = partial(note_export_of_month, Audited.EXPORT_F22, asked)
    return MonthForm(f22.TITLE, f22.extent_of(look), kind, file, note)


def _kind_of(code: str, ending: str, kinds: Iterable[str]) -> str:
    if ending not in kinds:
        raise NotMade(f"{code} leaves as {', '.join(kinds)}, not as {ending}.")
    return ending
