"""Months of the desk's zone, words of both languages."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.utils import translation

from analytics.actions.bi_views import make_views
from customers.models import Channel
from tests.fixtures import reported
from tests.tickets.world import team
from tickets.record.enums import Status

pytestmark = pytest.mark.django_db


def rows(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def months_of(ticket):
    return rows(f"SELECT reported_month FROM bi.tickets WHERE ticket_key = {ticket.pk}")


def test_months_are_those_of_the_desk(settings):
    """In Shanghai the first of June begins while it is still May in London."""
    ticket = reported(team(), datetime.fromisoformat("2024-05-31T20:00+00:00"))
    assert months_of(ticket) == [(date(2024, 6, 1),)]
    settings.TIME_ZONE = "Europe/London"
    make_views()
    assert months_of(ticket) == [(date(2024, 5, 1),)]


def test_words_stand_beside_codes_in_both_languages():
    cast = team()
    Channel.objects.filter(name="邮件").update(name_en="")
    reported(cast, datetime.fromisoformat("2024-05-31T20:00+00:00"))
    with translation.override("zh-hans"):
        chinese = str(Status.NEW.label)
    assert rows(
        "SELECT status, status_zh, status_en, channel_zh, channel_en, wait_reason, wait_reason_en"
        " FROM bi.tickets"
    ) == [("new", chinese, "New", "邮件", "邮件", None, None)]
