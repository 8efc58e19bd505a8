"""Plans begin here: new, from a ticket, from a proposal, as a copy. Their first page is edited."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from core.errors import LawBroken
from core.work.record import store_row
from plans import rules
from plans.actions import copying, ledger, notices, numbering
from plans.actions.dates import require_order
from plans.actions.locking import lock_for_lead
from plans.domain import lifecycle
from plans.enums import EventKind, LinkKind
from plans.models import Plan, PlanLink, SubProject
from tickets.record.models import Ticket

# What the figures were frozen with; of the lists that is the scope.
FROZEN_FIELDS = ("baseline_from", "baseline_to", "natures", "customer_levels")


# --- a new plan -------------------------------------------------------------------------------
@transaction.atomic
def create_plan(
    *,
    by: User,
    at: datetime,
    name: str,
    start_date: date,
    end_date: date,
    owner: User | None = None,
    ticket: Ticket | None = None,
    copied_from: Plan | None = None,
    **fields: Any,
) -> Plan:
    """A draft.

    With `copied_from` it takes over stages, responsibilities and metrics, their dates moved to the
    new start. Raises `NotAllowed` and `LawBroken`.
    """
    rules.require_right(by, "lead_plan")
    lists = {field: fields.pop(field, ()) for field in copying.LIST_FIELDS}
    _require_spans(start_date, end_date, fields)
    owner = owner or by
    if owner.is_service:
        sentence = _("%(name)s is a service account: choose a person.")
        raise LawBroken(sentence % {"name": owner}, field="owner")
    plan = Plan(
        number=numbering.issue_number(at),
        name=name,
        start_date=start_date,
        end_date=end_date,
        owner=owner,
        copied_from=copied_from,
        created_at=at,
        created_by=by,
        updated_at=at,
        updated_by=by,
        **fields,
    )
    plan.save()
    _set_lists(plan, lists)
    ledger.write_line(
        plan,
        EventKind.CREATED,
        by=by,
        at=at,
        after=plan.number,
        note=name,
        copied_from=copied_from.number if copied_from else "",
    )

    if copied_from is not None:
        copying.copy_contents(plan, copied_from)
    if ticket is not None:
        link_ticket(plan, ticket, kind=LinkKind.ORIGIN, by=by, at=at)
    if plan.owner_id != by.pk:
        notify_plan_owner(plan, key=f"owner:{plan.owner_id}", at=at)
    return plan


def notify_plan_owner(plan: Plan, *, key: str, at: datetime) -> None:
    notices.notify_about_plan(plan, [plan.owner], gettext_noop("you are its owner"), key=key, at=at)


def _require_spans(start: date, end: date, fields: dict[str, Any]) -> None:
    require_order(start, end, "end_date")
    first, last = fields.get("baseline_from"), fields.get("baseline_to")
    if bool(first) != bool(last):
        raise LawBroken(_("Enter both baseline dates, or neither."), field="baseline_to")
    require_order(first, last, "baseline_to")


def _set_lists(plan: Plan, lists: dict[str, Iterable[Model]]) -> None:
    """Departments, channels and issue types; the plan has a key by now."""
    for field, rows in lists.items():
        getattr(plan, field).set(rows)


# --- the first page ---------------------------------------------------------------------------
@transaction.atomic
def edit_plan(plan: Plan, *, by: User, at: datetime, version: int, **fields: Any) -> Plan:
    """The first page. What the figures were frozen with does not change once the plan has begun.

    Raises `StaleVersion`.
    """
    plan = lock_for_lead(plan, by, lifecycle.EDITABLE, version=version)
    lists = {field: fields.pop(field) for field in copying.LIST_FIELDS if field in fields}
    if plan.frozen_at:
        lists = {field: rows for field, rows in lists.items() if field == "departments"}
        for name in FROZEN_FIELDS:
            fields.pop(name, None)
    _require_spans(
        fields.get("start_date", plan.start_date), fields.get("end_date", plan.end_date), fields
    )

    former_owner = plan.owner_id
    changed = [name for name, value in fields.items() if getattr(plan, name) != value]
    for name, value in fields.items():
        setattr(plan, name, value)
    if plan.owner_id != former_owner:
        # The words of an imported form named the former owner.
        plan.owner_text = ""

        # The version makes it new again for somebody who was the owner before.
        notify_plan_owner(plan, key=f"owner:{plan.owner_id}:{plan.version}", at=at)
    _set_lists(plan, lists)
    ledger.write_line(plan, EventKind.EDITED, by=by, at=at, fields=changed)
    return store_row(plan, by=by, at=at)


@transaction.atomic
def add_subproject(
    plan: Plan, *, by: User, at: datetime, name: str, owner: User | None = None
) -> SubProject:
    """A part with stages of its own (PL-6)."""
    plan = lock_for_lead(plan, by, lifecycle.EDITABLE)
    name = name.strip()
    if plan.subprojects.filter(name=name).exists():
        raise LawBroken(_("The plan has a sub-project of this name."), field="name")
    part = SubProject.objects.create(
        plan=plan, name=name, owner=owner, order=plan.subprojects.count() + 1
    )
    ledger.write_line(plan, EventKind.EDITED, by=by, at=at, after=name[:60])
    store_row(plan, by=by, at=at)
    return part


# --- tickets ----------------------------------------------------------------------------------
def link_ticket(plan: Plan, ticket: Ticket, *, kind: LinkKind, by: User, at: datetime) -> PlanLink:
    """Tie a ticket to a plan, once: the first link keeps its kind."""
    link, _is_new = PlanLink.objects.get_or_create(
        plan=plan, ticket=ticket, defaults={"kind": kind, "at": at, "by": by}
    )
    return link


@transaction.atomic
def tie_ticket(plan: Plan, *, by: User, at: datetime, ticket: Ticket) -> PlanLink:
    """Somebody says that a plan touches a ticket."""
    plan = lock_for_lead(plan, by, lifecycle.EDITABLE)
    return link_ticket(plan, ticket, kind=LinkKind.TOUCHES, by=by, at=at)
