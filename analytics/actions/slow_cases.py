"""The retrospective gives slow cases their cause: one by one, or many at once; all of them or none.

Whoever gives them holds the month: two people at once write one after the other, and the second is
told what the first one has said.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from analytics import rules
from analytics.actions.locks import hold_month
from analytics.actions.texts import kept_text
from analytics.models import SlowCase, SlowCaseEvent, SlowCause
from core.errors import LawBroken, StaleVersion
from tickets.record.models import Ticket


class CodedMeanwhile(StaleVersion):
    """Somebody else has coded some of the cases since they were looked at: `cases`, as they are."""

    def __init__(self, cases: Collection[SlowCase]) -> None:
        super().__init__(max(case.version for case in cases))
        self.cases = list(cases)


@transaction.atomic
def code_cases(
    month: date,
    seen: Mapping[str, int],
    *,
    by: User,
    at: datetime,
    cause: SlowCause | None,
    remark: str | None = None,
) -> int:
    """Give tickets their cause in a month; without a cause it is taken back. How many changed.

    `seen` has the version of each case by the number of its ticket, 0 where there was none. A
    remark of None leaves those that there are. Raises `NotAllowed`, `CodedMeanwhile` where a case
    has another version, and `LawBroken` for a ticket that the person does not see; nothing is
    written then.
    """
    rules.require_coding(by)
    month = month.replace(day=1)
    tickets = {row.number: row for row in _tickets_of(seen, by)}
    if not seen or tickets.keys() != seen.keys():
        raise LawBroken(_("Look at the page once more, and send it then."))
    hold_month("slow_cases", month)
    cases = _cases_of(month, tickets)
    stale = [case for number, case in cases.items() if case.version != seen[number]]
    if stale:
        raise CodedMeanwhile(stale)
    written = None if remark is None else kept_text(remark)
    return sum(_code_case(case, cause, written, by, at) for case in cases.values())


def _tickets_of(seen: Mapping[str, int], by: User) -> Collection[Ticket]:
    visible = Ticket.objects.visible_to(by).filter(number__in=list(seen))
    return visible.only("number").order_by("number")


def _cases_of(month: date, tickets: Mapping[str, Ticket]) -> dict[str, SlowCase]:
    """By number the case of each ticket; one that is not stored yet has the version 0."""
    stored = SlowCase.objects.filter(month=month, ticket__in=tickets.values())
    found = {
        case.ticket_id: case for case in stored.select_related("ticket", "cause", "updated_by")
    }
    return {
        number: found.get(ticket.pk) or SlowCase(ticket=ticket, month=month, version=0)
        for number, ticket in tickets.items()
    }


def _code_case(
    case: SlowCase, cause: SlowCause | None, remark: str | None, by: User, at: datetime
) -> bool:
    """Store what is new, with its line; False where nothing is."""
    before, left = case.cause, case.remark if remark is None else remark
    if (before, case.remark) == (cause, left):
        return False
    case.cause, case.remark = cause, left
    case.version += 1
    case.updated_at, case.updated_by = at, by
    case.save()
    SlowCaseEvent.objects.create(
        case=case,
        at=at,
        actor=by,
        before=before.name if before else "",
        after=cause.name if cause else "",
        note=left,
    )
    return True
