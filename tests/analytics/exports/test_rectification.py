"""The list of devices that leaves for the product department."""

import pytest
from openpyxl import load_workbook

from analytics.exports.rectification import make_workbook
from tests.factories.rectification import open_requests
from tests.fixtures import COMPANY, cast

__all__ = ["cast"]
pytestmark = pytest.mark.django_db


def cells(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_every_device_stands_there_once_and_no_name_in_full(cast):
    request = open_requests(cast)
    book = load_workbook(make_workbook(request, mark="刘洋", has_customers=True))
    title, head, *rows = cells(book["设备"])
    assert title[0] == "批量整改设备清单 ZG-202603-001 伺服驱动器 SV-1"
    assert head == ["序列号", "客户", "故障工单数", "列入日期"]
    assert len(rows) == 21 and rows[0][0] == "S000" and rows[0][2] == 3
    assert COMPANY not in str(rows) and "*" in rows[0][1]
    facts = dict(cells(book["依据"])[1:])
    assert (facts["故障率(%)"], facts["阈值(%)"]) == ("10.5", "10.00")
    assert (facts["故障设备数"], facts["在用设备数"]) == (21, 200)


def test_who_sees_no_customers_takes_serial_numbers_alone(cast):
    request = open_requests(cast)
    book = load_workbook(make_workbook(request, mark="", has_customers=False))
    assert cells(book["设备"])[1] == ["序列号", "故障工单数", "列入日期"]
