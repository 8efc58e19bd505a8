"""Moments as people type them into a sheet, read without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.support.calendars import SHANGHAI, at
from tickets.transfer.domain.written_moments import BadMoment, parse_moment

DAY = date(2024, 5, 1)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-05-01 09:30", "2024-05-01 09:30"),
        ("2024-05-0109:30", "2024-05-01 09:30"),
        ("2024/5/1 9:30", "2024-05-01 09:30"),
        ("2024.5.1 9:30:15", "2024-05-01 09:30:15"),
        ("2024年5月1日9时30分", "2024-05-01 09:30"),
        ("２０２４－０５－０１　０９：３０", "2024-05-01 09:30"),
        ("2024-05-01", "2024-05-01 00:00"),
        ("45413.395833", "2024-05-01 09:30"),
        ("9:30", "2024-05-01 09:30"),
        ({"moment": "2024-05-01T09:30:00"}, "2024-05-01 09:30"),
        ({"time": "09:30:00"}, "2024-05-01 09:30"),
    ],
)
def test_what_is_read(written, moment):
    assert parse_moment(written, SHANGHAI, DAY) == at(moment)


@pytest.mark.parametrize("written", ["", "  "])
def test_an_empty_cell_is_no_moment(written):
    assert parse_moment(written, SHANGHAI) is None


@pytest.mark.parametrize(
    "written",
    [
        "2023-02-29 10:00",
        "2024-13-01",
        "2024-05-01 25:00",
        "yesterday",
        "2999-01-01 10:00",
        "1899-01-01",
        "=A1",
        "09:30",
        {"time": "09:30"},
    ],
)
def test_what_is_none(written):
    with pytest.raises(BadMoment):
        parse_moment(written, SHANGHAI)


@given(
    some.datetimes(
        at("2000-01-02 00:00").replace(tzinfo=None), at("2099-12-30 00:00").replace(tzinfo=None)
    )
)
def test_whatever_is_written_to_the_second_comes_back(naive):
    written = f"{naive:%Y-%m-%d %H:%M:%S}"
    moment = parse_moment(written, SHANGHAI)
    assert f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}" == written
