"""A filled form F2 becomes a plan.

It is read and checked first, and stored when the reader agrees. Checking stores nothing.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.errors import BadFile, LawBroken
from documents.doors import takes_files
from pages.steps import act_once, go_to
from plans import rules
from plans.actions import importing
from plans.domain.record import Record
from plans.forms import RecordUploadForm
from plans.imports.f2 import read_record


@takes_files
@require_http_methods(["GET", "POST"])
def upload_record(request: HttpRequest) -> HttpResponse:
    """Check the file, or store what it says; everything that is wrong is named by its cell."""
    rules.require_right(request.user, "lead_plan")
    if request.method == "GET":
        return render(request, "plans/import.html", {"form": RecordUploadForm()})

    form = RecordUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _render_upload(request, form, 422)

    sent = form.cleaned_data["file"]
    try:
        reading = read_record(sent.name, sent.read())
        if reading.record is None or "commit" not in request.POST:
            status = 422 if reading.faults else 200
            return _render_upload(request, form, status, found=reading, name=sent.name)
        return go_to(request, _imported_page(request, form, reading.record))
    except BadFile as error:
        form.add_error("file", error.message)
    except LawBroken as error:
        form.add_error(None, error.message)
    return _render_upload(request, form, 422)


def _imported_page(request: HttpRequest, form: RecordUploadForm, record: Record) -> str:
    """The address of the new plan; the same form sent twice leads to the same one."""

    def import_record() -> str:
        plan = importing.import_record(record, by=request.user, at=timezone.now())
        return reverse("plans:page", args=[plan.number])

    return act_once(request, form, import_record)


def _render_upload(
    request: HttpRequest, form: RecordUploadForm, status: int, **extra: object
) -> HttpResponse:
    """The part below the file box, so that the chosen file stays chosen.

    Without scripts it is the whole page.
    """
    template = "plans/_import.html" if request.htmx else "plans/import.html"
    return render(request, template, {"form": form, **extra}, status=status)
