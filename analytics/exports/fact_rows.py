"""A row for each ticket of a month, flat: for a sheet of the workbook, and as CSV.

Customers and colleagues are masked, as in every export that nobody gave a reason for. No free text
leaves with it. Headers, words and the names of rows are those of the reader's language, which is
the active one when a table is begun.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analytics.queries.month_tables import Asked
from analytics.queries.ticket_rows import ticket_rows
from core.domain import text
from customers.enums import Level
from customers.rules import MASKED
from privacy.domain.classes import FieldClass
from tickets.record.enums import BusinessType, Nature, Status, Tier

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

# Rows that the database hands over at a time, and lines of the CSV that are sent together.
CHUNK = 500

# With this mark at its beginning spreadsheets read the file as UTF-8.
BYTE_ORDER_MARK = "\ufeff"

Facts = Mapping[str, Any]
Line = list[object]


@dataclass(frozen=True, slots=True)
class FactColumn:
    """A column: its header, its width in narrow characters, and what it says of a ticket."""

    name: str
    width: int
    value_of: Callable[[Facts], object]


def fact_columns() -> list[FactColumn]:
    """The columns in their order, in the active language."""
    zone = timezone.get_current_timezone_name()
    name_en = get_language() == "en"
    return [
        FactColumn(_("Ticket number"), 16, _plain("number")),
        FactColumn(_("Reported (%(zone)s)") % {"zone": zone}, 18, _minute_of("reported_at")),
        FactColumn(_("Channel"), 12, _name_of("channel", has_english=name_en)),
        FactColumn(_("Tier"), 8, _word_of("tier", Tier)),
        FactColumn(_("Issue type"), 16, _name_of("issue_type", has_english=name_en)),
        FactColumn(_("Department"), 14, _plain("department__name")),
        FactColumn(_("Business type"), 14, _word_of("business_type", BusinessType)),
        FactColumn(_("Nature"), 12, _word_of("nature", Nature)),
        FactColumn(_("Status"), 14, _word_of("status", Status)),
        FactColumn(_("Customer"), 16, _masked("customer__name", FieldClass.COMPANY)),
        FactColumn(_("Customer level"), 8, _word_of("customer__level", Level)),
        FactColumn(_("Product category"), 14, _plain("asset__model__category")),
        FactColumn(_("Product model"), 14, _plain("asset__model__code")),
        FactColumn(_("Assignee"), 10, _assignee_of),
        FactColumn(
            _("First response (%(zone)s)") % {"zone": zone}, 18, _minute_of("first_responded_at")
        ),
        FactColumn(_("First response, minutes"), 12, _span_of("first_responded_at", MINUTE)),
        FactColumn(_("Answered during the call"), 10, _flag_of("is_in_call")),
        FactColumn(_("First response in time"), 10, _flag_of("ack_kept")),
        FactColumn(_("Solved (%(zone)s)") % {"zone": zone}, 18, _minute_of("resolved_at")),
        FactColumn(_("Resolution, hours"), 12, _span_of("resolved_at", HOUR)),
        FactColumn(_("Resolution in time"), 10, _flag_of("resolve_kept")),
        FactColumn(_("Solved at the first go"), 10, _flag_of("is_first_time")),
        FactColumn(_("Times reopened"), 10, _plain("reopen_count")),
        FactColumn(_("Score"), 8, _plain("score")),
    ]


def fact_lines(asked: Asked, columns: Sequence[FactColumn]) -> Iterator[Line]:
    """The cells of each ticket, read as they are written. One statement."""
    for row in ticket_rows(asked).iterator(chunk_size=CHUNK):
        yield [column.value_of(row) for column in columns]


# --- what a column says -------------------------------------------------------------------------
def _plain(name: str) -> Callable[[Facts], object]:
    return lambda row: row[name]


def _minute_of(name: str) -> Callable[[Facts], object]:
    """A moment by the desk's clock; cells know no zone."""

    def minute_of(row: Facts) -> datetime | None:
        moment = row[name]
        if moment is None:
            return None
        return timezone.localtime(moment).replace(second=0, microsecond=0, tzinfo=None)

    return minute_of


def _span_of(name: str, unit: timedelta) -> Callable[[Facts], object]:
    """Natural time since the report, to four places: a mean of them is that of the figure."""

    def span_of(row: Facts) -> float | None:
        moment = row[name]
        return None if moment is None else round((moment - row["reported_at"]) / unit, 4)

    return span_of


def _name_of(path: str, *, has_english: bool) -> Callable[[Facts], object]:
    def name_of(row: Facts) -> str | None:
        english = row[f"{path}__name_en"] if has_english else None
        return english or row[f"{path}__name"]

    return name_of


def _word_of(name: str, vocabulary: type[TextChoices]) -> Callable[[Facts], object]:
    words = {value: str(label) for value, label in vocabulary.choices}
    return lambda row: words.get(row[name], row[name])


def _flag_of(name: str) -> Callable[[Facts], object]:
    words = {True: _("yes"), False: _("no"), None: None}
    return lambda row: words[row[name]]


def _masked(name: str, field_class: FieldClass) -> Callable[[Facts], object]:
    return lambda row: MASKED.shown_value(row[name] or "", field_class)


def _assignee_of(row: Facts) -> str:
    name = row["assignee__display_name"] or row["assignee__username"] or ""
    return MASKED.shown_value(name, FieldClass.STAFF)


# --- CSV ----------------------------------------------------------------------------------------
class _Echo:
    """What a CSV writer writes to: it hands back each line."""

    def write(self, written: str, /) -> str:
        return written


def csv_pieces(asked: Asked) -> Iterator[bytes]:
    """The same rows as CSV in UTF-8, piece by piece.

    The header is made at once, in the language of whoever asks; rows are read when they are sent.
    """
    columns = fact_columns()
    return _csv_pieces([column.name for column in columns], fact_lines(asked, columns))


def _csv_pieces(header: Sequence[str], lines: Iterator[Line]) -> Iterator[bytes]:
    writer = csv.writer(_Echo())
    piece = [BYTE_ORDER_MARK, writer.writerow(header)]
    for line in lines:
        piece.append(writer.writerow([csv_text(value) for value in line]))
        if len(piece) >= CHUNK:
            yield "".join(piece).encode()
            piece.clear()
    yield "".join(piece).encode()


def csv_text(value: object) -> object:
    """A text never runs as a formula: a spreadsheet reads what follows the mark as it stands."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, str) and text.is_formula(value):
        return f"'{value}"
    return value
