"""The register of service files F17."""

from django.db.models import QuerySet

from archive.models import ArchiveRecord
from archive.queries.contents import lines_of_manifest
from privacy.domain.classes import FieldClass
from tickets.record.models import TicketQuerySet
from tickets.transfer.exports.forms import offer_forms
from tickets.transfer.exports.forms.cell_values import colleague_name, local_minute
from tickets.transfer.exports.forms.table import Column, FormLine, FormTable


def f17_rows(tickets: TicketQuerySet) -> QuerySet[ArchiveRecord]:
    rows = ArchiveRecord.objects.filter(ticket__in=tickets.order_by().values("pk"))
    return rows.select_related("ticket__customer", "archived_by").order_by("archived_at", "pk")


def f17_line(row: ArchiveRecord) -> FormLine:
    """One file: what it is about and what belongs to it."""
    ticket = row.ticket
    return [
        row.file_no,
        ticket.customer.name,
        joined_numbers(ticket.number, ticket.issue_no),
        row.digest,
        "\n".join(lines_of_manifest(row.manifest)),
        colleague_name(row.archived_by) or "系统自动归档",
        local_minute(row.archived_at),
        f"{row.retain_until:%Y-%m-%d}",
    ]


def joined_numbers(number: str, issue_no: str | None) -> str:
    """`ticket number/issue number`, the second where there is one."""
    return f"{number}/{issue_no}" if issue_no else number


F17 = FormTable(
    "F17",
    "客户服务档案",
    (
        Column("电子档案编号", 17),
        Column("客户名称", 24, FieldClass.COMPANY),
        Column("工单号/问题编号", 20),
        Column("关键信息摘要", 60, FieldClass.TEXT),
        Column("资料清单", 44, FieldClass.TEXT),
        Column("归档人", 14, FieldClass.STAFF),
        Column("归档时间", 17),
        Column("保存期限至", 13),
    ),
    f17_rows,
    f17_line,
    "ticket",
)

offer_forms(F17)
