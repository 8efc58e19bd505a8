"""Doors of requests to rectify a model: the list, one request with its devices, its steps."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from analytics import rules
from analytics.actions import rectification as actions
from analytics.actions.ledger import note_about_rectification
from analytics.enums import Audited, RectificationMove, RectificationState
from analytics.exports import rectification as exports
from analytics.forms.rectification import (
    MeasureTakenForm,
    RectificationForm,
    RectificationNoteForm,
    RectificationReasonForm,
    VerifyForm,
)
from analytics.models import RectificationRequest
from analytics.queries import rectification as queries
from analytics.queries.rectification_settings import current_rectification_settings
from metrics.rules import may_see
from pages.downloads import form_response, reader_mark
from pages.offers import Opening, StepDefinition, StepSet, step_calling
from pages.steps import StepRequest, serve_step, visible_or_404

STEPS = StepSet(
    (
        StepDefinition(
            "accept",
            RectificationMove.ACCEPT.label,
            RectificationForm,
            step_calling(actions.accept_request),
            RectificationMove.ACCEPT,
            icon="check",
            is_main=True,
            hint=_("Your department takes the rectification on."),
        ),
        StepDefinition(
            "start",
            RectificationMove.START.label,
            RectificationForm,
            step_calling(actions.start_rectification),
            RectificationMove.START,
            icon="player-play",
            is_main=True,
            hint=_("Whoever starts or reports does not verify it later."),
        ),
        StepDefinition(
            "report",
            RectificationMove.REPORT.label,
            MeasureTakenForm,
            step_calling(actions.report_measure),
            RectificationMove.REPORT,
            icon="edit",
            is_main=True,
            hint=_("It is kept for ever; the managers are asked to verify it."),
        ),
        StepDefinition(
            "verify",
            RectificationMove.VERIFY.label,
            VerifyForm,
            step_calling(actions.verify_measure),
            RectificationMove.VERIFY,
            icon="circle-check",
            is_main=True,
            hint=_("The measure had its effect."),
        ),
        StepDefinition(
            "send_back",
            RectificationMove.SEND_BACK.label,
            RectificationReasonForm,
            step_calling(actions.send_back),
            RectificationMove.SEND_BACK,
            icon="arrow-back-up",
            hint=_("The measure was not enough: the department reports another one."),
        ),
        StepDefinition(
            "note",
            pgettext_lazy("rectification", "Note…"),
            RectificationNoteForm,
            step_calling(actions.note_on_request),
            is_open=Opening(
                lambda request: not request.is_closed, rules.carries_out, rules.require_hand
            ),
            icon="message",
        ),
        StepDefinition(
            "refuse",
            RectificationMove.REFUSE.label,
            RectificationReasonForm,
            step_calling(actions.refuse_request),
            RectificationMove.REFUSE,
            icon="x",
            is_grave=True,
            hint=_("It is closed, and the managers read your reason."),
        ),
        StepDefinition(
            "close",
            RectificationMove.CLOSE.label,
            RectificationReasonForm,
            step_calling(actions.close_request),
            RectificationMove.CLOSE,
            icon="lock",
            is_grave=True,
            hint=_("A later month above the threshold opens a new request."),
        ),
    ),
    open_moves=rules.moves_for,
    require_move=rules.require_move,
)


@require_GET
def request_list(request: HttpRequest) -> HttpResponse:
    """Those that are not closed, or those of one state."""
    if not rules.may_see_rectification(request.user):
        raise Http404
    state = _state_in(request)
    page = queries.page_of_requests(request.user, state, request.GET.get("cursor", ""))
    context = {
        "page": page,
        "rows": queries.shown_requests(page),
        "state": state,
        "states": RectificationState.choices,
        "setting": current_rectification_settings(),
        "may_read_reports": rules.may_read(request.user),
    }
    return render(request, "analytics/rectifications.html", context)


@require_GET
def request_page(request: HttpRequest, number: str) -> HttpResponse:
    """One request: its numbers, its devices, what happened."""
    found = _request_of(request, number)
    page = queries.page_of_devices(found, request.GET.get("cursor", ""))
    months = queries.months_of(found)
    context = {
        "rectification": found,
        "months": months,
        "case_paths": queries.case_paths(found, months) if may_see(request.user) else {},
        "events": queries.events_of(found),
        "page": page,
        "devices": queries.affected_devices(page.rows, found, request.user),
        "sees_customers": request.user.has_perm("customers.view_customer"),
        "steps": STEPS.offered_to(request.user, found),
        "is_own_work": request.user.pk in found.workers,
    }
    return render(request, "analytics/rectification.html", context)


@require_http_methods(["GET", "POST"])
def take_step(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """One step, of the version on the page on which it was chosen."""
    found = _request_of(request, number)
    step = StepRequest(
        steps=STEPS,
        key=key,
        address=reverse("analytics:rectify", args=[number, key]),
        page=reverse("analytics:rectification", args=[number]),
        label=number,
        find=lambda: _request_of(request, number),
    )
    initial = {"version": request.GET.get("version") or found.version}
    return serve_step(request, step, initial=initial)


@require_GET
def download_devices(request: HttpRequest, number: str) -> FileResponse:
    """The devices as a workbook."""
    found = _request_of(request, number)
    now = timezone.now()
    file = exports.make_workbook(
        found,
        mark=reader_mark(request, now),
        has_customers=request.user.has_perm("customers.view_customer"),
    )
    # Only now: what failed was not taken.
    note_about_rectification(found, Audited.EXPORT_RECTIFICATION, by=request.user, at=now)
    return form_response(file, exports.TITLE, number, now)


# --- parts --------------------------------------------------------------------------------------
def _request_of(request: HttpRequest, number: str) -> RectificationRequest:
    return visible_or_404(queries.WITH_NEIGHBOURS, request.user, number)


def _state_in(request: HttpRequest) -> RectificationState | None:
    """The state that the address chooses; None for all that are not closed."""
    written = request.GET.get("state", "")
    if not written:
        return None
    if written not in RectificationState.values:
        raise Http404
    return RectificationState(written)
