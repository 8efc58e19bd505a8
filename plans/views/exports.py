"""Downloads of plans.

The right is checked again when a download runs, every one is written to the audit ledger, and its
pages are marked with who took it and when.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.models import User
from core.actions import audit
from core.errors import NotAllowed
from pages.downloads import form_response, reader_mark
from pages.steps import visible_or_404
from plans import exports, rules
from plans.enums import Audited
from plans.exports import catalogue
from plans.models import Plan, ReviewMeeting
from plans.queries.detail import WITH_OWNER
from plans.queries.minutes import visible_meetings

LARGEST_KEY = 2**63 - 1


def require_export(user: User, plan: Plan) -> None:
    """Raise `NotAllowed` unless the person leads the plan or may export all that are visible."""
    if not rules.has_right(user, "export_plan") and not rules.leads(user, plan):
        raise NotAllowed(str(_("Your role does not allow this step.")))


# --- the forms of a plan ----------------------------------------------------------------------


@require_GET
def download_form(
    request: HttpRequest, number: str, code: str, ending: str = "xlsx"
) -> HttpResponse:
    """One form of one plan; `?extended` appends target and attainment to F2."""
    now = timezone.now()
    plan = visible_or_404(WITH_OWNER, request.user, number)
    require_export(request.user, plan)

    is_extended = "extended" in request.GET
    file = catalogue.make_form_of_plan(
        code,
        plan,
        mark=reader_mark(request, now),
        is_document=ending == "docx",
        is_extended=is_extended,
    )
    # Only now: what failed was not taken.
    audit.write_audit_entry(
        Audited(f"export_{code.lower()}"),
        by=request.user,
        at=now,
        target=f"plan {plan.number}",
        extended=is_extended,
        ending=ending,
    )
    return form_response(file, exports.TITLES[code], plan.number, now, ending)


@require_GET
def download_measures(request: HttpRequest) -> HttpResponse:
    """F19 of every plan that the reader sees."""
    rules.require_right(request.user, "export_plan")
    now = timezone.now()
    plans = Plan.objects.visible_to(request.user)

    file = exports.f19_measures(plans, reader_mark(request, now))
    audit.write_audit_entry(Audited.EXPORT_F19, by=request.user, at=now, target="F19")
    return form_response(file, exports.TITLES["F19"], str(_("all")), now)


# --- retrospectives ---------------------------------------------------------------------------


def _find_retrospective(request: HttpRequest, pk: int) -> ReviewMeeting:
    """The minutes, or a 404 that does not tell whether they exist."""
    # PostgreSQL refuses a larger number, which would be a fault of the server.
    if pk > LARGEST_KEY:
        raise Http404

    meeting = visible_meetings(request.user).filter(pk=pk).first()
    if meeting is None:
        raise Http404
    return meeting


@require_GET
def retrospective_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes of a retrospective on the screen."""
    meeting = _find_retrospective(request, pk)
    return render(request, "plans/meeting.html", {"meeting": meeting})


@require_GET
def download_retrospective(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes of a retrospective as form F18."""
    meeting = _find_retrospective(request, pk)
    now = timezone.now()

    file = exports.f18_retrospective(meeting, reader_mark(request, now))
    audit.write_audit_entry(
        Audited.EXPORT_F18, by=request.user, at=now, target=f"meeting {meeting.pk}"
    )
    period = f"{meeting.period_from}_{meeting.period_to}"
    return form_response(file, exports.TITLES["F18"], period, now)
