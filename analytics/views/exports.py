"""Doors for what goes out of the monthly analysis: of the month, filters and tickets of its page.

As if they were not there for people who do not see the page, or may not take tickets out.
"""

from datetime import datetime
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from analytics.actions.ledger import note_export_of_month
from analytics.enums import Audited
from analytics.exports import analysis_book, f22
from analytics.exports.fact_rows import csv_pieces
from analytics.forms.reports import read_look
from analytics.queries.look import Look
from analytics.queries.ticket_rows import count_ticket_rows
from analytics.rules import may_export_figures
from pages.downloads import csv_response, form_response, reader_mark


@require_GET
def download_analysis(request: HttpRequest) -> FileResponse:
    """Strip, pictures, definitions and tickets as a workbook."""
    look, now = _look_of(request)
    file, rows = analysis_book.make_workbook(look, mark=reader_mark(request, now))
    _note(request, Audited.EXPORT_ANALYSIS, look, now, rows=rows)
    return form_response(file, _("Monthly analysis"), analysis_book.extent_of(look), now)


@require_GET
def download_tickets(request: HttpRequest) -> StreamingHttpResponse:
    """The tickets as CSV. Noted before the first of them is sent: nobody knows how many arrive."""
    look, now = _look_of(request)
    _note(request, Audited.EXPORT_FACTS, look, now, rows=count_ticket_rows(look.asked))
    extent = analysis_book.extent_of(look)
    return csv_response(csv_pieces(look.asked), _("Tickets of the month"), extent, now)


@require_GET
def download_evaluation(request: HttpRequest, kind: str) -> FileResponse:
    """Form F22 as a document or a PDF."""
    look, now = _look_of(request)
    if kind not in f22.KINDS:
        raise Http404
    file = f22.make_paper(look, kind=kind, mark=reader_mark(request, now))
    _note(request, Audited.EXPORT_F22, look, now, ending=kind)
    return form_response(file, f22.TITLE, f22.extent_of(look), now, ending=kind)


def _look_of(request: HttpRequest) -> tuple[Look, datetime]:
    """What the address asks for, and the moment."""
    if not may_export_figures(request.user):
        raise Http404
    now = timezone.now()
    return read_look(request.GET, by=request.user, at=now), now


def _note(request: HttpRequest, action: Audited, look: Look, now: datetime, **data: Any) -> None:
    note_export_of_month(action, look.asked, by=request.user, at=now, **data)
