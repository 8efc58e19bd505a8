"""Downloads of plans: checked again when they run, written to the audit ledger, marked with who took them and when."""

from datetime import datetime
from typing import IO, Any

from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from core.actions import audit
from core.errors import NotAllowed
from core.work.offers import StepDefinition, StepSet
from core.work.steps import StepRequest, serve_step, visible_or_404
from documents import views as downloads
from plans import exports, forms, rules
from plans.actions import closing
from plans.enums import Audited, PlanState, ReviewKind
from plans.exports import package as packing
from plans.models import Plan, ReviewMeeting
from plans.queries.detail import WITH_OWNER


def _require(user: Any, plan: Plan) -> None:
    if not rules.has_right(user, "export_plan") and not rules.leads(user, plan):
        raise NotAllowed(str(_("Your role does not include this step.")))


@require_GET
def form(request: HttpRequest, number: str, code: str, ending: str = "xlsx") -> HttpResponse:
    """One form of one plan; `?extended` appends target and attainment to F2."""
    plan, now = visible_or_404(WITH_OWNER, request.user, number), timezone.now()
    _require(request.user, plan)
    extended = "extended" in request.GET
    mark = _mark(request, now)
    if code == "F2":
        make = exports.f2_docx if ending == "docx" else exports.f2_xlsx
        file = make(plan, mark, extended=extended)
    elif code == "F19":
        file = exports.f19(Plan.objects.filter(pk=plan.pk), mark)
    else:
        file = {"F10": exports.f10, "F24": exports.f24}[code](plan, mark)
    audit.write_audit_entry(
        Audited(f"export_{code.lower()}"),
        by=request.user,
        at=now,
        target=f"plan {plan.number}",
        extended=extended,
        ending=ending,
    )
    return _answer(file, exports.TITLES[code], plan.number, now, ending)


@require_GET
def measures_xlsx(request: HttpRequest) -> HttpResponse:
    """F19 of every plan that the reader sees."""
    rules.require_right(request.user, "export_plan")
    now = timezone.now()
    plans = Plan.objects.visible_to(request.user)
    file = exports.f19(plans, _mark(request, now))
    audit.write_audit_entry(Audited.EXPORT_F19, by=request.user, at=now, target="F19")
    return _answer(file, exports.TITLES["F19"], str(_("all")), now)


def _meeting(request: HttpRequest, pk: int) -> ReviewMeeting:
    """Minutes of a retrospective, for those who see all plans or led it."""
    seen = Q() if rules.has_right(request.user, "see_all_plans") else Q(chair=request.user)
    rows = (
        ReviewMeeting.objects.filter(seen, kind=ReviewKind.RETROSPECTIVE)
        .select_related("chair")
        .prefetch_related("actions__owner")
    )
    found = (
        rows.filter(pk=pk).first()
        if request.user.has_perm("plans.view_plan") and pk < 2**63
        else None
    )
    if found is None:
        raise Http404
    return found


@require_GET
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes of a retrospective on the screen."""
    return render(request, "plans/meeting.html", {"meeting": _meeting(request, pk)})


@require_GET
def f18_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    found, now = _meeting(request, pk), timezone.now()
    file = exports.f18(found, _mark(request, now))
    audit.write_audit_entry(
        Audited.EXPORT_F18, by=request.user, at=now, target=f"meeting {found.pk}"
    )
    return _answer(file, exports.TITLES["F18"], f"{found.period_from}_{found.period_to}", now)


def _mark(request: HttpRequest, now: datetime) -> str:
    """Who took it and when, at the foot of every page."""
    return f"{request.user} {timezone.localtime(now):%Y-%m-%d %H:%M}"


def _answer(
    file: IO[bytes], title: str, extent: str, now: datetime, ending: str = "xlsx"
) -> FileResponse:
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{title}_{extent}_{timezone.localtime(now):%Y%m%d-%H%M}.{ending}",
    )


# --- archive ------------------------------------------------------------------------------------------------------------
def _archive(plan: Plan, by: Any, at: datetime, _told: dict[str, Any]) -> None:
    file_no = closing.next_file_no(at)
    closing.archive(plan, by=by, at=at, package=packing.build(plan, file_no=file_no, at=at))


ARCHIVE = StepSet(
    (
        StepDefinition(
            "archive",
            _("Archive the plan"),
            forms.NoteForm,
            _archive,
            icon="archive",
            is_open=lambda user, plan: (
                plan.state == PlanState.SUMMARIZED and rules.has_right(user, "archive_plan")
            ),
            hint=_(
                "All forms and files are packed and kept for three years; the plan is read-only for ever."
            ),
        ),
    ),
)


@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest, number: str) -> HttpResponse:
    """Pack and archive, in one transaction."""
    plan = visible_or_404(WITH_OWNER, request.user, number)
    page = reverse("plans:page", args=[plan.number])
    step = StepRequest(
        steps=ARCHIVE,
        key="archive",
        address=reverse("plans:archive", args=[plan.number]),
        page=page,
        label=plan.number,
        find=lambda: visible_or_404(WITH_OWNER, request.user, number),
    )
    return serve_step(request, step)


@require_GET
def package(request: HttpRequest, number: str) -> HttpResponse:
    """The archived zip."""
    plan = visible_or_404(WITH_OWNER, request.user, number)
    _require(request.user, plan)
    kept = getattr(plan, "archive", None)
    if kept is None:
        raise Http404
    audit.write_audit_entry(
        Audited.PACKAGE_TAKEN, by=request.user, at=timezone.now(), target=f"plan {plan.number}"
    )
    return downloads.send_stored_file(request, kept.package)
