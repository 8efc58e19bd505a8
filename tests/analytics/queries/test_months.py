"""E9: everything that the source's report of May 2024 says."""

import json
from datetime import date
from decimal import Decimal

import pytest

from analytics.queries.months import due_moment, is_over, month_data
from tests.factories.may_2024 import REPORT
from tests.tickets.world import at

pytestmark = pytest.mark.django_db
MAY = date(2024, 5, 1)


@pytest.fixture(scope="module")
def data(may, django_db_blocker):
    with django_db_blocker.unblock():
        return month_data(MAY, at=REPORT)


def shown(value, places="0.1"):
    return str(Decimal(value).quantize(Decimal(places)))


def rows(data, table, *columns):
    return [tuple(row[column] for column in columns) for row in data["tables"][table]]


def test_types_tiers_and_channels_with_their_shares(data):
    types = [
        (zh, count, shown(share))
        for zh, count, share in rows(data, "types", "zh", "count", "share")
    ]
    assert types == [
        ("操作咨询", 4, "33.3"),
        ("硬件故障", 4, "33.3"),
        ("软件bug", 3, "25.0"),
        ("物流问题", 1, "8.3"),
    ]
    assert rows(data, "tiers", "zh", "count") == [("一般", 5), ("重要", 4), ("紧急", 3)]
    assert dict(rows(data, "channels", "zh", "count")) == {
        "电话": 5,
        "在线客服": 2,
        "邮件": 2,
        "工单系统": 2,
        "公众号": 1,
    }


def test_the_figures_of_the_source(data):
    figures = data["figures"]
    response = figures["avg_response"]
    assert (shown(response["value"]), response["count"], response["missing"]) == ("27.7", 11, 1)
    assert (response["minimum"], response["median"], response["maximum"]) == ("5", "20", "70")
    for key, value in {
        "volume": "12.0",
        "avg_resolution": "19.8",
        "fcr": "80.0",
        "sla_ack": "75.0",
        "csat_avg": "4.1",
        "csat_pct": "77.8",
        "answer_rate": "90.0",
        "csat_timeliness": "4.0",
        "csat_skill": "4.2",
        "csat_attitude": "4.6",
        "csat_effect": "4.1",
    }.items():
        assert shown(figures[key]["value"]) == value, key


def test_low_scores_say_why_and_what_nobody_noted_stands_last(data):
    assert rows(data, "reasons", "zh", "count") == [
        ("处理时效慢", 1),
        ("问题未彻底解决", 1),
        ("待记录", 1),
    ]


def test_departments_are_compared(data):
    found = {
        name: (count, answered, shown(mean))
        for name, count, answered, mean in rows(
            data, "departments", "zh", "count", "answered", "mean"
        )
    }
    assert found == {
        "技术支持部": (7, 7, "31.4"),
        "客服部": (4, 3, "11.7"),
        "物流部": (1, 1, "50.0"),
    }


def test_the_limits_that_were_missed(data):
    missed = {row["code"]: row for row in data["tables"]["missed"]}
    assert (missed["ack"]["missed"], missed["ack"]["judged"]) == (3, 12)
    assert Decimal(missed["ack"]["late_minutes"]) > 0


def test_it_says_what_each_number_is_and_can_be_kept_as_it_is(data):
    assert set(data["definitions"]) == set(data["figures"])
    fcr = data["definitions"]["fcr"]
    assert fcr["zh"] != fcr["en"] and fcr["meaning_zh"] and fcr["unit"] == "percent"
    assert json.loads(json.dumps(data)) == data


def test_a_month_without_tickets_has_nothing_and_says_so(may):
    empty = month_data(date(2019, 2, 1), at=REPORT)
    assert empty["figures"]["volume"]["value"] == "0"
    assert empty["figures"]["avg_response"]["value"] is None
    assert all(rows == [] for rows in empty["tables"].values())


@pytest.mark.parametrize(
    ("month", "due"),
    [
        (MAY, "2024-06-06 00:00"),
        (date(2024, 4, 1), "2024-05-06 00:00"),
        (date(2024, 12, 1), "2025-01-06 00:00"),
    ],
)
def test_e10_a_report_is_due_by_the_end_of_the_5th_also_on_a_holiday(month, due):
    assert due_moment(month) == at(due)


def test_a_month_is_over_at_its_last_midnight_where_the_desk_is(settings):
    assert not is_over(MAY, at("2024-05-31 23:59:59"))
    assert is_over(MAY, at("2024-06-01 00:00"))
    settings.TIME_ZONE = "Europe/London"
    assert not is_over(MAY, at("2024-06-01 00:00"))
