"""The devices of a request to rectify a model, as a workbook for the product department.

In Chinese, whoever takes it. Names of customers are masked always: this list leaves the desk's own
people.
"""

from typing import IO

from django.utils import timezone, translation

from analytics.models import RectificationRequest
from analytics.queries.rectification import all_devices
from customers.rules import MASKED
from documents.exports import sheets

TITLE = "批量整改设备清单"
COLUMNS = (("序列号", 28), ("客户", 40), ("故障工单数", 14), ("列入日期", 16))
FACT_COLUMNS = (("项目", 24), ("内容", 60))


def make_workbook(request: RectificationRequest, *, mark: str, has_customers: bool) -> IO[bytes]:
    """A sheet of the devices, and one of the numbers with which the request was opened."""
    with translation.override("zh-hans"):
        book = sheets.open_book()
        columns = [one for one in COLUMNS if has_customers or one[0] != "客户"]
        heading = f"{TITLE} {request.number} {request.model}"
        listed = sheets.ListSheet(book, "设备", columns, title=heading, mark=mark)
        for row in all_devices(request):
            name = [MASKED.customer(row.asset.customer)] if has_customers else []
            found_on = timezone.localdate(row.found_at)
            listed.add_row([row.asset.serial, *name, row.tickets, found_on])
        facts = sheets.ListSheet(book, "依据", FACT_COLUMNS, mark=mark)
        for line in _fact_lines(request):
            facts.add_row(line)
        return sheets.finish_book(book)


def _fact_lines(request: RectificationRequest) -> list[tuple[str, object]]:
    return [
        ("编号", request.number),
        ("型号", str(request.model)),
        ("月份", f"{request.month:%Y-%m}"),
        ("故障设备数", request.failed),
        ("故障工单数", request.tickets),
        ("在用设备数", request.base),
        ("故障率(%)", f"{request.rate:.1f}"),
        ("阈值(%)", f"{request.threshold:.2f}"),
        ("责任部门", str(request.department or "")),
        ("状态", str(request.get_state_display())),
    ]
