"""Two jobs at once make one audit of a week, and what looks at once finds each fault once."""

import pytest

from analytics.actions.audits import (
    begin_audit,
    check_again,
    explain_rule,
    make_automatic_audit,
    sign_audit,
)
from analytics.domain.audits import AuditPeriod
from analytics.enums import DataRule
from analytics.models import AuditFinding, DataAudit
from core.errors import LawBroken
from tests.factories.records import HOUR, MONDAY, NEXT_MONDAY, SUNDAY, Records
from tests.fixtures import at_once, small_cast

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NEXT_MONDAY + HOUR


def test_jobs_at_once_make_one_audit():
    Records(small_cast()).week_of_e10()
    week = AuditPeriod.of_days(MONDAY, SUNDAY)
    outcomes = at_once(6, lambda _n: make_automatic_audit(week, at=NEXT_MONDAY))
    made = [outcome for outcome in outcomes if outcome is not None]
    assert made == [DataAudit.objects.get()], outcomes
    assert AuditFinding.objects.count() == 4


def test_looks_at_once_find_each_fault_once_and_nothing_reaches_what_is_signed():
    cast = small_cast()
    manager = cast.staff["manager"]
    records = Records(cast)
    audit = begin_audit(by=manager, at=NEXT_MONDAY, first_on=MONDAY, last_on=SUNDAY)
    records.week_of_e10()
    looks = at_once(4, lambda n: check_again(audit, by=None, at=LATER + n * HOUR))
    assert all(isinstance(look, DataAudit) for look in looks), looks
    audit.refresh_from_db()
    assert (audit.total, audit.incomplete, audit.findings.count()) == (40, 4, 4)

    def act(n):
        at = LATER + 9 * HOUR
        if n:
            return explain_rule(audit, DataRule.NO_ASSIGNEE, f"说明{n}", by=manager, at=at)
        seen_at = audit.checked_at
        return sign_audit(
            audit, by=manager, at=at, seen_at=seen_at, conclusion="好", leaves_open=True
        )

    outcomes = at_once(4, act)
    signed = DataAudit.objects.get()
    assert signed.is_signed, outcomes
    assert signed.left_open == audit.findings.open().count()
    assert all(isinstance(one, LawBroken | int | DataAudit) for one in outcomes), outcomes
