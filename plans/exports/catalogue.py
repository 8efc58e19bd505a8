"""The forms of plans by their codes, for pages and for the command `export_form`.

Whoever takes one out of the command is noted in the audit ledger.
"""

from datetime import datetime
from typing import IO

from core.actions import audit
from plans import exports
from plans.enums import Audited
from plans.models import Plan
from plans.queries.minutes import retrospectives_in

KNOWN = exports.KNOWN
Span = tuple[datetime, datetime]
OF_A_PLAN = ("F2", "F10", "F24")


class NeedsPlan(ValueError):
    """The form is of one plan."""


def plan_of_number(number: str) -> Plan | None:
    """A plan by its number; for a command, which sees all of them."""
    return Plan.objects.filter(number=number).first()


def make_form(
    code: str,
    plan: Plan | None,
    *,
    mark: str,
    span: Span | None = None,
    is_document: bool = False,
    is_extended: bool = False,
) -> IO[bytes]:
    """The file of a form of one plan, or of all of them without `plan`.

    `span` holds the retrospectives of F18 (all without). Raises `NeedsPlan` for the form of one
    plan.
    """
    if code == "F18":
        return exports.f18_retrospectives(retrospectives_in(span), mark)
    if plan is not None:
        return make_form_of_plan(
            code, plan, mark=mark, is_document=is_document, is_extended=is_extended
        )
    if code in OF_A_PLAN:
        raise NeedsPlan(code)

    plans = Plan.objects.order_by("number")
    return exports.f19_measures(plans, mark, retrospectives=retrospectives_in(None))


def make_form_of_plan(
    code: str, plan: Plan, *, mark: str, is_document: bool = False, is_extended: bool = False
) -> IO[bytes]:
    """F2, F10, F19 or F24; only F2 is a Word document too, and has an extended form."""
    if code == "F2":
        make = exports.f2_docx if is_document else exports.f2_xlsx
        return make(plan, mark, is_extended=is_extended)
    if code == "F10":
        return exports.f10_responsibilities(plan, mark)
    if code == "F24":
        return exports.f24_minutes(plan, mark)
    return exports.f19_measures(Plan.objects.filter(pk=plan.pk), mark)


def note_export(
    code: str, plan: Plan | None, *, at: datetime, reason: str, month: str, form: str
) -> None:
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
