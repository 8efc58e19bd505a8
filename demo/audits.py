"""Data audits of the last two weeks: one is signed, the last one waits for the supervisor."""

from datetime import date, datetime, time, timedelta

from django.db.models import F
from django.utils import timezone

from analytics.actions.audits import explain_rule, make_automatic_audit, sign_audit
from analytics.domain.audits import AuditPeriod, period_start
from analytics.enums import DataRule, Rhythm
from demo.people import Cast
from tickets.record.domain import lifecycle
from tickets.record.models import Ticket

DAY, WEEK = timedelta(days=1), timedelta(days=7)
LATE = timedelta(hours=2, minutes=35)
REMARKS = {
    DataRule.LATE_ENTRY: "当天系统维护，先记纸质台账，恢复后补录。",
    DataRule.NO_TYPE: "客户未能确认问题类型，结案后已电话核实。",
}
CONCLUSION = "本周记录基本完整，例外均已说明；补录时限已在班前会重申。"


def load_audits(cast: Cast, now: datetime) -> None:
    """Made on Monday, explained and signed on Tuesday, as the desk does it."""
    monday = period_start(timezone.localdate(now), Rhythm.WEEKLY)
    for weeks in (2, 1):
        start = monday - weeks * WEEK
        _leave_faults(start)
        made_at = timezone.make_aware(datetime.combine(start + WEEK, time(6)))
        audit = make_automatic_audit(AuditPeriod(start, start + WEEK), at=min(made_at, now))
        if audit is None or weeks == 1:
            continue
        supervisor, at = cast.staff["supervisor"], made_at + DAY
        for rule, text in REMARKS.items():
            explain_rule(audit, rule, text, by=supervisor, at=at)
        sign_audit(
            audit,
            by=supervisor,
            at=at,
            seen_at=audit.checked_at,
            conclusion=CONCLUSION,
            leaves_open=True,
        )


def _leave_faults(start: date) -> None:
    """Of the finished work of a week two are entered late, and one has no type."""
    finished = Ticket.objects.filter(
        status__in=lifecycle.CLOSED_LOOP,
        recorded_at__date__gte=start,
        recorded_at__date__lt=start + WEEK,
    )
    keys = list(finished.order_by("pk").values_list("pk", flat=True)[:3])
    Ticket.objects.filter(pk__in=keys[:2]).update(recorded_at=F("reported_at") + LATE)
    Ticket.objects.filter(pk__in=keys[2:]).update(issue_type=None)
