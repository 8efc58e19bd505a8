"""Personal data of files that were kept long enough: looked at first, then ordered to go."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from archive import rules
from archive.actions import disposal
from archive.forms import RetentionForm
from archive.models import DisposalRun
from archive.queries.disposals import due_files
from core.errors import LawBroken
from customers.rules import contact_visibility
from pages.confirmation import confirmed_when_sent
from pages.steps import act_once

RUNS_SHOWN = 20


@require_http_methods(["GET", "POST"])
@confirmed_when_sent
def retention_page(request: HttpRequest) -> HttpResponse:
    """What would go, and the button that lets it go. To look changes nothing."""
    if not rules.has_right(request.user, "dispose_archiverecord"):
        raise Http404
    today = timezone.localdate()
    if request.method == "GET":
        form = RetentionForm(initial={"until": today})
        return _show_page(request, form)
    form = RetentionForm(request.POST)
    if not form.is_valid():
        return _show_page(request, form, 422)

    def act() -> str:
        disposal.order_retention(
            by=request.user, at=timezone.now(), until=form.cleaned_data["until"]
        )
        return reverse("archive:retention")

    try:
        address = act_once(request, form, act)
    except LawBroken as error:
        form.refuse(error)
        return _show_page(request, form, 422)
    messages.success(request, _("Ordered. The worker removes the data within minutes."))
    return redirect(address)


def _day_of(form: RetentionForm) -> date | None:
    """The day that was asked about."""
    return form.cleaned_data.get("until") if form.is_bound and form.is_valid() else None


def _show_page(request: HttpRequest, form: RetentionForm, status: int = 200) -> HttpResponse:
    visibility = contact_visibility(request.user)
    due = due_files(_day_of(form) or timezone.localdate())
    context = {
        "form": form,
        "due": due,
        "rows": [
            {"record": record, "customer": visibility.customer(record.ticket.customer)}
            for record in due.first
        ],
        "runs": DisposalRun.objects.select_related("requested_by")[:RUNS_SHOWN],
    }
    return render(request, "archive/retention.html", context, status=status)
