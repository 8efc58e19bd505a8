"""The forms of a plan for the command `export_form`: written, and noted in the audit ledger."""

from datetime import datetime
from typing import IO

from django.db.models import QuerySet

from core.actions import audit
from plans import exports
from plans.enums import Audited, ReviewKind
from plans.models import Plan, ReviewMeeting

KNOWN = exports.KNOWN
Span = tuple[datetime, datetime]
OF_A_PLAN = ("F2", "F10", "F24")


class NeedsPlan(ValueError):
    """The form is of one plan."""


def find(number: str) -> Plan | None:
    """A plan by its number."""
    return Plan.objects.filter(number=number).first()


def make(
    code: str,
    plan: Plan | None,
    *,
    mark: str,
    span: Span | None = None,
    is_document: bool = False,
    extended: bool = False,
) -> IO[bytes]:
    """The file. `span` holds the retrospectives of F18 (all without); F19 is of one plan or of all. Raises `NeedsPlan`."""
    if plan is not None and code in OF_A_PLAN:
        return _of_plan(code, plan, mark, is_document, extended)
    if code in OF_A_PLAN:
        raise NeedsPlan(code)
    if code == "F18":
        return exports.f18_all(_retrospectives(span), mark)
    if plan is not None:
        return exports.f19(Plan.objects.filter(pk=plan.pk), mark)
    return exports.f19(Plan.objects.order_by("number"), mark, retrospectives=_retrospectives(None))


def _of_plan(code: str, plan: Plan, mark: str, is_document: bool, extended: bool) -> IO[bytes]:
    if code == "F2":
        return (exports.f2_docx if is_document else exports.f2_xlsx)(plan, mark, extended=extended)
    return (exports.f10 if code == "F10" else exports.f24)(plan, mark)


def _retrospectives(span: Span | None) -> QuerySet[ReviewMeeting]:
    found = (
        ReviewMeeting.objects.filter(kind=ReviewKind.RETROSPECTIVE)
        .select_related("chair")
        .order_by("held_at", "pk")
    )
    return found.filter(held_at__gte=span[0], held_at__lt=span[1]) if span else found


def note(code: str, plan: Plan | None, *, at: datetime, reason: str, month: str, form: str) -> None:
    """The line of the audit ledger; `form` is the ending of the file."""
    audit.write_audit_entry(
        Audited(f"export_{code.lower()}"),
        by=None,
        at=at,
        target=f"plan {plan.number}" if plan else code,
        reason=reason,
        month=month,
        form=form,
    )
