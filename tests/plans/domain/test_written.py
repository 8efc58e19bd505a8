"""Dates, periods and figures as people write them."""

from datetime import date

import pytest

from plans.domain import written

PERIOD = (date(2024, 7, 1), date(2024, 9, 30))


@pytest.mark.parametrize(
    "cell",
    [
        "2024-07-15",
        "2024/7/15",
        "2024.7.15",
        "2024年7月15日",
        "2024 年 7 月 15 日",
        "7月15日",
        "7/15",
        "20240715",
        "2024-07-15 00:00",
        "２０２４－０７－１５",
        "45488",
        "2024年7月15日（周一）",
    ],
)
def test_dates_as_people_write_them(cell):
    assert written.day_in(cell, PERIOD) == date(2024, 7, 15)


def test_a_day_without_year_is_one_of_the_period():
    over_new_year = (date(2024, 12, 1), date(2025, 2, 28))
    assert written.day_in("1月5日", over_new_year) == date(2025, 1, 5)
    assert written.day_in("12月31日", over_new_year) == date(2024, 12, 31)
    assert written.day_in("3月1日", over_new_year) == date(2025, 3, 1)
    for cell in ("2024-02-30", "13月1日", "昨天", "1.1.1", "2024"):
        with pytest.raises(written.Unreadable):
            written.day_in(cell, PERIOD)
    assert [written.day_in(cell, PERIOD) for cell in ("", "—", "/", "无", "待定")] == [None] * 5


@pytest.mark.parametrize(
    "cell",
    [
        "从2024年07月01日至2024年09月30日",
        "2024.7.1-2024.9.30",
        "2024/7/1—9/30",
        "2024年7月1日～9月30日",
        "2024-07-01 至 2024-09-30",
        "自2024年7月1日起至2024年9月30日止",
    ],
)
def test_periods(cell):
    assert written.period_in(cell) == PERIOD


@pytest.mark.parametrize(
    ("cell", "figure"),
    [
        ("48小时", "48"),
        ("90%", "90"),
        ("约 48", "48"),
        ("1,234.5", "1234.5"),
        ("４８", "48"),
        ("-3", "-3"),
        ("48.000000", "48"),
        ("1200", "1200"),
    ],
)
def test_figures(cell, figure):
    assert str(written.figure_in(cell)) == figure
