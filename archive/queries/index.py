"""The index of the archive: found by number, customer, or words of the matter."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from archive.models import ArchiveRecord, ArchiveRecordQuerySet
from archive.rules import visible_records
from core.domain import text
from core.queries import paging
from customers.rules import ContactVisibility
from tickets.record.models import Ticket

BY_DAY = paging.Order("archived_at", descending=True)
PER_PAGE = 50


class FileFilter(TextChoices):
    """Which files are listed."""

    ALL = "", pgettext_lazy("files", "All")
    HELD = "held", _("Legal hold")
    DUE = "due", _("Kept long enough")
    DISPOSED = "disposed", _("Personal data removed")


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A file as its reader may see it."""

    record: ArchiveRecord
    customer: str
    summary: str


@dataclass(frozen=True, slots=True)
class IndexPage:
    """A page of the index; nothing was looked for where the words are `is_too_short`."""

    page: paging.Page
    rows: list[IndexRow]
    is_too_short: bool


def index_page(
    user: User,
    visibility: ContactVisibility,
    *,
    words: str,
    chosen: FileFilter,
    today: date,
    cursor: str,
) -> IndexPage:
    """The newest first. Three statements, four for readers without names."""
    is_too_short = bool(words) and not all(map(text.is_searchable, words.split("+")))
    rows = visible_records(user)
    if is_too_short:
        rows = rows.none()
    elif words:
        rows = _matching(rows, words, with_people=visibility.names)
    page = paging.page_of(
        _chosen(rows, chosen, today), BY_DAY, cursor, PER_PAGE, ArchiveRecordQuerySet.with_ticket
    )
    return IndexPage(page, [_row_of(record, visibility) for record in page.rows], is_too_short)


def _matching(
    rows: ArchiveRecordQuerySet, words: str, *, with_people: bool
) -> ArchiveRecordQuerySet:
    """By the number of the file, else as tickets are found; `客户名称+工单号` is two such words."""
    numbered = rows.filter(file_no=words.upper())
    if numbered.exists():
        return numbered
    for part in filter(None, words.split("+")):
        found = Ticket.objects.matching(part, with_people=with_people)
        rows = rows.filter(ticket__in=found)
    return rows


def _chosen(rows: ArchiveRecordQuerySet, chosen: FileFilter, today: date) -> ArchiveRecordQuerySet:
    match chosen:
        case FileFilter.HELD:
            return rows.filter(has_legal_hold=True)
        case FileFilter.DUE:
            return rows.due(today)
        case FileFilter.DISPOSED:
            return rows.filter(disposed_at__isnull=False)
    return rows


def _row_of(record: ArchiveRecord, visibility: ContactVisibility) -> IndexRow:
    ticket = record.ticket
    names = visibility.known_names(ticket.customer)
    return IndexRow(
        record,
        visibility.customer(ticket.customer),
        visibility.shown_text(ticket.summary, names),
    )
