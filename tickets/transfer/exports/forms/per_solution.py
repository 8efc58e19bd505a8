"""Forms of how a ticket ended: the customer's confirmations F6, closing reports F9."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from customers.models import Asset
from knowledge.models import Article
from privacy.domain.classes import FieldClass
from tickets.record.enums import SCORED_PURPOSES, Tier
from tickets.record.models import Communication, TicketQuerySet
from tickets.transfer.exports.forms.cell_values import (
    chinese_label,
    colleague_name,
    local_minute,
    time_passed,
)
from tickets.transfer.exports.forms.table import (
    KNOWN_NAME,
    Column,
    FormLine,
    FormTable,
    name_columns,
)
from tickets.work.enums import ConfirmationMode, ConfirmationResult
from tickets.work.models import ClosingReport, Confirmation, Solution

# As the source prints them, the chosen one ticked.
RESULTS = {
    ConfirmationResult.SOLVED: "☑已彻底解决 □未解决",
    ConfirmationResult.NOT_SOLVED: "□已彻底解决 ☑未解决",
}
MODES = {
    ConfirmationMode.ONLINE: "☑线上 □线下",
    ConfirmationMode.OFFLINE: "□线上 ☑线下",
}

DEVICE = ("ticket__asset__serial", "ticket__asset__model__code", "ticket__asset__model__name")
CASE = (f"ticket__{KNOWN_NAME}", "ticket__number", *DEVICE)


def device_text(device: Asset | None) -> str:
    """`model / serial`."""
    return f"{device.model} / {device.serial}" if device else ""


def duration_text(passed: timedelta | None) -> str:
    """`2天3小时5分钟`, without what is nought."""
    if passed is None:
        return ""
    minutes = int(passed.total_seconds() // 60)
    parts = ((minutes // 1440, "天"), (minutes // 60 % 24, "小时"), (minutes % 60, "分钟"))
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "0分钟"


@dataclass(frozen=True, slots=True)
class ScoreAt:
    """The score that a customer gave last, in a contact or with a signature: of a ticket outside,
    until a moment.
    """

    ticket: str
    until: str = ""

    def annotations(self) -> dict[str, Subquery]:
        """What `later_score` reads."""
        said = Communication.objects.filter(score__isnull=False, purpose__in=SCORED_PURPOSES)
        signed = Confirmation.objects.filter(score__isnull=False)
        found = {}
        for name, rows, moment in (("said", said, "at"), ("signed", signed, "signed_at")):
            mine = rows.filter(ticket=OuterRef(self.ticket)).order_by(f"-{moment}", "-pk")
            if self.until:
                mine = mine.filter(**{f"{moment}__lte": OuterRef(self.until)})
            found[f"{name}_score"] = Subquery(mine.values("score")[:1])
            found[f"{name}_score_at"] = Subquery(mine.values(moment)[:1])
        return found


def later_score(row: Any) -> int | None:
    """Of a row with the annotations of `ScoreAt`: as figures count, a signature before a word."""
    if row.signed_score_at is None:
        return row.said_score
    is_said_later = row.said_score_at is not None and row.said_score_at > row.signed_score_at
    return row.said_score if is_said_later else row.signed_score


def f6_rows(tickets: TicketQuerySet) -> QuerySet[Confirmation]:
    rows = Confirmation.objects.filter(ticket__in=tickets.order_by().values("pk"))
    related = rows.select_related("ticket__customer", "ticket__asset__model").annotate(
        report=_report_field("course")
    )
    columns = related.only(
        *CASE,
        "ticket__summary",
        "ticket__symptom",
        "mode",
        "result",
        "signer",
        "verified_steps",
        "remark",
        "signed_at",
    )
    return columns.order_by("ticket__reported_at", "ticket_id", "signed_at", "pk")


def _report_field(name: str) -> Subquery:
    """What the closing report says, if there is one."""
    reports = ClosingReport.objects.filter(ticket=OuterRef("ticket"))
    return Subquery(reports.values(name)[:1])


def f6_line(row: Confirmation) -> FormLine:
    """What the customer signed, refused, or said on the phone."""
    ticket = row.ticket
    return [
        ticket.number,
        ticket.customer.name,
        device_text(ticket.asset),
        ticket.symptom or ticket.summary,
        row.report or "",
        row.verified_steps,
        RESULTS[ConfirmationResult(row.result)],
        row.remark,
        row.signer,
        MODES.get(ConfirmationMode(row.mode), chinese_label(ConfirmationMode, row.mode)),
        local_minute(row.signed_at),
    ]


F6 = FormTable(
    "F6",
    "问题确认单",
    (
        Column("工单号", 15),
        Column("客户名称", 24, FieldClass.COMPANY),
        Column("产品/服务", 24),
        Column("问题描述", 36, FieldClass.TEXT),
        Column("处理结果", 36, FieldClass.TEXT),
        Column("验证方法", 24, FieldClass.TEXT),
        Column("验证结果", 24),
        Column("客户意见", 30, FieldClass.TEXT),
        Column("客户签字", 12, FieldClass.PERSON),
        Column("签署方式", 16),
        Column("签署时间", 17),
    ),
    f6_rows,
    f6_line,
    "ticket",
)


def f9_rows(tickets: TicketQuerySet) -> QuerySet[ClosingReport]:
    rows = ClosingReport.objects.filter(ticket__in=tickets.order_by().values("pk"))
    of_ticket = {"ticket": OuterRef("ticket")}
    confirmed = Confirmation.objects.filter(**of_ticket).order_by("-signed_at", "-pk")
    articles = Article.objects.filter(source_number=OuterRef("ticket__number")).order_by("-pk")
    decided = Solution.objects.filter(decided_by__isnull=False, **of_ticket).order_by("-number")
    related = rows.select_related(
        "ticket__customer", "ticket__asset__model", "ticket__issue_type", "author"
    ).annotate(
        **ScoreAt("ticket").annotations(),
        result=Subquery(confirmed.values("result")[:1]),
        article=Subquery(articles.values("number")[:1]),
        reviewer=Subquery(decided.values("decided_by__display_name")[:1]),
    )
    columns = related.only(
        *CASE,
        "ticket__tier",
        "ticket__issue_type__name",
        "ticket__reported_at",
        "ticket__resolved_at",
        "cause",
        "course",
        "lessons",
        *name_columns("author"),
        "submitted_at",
    )
    return columns.order_by("ticket__reported_at", "ticket_id")


def f9_line(row: ClosingReport) -> FormLine:
    """Cause, course and lessons, with what the ticket itself tells."""
    ticket = row.ticket
    return [
        ticket.number,
        ticket.customer.name,
        device_text(ticket.asset),
        chinese_label(Tier, ticket.tier),
        ticket.issue_type.name if ticket.issue_type else "",
        local_minute(ticket.reported_at),
        local_minute(ticket.resolved_at),
        duration_text(time_passed(ticket.reported_at, ticket.resolved_at)),
        row.cause,
        row.course,
        "",
        chinese_label(ConfirmationResult, row.result) if row.result else "",
        later_score(row),
        row.lessons,
        row.article or "",
        colleague_name(row.author),
        _day_of(row.submitted_at),
        row.reviewer or "",
    ]


def _day_of(moment: datetime) -> str:
    local = local_minute(moment)
    return f"{local:%Y-%m-%d}" if local else ""


F9 = FormTable(
    "F9",
    "售后服务工单结案报告",
    (
        Column("工单号", 15),
        Column("客户名称", 24, FieldClass.COMPANY),
        Column("产品型号/序列号", 24),
        Column("问题分级", 10),
        Column("问题类型", 14),
        Column("反馈时间", 17),
        Column("解决时间", 17),
        Column("处理时长", 14),
        Column("问题原因", 36, FieldClass.TEXT),
        Column("处理过程", 44, FieldClass.TEXT),
        Column("更换备件", 18),
        Column("客户确认结果", 14),
        Column("满意度评分", 10),
        Column("经验教训", 36, FieldClass.TEXT),
        Column("知识库编号", 14),
        Column("填写人", 10, FieldClass.STAFF),
        Column("填写日期", 12),
        Column("审核人", 10, FieldClass.STAFF),
    ),
    f9_rows,
    f9_line,
    "ticket",
)
