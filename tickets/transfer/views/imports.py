"""The import page: upload, preview, commit, error file."""

import tempfile
from pathlib import Path

from django.db.models import Case, Q, When
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import BadFile
from documents.actions import safe_file_name
from tickets.record import rules
from tickets.transfer.actions import imports
from tickets.transfer.exports import errors
from tickets.transfer.forms import ImportForm
from tickets.transfer.imports import register
from tickets.transfer.imports.staging import staged_remarks, staged_rows
from tickets.transfer.models import ImportBatch

RECENT_BATCHES = 10
SHOWN_ROWS = 200

# Bytes from which a workbook takes longer than people wait without a word.
LARGE_WORKBOOK = 100 * 1024

# Of the register's columns those that the preview shows.
SHOWN_COLUMNS = ("工单号", "客户名称", "反馈时间", "问题描述(摘要)", "问题分级")


@require_http_methods(["GET", "POST"])
def upload_register(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is read and judged, nothing is changed yet."""
    rules.require_right(request.user, "import_ticket")
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("tickets:batch", pk=_stage_upload(request, form).pk)
        except BadFile as error:
            form.add_error("file", error.message)
    recent = ImportBatch.objects.filter(by=request.user)[:RECENT_BATCHES]
    context = {"form": form, "recent": recent}
    return render(request, "tickets/import.html", context, status=422 if form.errors else 200)


def _stage_upload(request: HttpRequest, form: ImportForm) -> ImportBatch:
    file = form.cleaned_data["file"]
    now = timezone.now()
    if file.size > LARGE_WORKBOOK and file.name.lower().endswith(".xlsx"):
        name = safe_file_name(file.name)
        return imports.request_reading(file, name, by=request.user, at=now)
    # The reader of tables is a process of its own: it needs a file that has a name.
    with tempfile.NamedTemporaryFile(suffix=".upload") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        verdicts = register.check_register(Path(copy.name), file.name, by=request.user, now=now)
    return imports.stage_rows(
        safe_file_name(file.name),
        staged_rows(verdicts),
        verdicts.counts,
        staged_remarks(verdicts),
        by=request.user,
        at=now,
    )


def _own_batch(request: HttpRequest, pk: int) -> ImportBatch:
    """The person's own upload: what a colleague brings in is a colleague's affair."""
    rules.require_right(request.user, "import_ticket")
    return get_object_or_404(ImportBatch, pk=pk, by=request.user)


@require_GET
def preview_register(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file says, row by row, bad rows first."""
    batch = _own_batch(request, pk)
    if batch.is_reading or batch.read_error:
        return render(request, "tickets/import_reading.html", {"batch": batch})
    bad_first = Case(
        When(verdict="refused", then=0),
        When(~Q(problems=[]), then=1),
        When(~Q(changes=[]), then=2),
        default=3,
    )
    rows = batch.rows.order_by(bad_first, "row")[:SHOWN_ROWS]
    # A warned row is a created one too, and would be counted twice.
    total = sum(batch.counts[name] for name in ("created", "unchanged", "refused"))
    context = {
        "batch": batch,
        "rows": rows,
        "total": total,
        "columns": SHOWN_COLUMNS,
        "is_waiting": not batch.requested_at and not batch.committed_at,
        "may_keep_left": batch.rows.filter(verdict="created").exclude(left={}).exists(),
        "left_out": left_out_text(
            _rows_refused(batch.counts["refused"]), batch.counts.get("left", 0)
        ),
    }
    return render(request, "tickets/import_batch.html", context)


def left_out_text(refused: str, others: int) -> str:
    """What the button says of that which stays out; empty where all is taken.

    `refused` says how many rows or tickets, empty for none; `others` counts what else of the file.
    """
    parts = [refused] if refused else []
    if others:
        sentence = ngettext("%(count)d other part", "%(count)d other parts", others)
        parts.append(sentence % {"count": others})
    return _("(left out: %(parts)s)") % {"parts": _(", ").join(parts)} if parts else ""


def _rows_refused(count: int) -> str:
    return ngettext("%(count)d row", "%(count)d rows", count) % {"count": count} if count else ""


@require_POST
def commit_register(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the good rows."""
    batch = _own_batch(request, pk)
    imports.request_commit(
        batch,
        keeps_left="keeps_left" in request.POST,
        by=request.user,
        at=timezone.now(),
    )
    return redirect("tickets:batch", pk=pk)


@require_GET
def problems_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The refused and warned rows with their reasons in an extra column."""
    batch = _own_batch(request, pk)
    workbook = errors.make_problem_workbook(batch)
    return FileResponse(workbook, as_attachment=True, filename=f"导入问题_{batch.pk}.xlsx")
