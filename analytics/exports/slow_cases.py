"""The slow cases of a month as a workbook: as many rows as the list has, and the causes with their
numbers. In the reader's language, as the page is; counted anew as of one moment.

Customers and colleagues are masked, also within the descriptions, whoever takes it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analytics.exports.analysis_book import cell_value, split_text
from analytics.queries import slow_cases as queries
from analytics.queries.asked_words import extent_words, filter_words
from analytics.queries.slow_cases import ShownCase, SlowLook
from analytics.queries.snapshot import one_snapshot
from customers.rules import MASKED
from documents.exports import sheets, streamed
from documents.exports.streamed import ROWS_A_SHEET
from pages.charts import Chart
from pages.formats import plain_moment
from privacy.domain.classes import FieldClass
from tickets.record.models import Ticket

# Rows that the database hands over at a time.
CHUNK = 500
FIRST_WIDTH, WIDTH = 26, 14

Line = list[object]


def extent_of(asked: SlowLook) -> str:
    """What the name of the file says it is about."""
    is_whole = asked.asked.scope.is_all and asked.cause is None
    return f"{asked.look.month:%Y-%m}{'' if is_whole else _('(filtered)')}"


def make_workbook(
    asked: SlowLook, *, mark: str, rows_a_sheet: int = ROWS_A_SHEET
) -> tuple[IO[bytes], int]:
    """The workbook, and its number of cases; so many of them stand in a sheet."""
    asked = replace(asked, look=replace(asked.look, has_offers=False))
    with one_snapshot():
        book = sheets.open_book()
        counts = queries.counts_by_cause(queries.slow_rows(asked))
        _write_causes(book, queries.cause_chart(counts, asked, may_measure=False), asked, mark)
        count = sum(counts.values()) if asked.cause is None else counts.get(asked.cause, 0)
        parts = streamed.sheets_needed(count, rows_a_sheet=rows_a_sheet)
        tables = []
        for number in range(1, parts + 1):
            name = _("Slow cases") if parts == 1 else f"{_('Slow cases')} {number}"
            facts = [] if parts == 1 else [split_text(number, parts, rows_a_sheet)]
            tables.append(
                sheets.ListSheet(book, name, _columns(asked), title="", mark=mark, facts=facts)
            )
        return streamed.write_workbook_of_parts(
            book, tables, _lines(asked), rows_a_sheet=rows_a_sheet
        )


def _write_causes(book: sheets.Workbook, chart: Chart, asked: SlowLook, mark: str) -> None:
    """What was asked for, and the causes as their picture has them."""
    # Without what begins from the page.
    columns = [(name, WIDTH if place else FIRST_WIDTH) for place, name in enumerate(chart.columns)]
    width = len(columns) - 2
    title = f"{asked.look.month:%Y-%m} {_('Slow cases')}"
    sheet = sheets.ListSheet(
        book, _("Causes"), columns[:width], title=title, mark=mark, facts=_facts_of(asked)
    )
    for row in chart.rows:
        sheet.add_row([cell_value(cell) for cell in row[:width]])
    if not chart.rows:
        sheet.add_wide(_("None in this month."))


def _facts_of(asked: SlowLook) -> list[str]:
    zone = timezone.get_current_timezone_name()
    of_month = asked.asked
    facts = [
        _("As of %(moment)s, time zone %(zone)s")
        % {"moment": plain_moment(of_month.at), "zone": zone},
        _("%(time)s: %(terms)s.") % {"time": asked.timed.name, "terms": asked.level.text},
        _("Filters: %(words)s") % {"words": filter_words(of_month.scope)},
        extent_words(of_month.seen),
    ]
    return [fact for fact in facts if fact]


def _columns(asked: SlowLook) -> list[tuple[str, int]]:
    zone = timezone.get_current_timezone_name()
    unit = asked.timed.unit.label
    return [
        (_("Ticket number"), 16),
        (_("Description"), 40),
        (_("Department"), 14),
        (_("Owner"), 10),
        (_("Begun (%(zone)s)") % {"zone": zone}, 18),
        (_("Time, %(unit)s") % {"unit": unit}, 12),
        (_("Over by, %(unit)s") % {"unit": unit}, 12),
        (_("Still open"), 10),
        (_("Reason given then"), 20),
        (pgettext("slow cases", "Cause"), 16),
        (_("Remark"), 30),
        (_("Coded by"), 10),
        (_("Coded (%(zone)s)") % {"zone": zone}, 18),
    ]


def _lines(asked: SlowLook) -> Iterator[Line]:
    """Rows as they are written: the slowest first, read in pieces."""
    rows = queries.rows_of_cause(queries.slow_rows(asked), asked.cause)
    ordered = queries.with_people(rows).order_by("-case_over", "-pk")
    tickets = ordered.iterator(chunk_size=CHUNK)
    while some := list(islice(tickets, CHUNK)):
        yield from _lines_of(some, asked)


def _lines_of(tickets: Sequence[Ticket], asked: SlowLook) -> Iterator[Line]:
    for row in queries.shown_cases(tickets, asked, MASKED, has_suggestions=False):
        ticket = row.ticket
        yield [
            ticket.number,
            ticket.summary,
            ticket.department.name if ticket.department else None,
            _masked_person(ticket.assignee),
            _minute_of(row.start),
            _number_of(row.spent),
            _number_of(row.over),
            _("yes") if row.is_open else None,
            _(", ").join(row.reasons) or None,
            *_said_of(row),
        ]


def _said_of(row: ShownCase) -> Line:
    """What the retrospective says."""
    given = row.given
    if given is None or given.cause is None:
        return [None, None, None, None]
    who = _masked_person(given.updated_by)
    return [str(given.cause), given.remark or None, who, _minute_of(given.updated_at)]


def _masked_person(person: object) -> str | None:
    return MASKED.shown_value(str(person), FieldClass.STAFF) if person else None


def _number_of(value: Decimal) -> float:
    """To four places, as the rows of the monthly analysis."""
    return round(float(value), 4)


def _minute_of(moment: datetime) -> datetime:
    """A moment by the desk's clock; cells know no zone."""
    return timezone.localtime(moment).replace(second=0, microsecond=0, tzinfo=None)
