"""Numbers: E8, NB-1, NB-2, NB-6."""

import pytest

from core.actions import numbers
from tests.tickets.world import at, team, ticket_at

pytestmark = pytest.mark.django_db


def test_serials_follow_each_other_and_restart_monthly():
    cast = team()
    numbers.reserve_numbers(prefix="", period="202405", upto=123)
    assert ticket_at(cast, "2024-05-20 10:00").number == "202405-00124"
    assert ticket_at(cast, "2024-06-01 08:00").number == "202406-00001"


def test_after_99999_comes_100000():
    cast = team()
    numbers.reserve_numbers(prefix="", period="202405", upto=99999)
    assert ticket_at(cast, "2024-05-20 10:00").number == "202405-100000"


def test_the_month_of_recording_in_shanghai_counts():
    cast = team()
    ticket = ticket_at(cast, "2024-05-31 23:58", recorded="2024-06-01 00:05")
    assert (ticket.number, ticket.reported_at) == ("202406-00001", at("2024-05-31 23:58"))


def test_issue_numbers_count_the_year():
    cast = team()
    numbers.reserve_numbers(prefix="CX", period="2023", upto=900)
    assert [ticket_at(cast, "2023-10-01 09:30").issue_no for _ in range(2)] == [
        "CX2023901",
        "CX2023902",
    ]
