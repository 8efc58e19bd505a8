"""Forms of what customers answered: the survey F7, call-backs about low scores F8."""

from django.db.models import Prefetch, QuerySet

from feedback.enums import CallKind, CallOutcome, Dimension, SurveyState
from feedback.models import CallAttempt, Survey
from privacy.domain.classes import FieldClass
from tickets.limits.enums import ClockEvent
from tickets.limits.models import SlaClock
from tickets.record.models import TicketQuerySet
from tickets.transfer.exports.forms import offer_forms
from tickets.transfer.exports.forms.cell_values import (
    chinese_label,
    colleague_name,
    joined_remarks,
    local_minute,
)
from tickets.transfer.exports.forms.per_solution import ScoreAt, later_score
from tickets.transfer.exports.forms.table import Column, FormLine, FormTable

# The words of the source for 是否按时.
IN_TIME = {True: "是", False: "否", None: ""}


def f7_rows(tickets: TicketQuerySet) -> QuerySet[Survey]:
    rows = Survey.objects.filter(
        state=SurveyState.ANSWERED, ticket__in=tickets.order_by().values("pk")
    )
    related = rows.select_related("ticket__customer", "ticket__assignee")
    return related.prefetch_related("scores", "reasons").order_by(
        "ticket__reported_at", "ticket_id", "cycle"
    )


def f7_line(row: Survey) -> FormLine:
    """One answer."""
    scores = {score.dimension: score.score for score in row.scores.all()}
    reasons = "、".join(reason.name for reason in row.reasons.all())
    return [
        row.ticket.number,
        row.ticket.customer.name,
        colleague_name(row.ticket.assignee),
        *(scores.get(dimension) for dimension in Dimension),
        row.overall,
        joined_remarks(reasons, row.comment),
        local_minute(row.answered_at),
    ]


F7 = FormTable(
    "F7",
    "客户满意度反馈表",
    (
        Column("工单号", 15),
        Column("客户名称", 24, FieldClass.COMPANY),
        Column("服务人员", 12, FieldClass.STAFF),
        Column("服务时效", 10),
        Column("技术能力", 10),
        Column("沟通态度", 10),
        Column("问题解决效果", 13),
        Column("总体评分", 10),
        Column("不满意原因/建议", 48, FieldClass.TEXT),
        Column("填写时间", 17),
    ),
    f7_rows,
    f7_line,
    "ticket",
)


def f8_rows(tickets: TicketQuerySet) -> QuerySet[SlaClock]:
    """The low scores, by the limit that each of them started: also those that nobody has called
    about yet.
    """
    rows = SlaClock.objects.filter(
        stop_event=ClockEvent.LOW_CALLBACK_DONE,
        cancelled_at__isnull=True,
        ticket__in=tickets.order_by().values("pk"),
    )
    calls = CallAttempt.objects.filter(kind=CallKind.LOW).select_related("by", "reason")
    related = rows.select_related("ticket__customer").annotate(
        **ScoreAt("ticket", until="started_at").annotations()
    )
    return related.prefetch_related(
        Prefetch("ticket__call_attempts", calls.order_by("at", "pk"), to_attr="low_calls")
    ).order_by("ticket__reported_at", "ticket_id", "started_at")


def f8_line(row: SlaClock) -> FormLine:
    """A low score and the call that ended its limit, or the last attempt so far."""
    call = _call_of(row)
    in_time = None
    if row.breached_at is not None or row.stopped_at is not None:
        in_time = row.breached_at is None
    return [
        row.ticket.number,
        row.ticket.customer.name,
        later_score(row),
        local_minute(row.started_at),
        local_minute(row.due_at),
        colleague_name(call.by) if call else "",
        local_minute(call.at if call else row.stopped_at),
        IN_TIME[in_time],
        call.reason.name if call and call.reason else "",
        call.recovery if call else "",
        chinese_label(CallOutcome, call.outcome) if call else "",
    ]


def _call_of(row: SlaClock) -> CallAttempt | None:
    """The last call from the score on until its limit ended."""
    calls = [
        call
        for call in row.ticket.low_calls
        if call.at >= row.started_at and (row.stopped_at is None or call.at <= row.stopped_at)
    ]
    return calls[-1] if calls else None


F8 = FormTable(
    "F8",
    "低分回访记录表",
    (
        Column("工单号", 15),
        Column("客户名称", 24, FieldClass.COMPANY),
        Column("评分", 8),
        Column("评分时间", 17),
        Column("应回访时间", 17),
        Column("回访人", 12, FieldClass.STAFF),
        Column("回访时间", 17),
        Column("是否按时", 10),
        Column("不满原因", 24),
        Column("处理措施", 40, FieldClass.TEXT),
        Column("回访结果", 18),
    ),
    f8_rows,
    f8_line,
    "ticket",
)

offer_forms(F7, F8)
