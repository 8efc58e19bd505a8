"""The responsibility table (A22): its lines, their distribution to the heads, their receipt."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Department, User
from core.errors import LawBroken, NotAllowed
from core.work.record import lock_row, store_row
from plans.actions import ledger, notices
from plans.actions.dates import require_order
from plans.actions.locking import lock_for_lead, require_state
from plans.domain import lifecycle
from plans.enums import EventKind
from plans.models import Plan, Responsibility, Stage

RESPONSIBILITY_FIELDS = (
    "task",
    "department",
    "person",
    "start",
    "end",
    "resources",
    "acceptance",
    "remark",
    "stage",
)


# --- lines ------------------------------------------------------------------------------------
@transaction.atomic
def add_responsibility(
    plan: Plan,
    *,
    by: User,
    at: datetime,
    task: str,
    department: Department,
    person: User | None = None,
    stage: Stage | None = None,
    start: date | None = None,
    end: date | None = None,
    resources: list[str | dict[str, Any]] | None = None,
    acceptance: str = "",
    remark: str = "",
) -> Responsibility:
    """A line at the end of the table."""
    plan = lock_for_lead(plan, by, lifecycle.EDITABLE)
    require_order(start, end, "end")
    line = Responsibility.objects.create(
        plan=plan,
        order=plan.responsibilities.count() + 1,
        task=task,
        department=department,
        person=person,
        stage=stage,
        start=start,
        end=end,
        resources=resources or [],
        acceptance=acceptance,
        remark=remark,
    )
    store_row(plan, by=by, at=at)
    return line


@transaction.atomic
def edit_responsibility(
    line: Responsibility, *, by: User, at: datetime, **fields: Any
) -> Responsibility:
    """A changed line has to be confirmed anew."""
    plan = lock_for_lead(line.plan, by, lifecycle.EDITABLE)
    line = Responsibility.objects.select_for_update(no_key=True).get(pk=line.pk)
    for name in RESPONSIBILITY_FIELDS:
        if name in fields:
            setattr(line, name, fields[name])
    require_order(line.start, line.end, "end")
    line.sent_at = None
    line.acknowledged_at = None
    line.acknowledged_by = None
    line.save()
    store_row(plan, by=by, at=at)
    return line


@transaction.atomic
def remove_responsibility(line: Responsibility, *, by: User, at: datetime) -> None:
    """Only a line that was never sent; others are part of the record."""
    plan = lock_for_lead(line.plan, by, lifecycle.EDITABLE)
    line = Responsibility.objects.select_for_update(no_key=True).get(pk=line.pk)
    if line.sent_at:
        raise LawBroken(_("This line was sent to its department; edit it instead."))
    line.delete()
    store_row(plan, by=by, at=at)


# --- sent and confirmed -----------------------------------------------------------------------
@transaction.atomic
def distribute_responsibilities(plan: Plan, *, by: User, at: datetime) -> int:
    """Send every line that was not sent yet to the head of its department (RT-2); how many.

    Raises `LawBroken` where a head is missing.
    """
    plan = lock_for_lead(plan, by, lifecycle.EDITABLE)
    unsent = plan.responsibilities.filter(sent_at__isnull=True)
    lines = list(unsent.select_related("department__head"))
    departments = {line.department for line in lines}
    _require_heads(departments)
    if not lines:
        raise LawBroken(_("All lines have already been sent."))

    # By key and not by the same filter: exactly the lines whose heads were looked at.
    Responsibility.objects.filter(pk__in=[line.pk for line in lines]).update(sent_at=at)
    ledger.write_line(
        plan,
        EventKind.DISTRIBUTED,
        by=by,
        at=at,
        after=str(len(lines)),
        departments=sorted(department.name for department in departments),
    )
    notices.notify_about_plan(
        plan,
        [department.head for department in departments],
        gettext_noop("please confirm the responsibilities of your department"),
        key=f"table:{at.isoformat()}",
        at=at,
        anchor="#responsibilities",
    )
    store_row(plan, by=by, at=at)
    return len(lines)


def _require_heads(departments: Iterable[Department]) -> None:
    """Raise `LawBroken` with the names of departments that have no head."""
    headless = sorted(department.name for department in departments if department.head is None)
    if headless:
        raise LawBroken(
            _("No head is named for %(names)s; an administrator names one.")
            % {"names": ", ".join(headless)}
        )


@transaction.atomic
def acknowledge_responsibilities(
    plan: Plan, *, by: User, at: datetime, department: Department
) -> int:
    """The head of a department confirms its lines; the number of lines."""
    plan = lock_row(plan)
    require_state(plan, lifecycle.EDITABLE)
    if department.head_id != by.pk:
        raise NotAllowed(_("The head of the department confirms."))
    waiting = plan.responsibilities.filter(
        department=department, sent_at__isnull=False, acknowledged_at__isnull=True
    )
    count = waiting.update(acknowledged_at=at, acknowledged_by=by)
    if not count:
        raise LawBroken(_("There is nothing to confirm."))
    ledger.write_line(
        plan, EventKind.ACKNOWLEDGED, by=by, at=at, after=department.name, lines=count
    )
    store_row(plan, by=by, at=at)
    return count
