"""The end of a plan's way: all of its forms and files are packed, kept, and taken out again."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from core.actions import audit
from documents import views as downloads
from pages.forms import ConfirmForm
from pages.offers import StepDefinition, StepSet, open_with_right
from pages.steps import StepRequest, serve_step, visible_or_404
from plans import rules
from plans.actions import closing
from plans.enums import Audited, PlanState
from plans.exports.package import archive_package
from plans.models import Plan
from plans.queries.detail import WITH_OWNER
from plans.views.exports import require_export


def _pack_and_archive(plan: Plan, by: User, at: datetime, _data: dict[str, Any]) -> None:
    # The number is drawn first: it is printed in the very forms that the package holds.
    file_no = closing.next_file_no(at)
    package = archive_package(plan, file_no=file_no, at=at)
    closing.archive_plan(plan, by=by, at=at, package=package)


ARCHIVING = open_with_right(
    rules.RIGHTS, "archive_plan", lambda plan: plan.state == PlanState.SUMMARIZED
)
ARCHIVE = StepDefinition(
    "archive",
    _("Archive the plan"),
    ConfirmForm,
    _pack_and_archive,
    icon="archive",
    is_open=ARCHIVING,
    hint=_(
        "All forms and files are packed and kept for three years; the plan becomes permanently"
        " read-only."
    ),
)
ARCHIVE_STEPS = StepSet((ARCHIVE,))


@require_http_methods(["GET", "POST"])
def archive_step(request: HttpRequest, number: str) -> HttpResponse:
    """Pack and archive, in one transaction."""
    plan = visible_or_404(WITH_OWNER, request.user, number)

    step = StepRequest(
        steps=ARCHIVE_STEPS,
        key=ARCHIVE.key,
        address=reverse("plans:archive", args=[plan.number]),
        page=reverse("plans:page", args=[plan.number]),
        label=plan.number,
        find=lambda: visible_or_404(WITH_OWNER, request.user, number),
    )
    return serve_step(request, step)


@require_GET
def download_package(request: HttpRequest, number: str) -> HttpResponse:
    """The archived zip."""
    plan = visible_or_404(WITH_OWNER, request.user, number)
    require_export(request.user, plan)
    # A plan that is not archived yet has none.
    archive = getattr(plan, "archive", None)
    if archive is None:
        raise Http404

    target = f"plan {plan.number}"
    audit.write_audit_entry(
        Audited.PACKAGE_TAKEN, by=request.user, at=timezone.now(), target=target
    )
    return downloads.send_stored_file(request, archive.package)
