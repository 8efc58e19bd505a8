"""What the customer ticks off on the own page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.actions.links import make_link, make_link_of_report
from tests.fixtures import browser_of, reported
from tickets.work.actions.cooperation import ask_cooperation

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def ticket(cast):
    now = timezone.now()
    ticket = reported(cast, now - 2 * HOUR)
    return ask_cooperation(
        ticket, by=cast.staff["agent"], at=now, contents=["铭牌照片"], need_by=now + HOUR
    )


def test_it_is_shown_ticked_off_and_gone(cast, ticket):
    case = make_link(ticket.number, timezone.now())
    item = ticket.cooperation_items.get()
    assert "铭牌照片" in Client().get(case).content.decode()
    for _click in range(2):
        assert Client().post(f"{case}provided/{item.pk}/").status_code == 302
    page = Client().get(case)
    assert page.context["asked"] == []
    item.refresh_from_db()
    assert item.done_at and item.done_by is None
    side = browser_of(cast.staff["agent"]).get(f"/tickets/{ticket.number}/side/")
    assert "客户自行勾选" in side.content.decode()


def test_looking_is_no_tick_and_foreign_items_are_not_there(cast, ticket):
    case = make_link(ticket.number, timezone.now())
    item = ticket.cooperation_items.get()
    assert Client().get(f"{case}provided/{item.pk}/").status_code == 405
    other = make_link(reported(cast, timezone.now()).number, timezone.now())
    assert Client().post(f"{other}provided/{item.pk}/").status_code == 404
    of_anybody = make_link_of_report(ticket.number, timezone.now())
    assert Client().post(f"{of_anybody}provided/{item.pk}/").status_code == 404
    assert "铭牌照片" not in Client().get(of_anybody).context["asked"]
    item.refresh_from_db()
    assert item.is_open


@pytest.mark.parametrize(("button", "column"), [({}, "done_at"), ({"drop": "1"}, "dropped_at")])
def test_the_desk_ticks_off_or_drops(cast, ticket, button, column):
    item = ticket.cooperation_items.get()
    desk = browser_of(cast.staff["agent"])
    side = desk.get(f"/tickets/{ticket.number}/side/").content.decode()
    assert "铭牌照片" in side and "不再需要" in side
    answer = desk.post(f"/tickets/{ticket.number}/cooperation/{item.pk}/", button)
    assert answer.status_code == 302
    item.refresh_from_db()
    assert getattr(item, column) and not item.is_open
