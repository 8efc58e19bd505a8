"""Links of customers: made, expired, revoked; the table opens nothing."""

from datetime import timedelta

import pytest
from django.urls import resolve

from core.errors import NotAllowed
from portal.actions import links
from portal.models import CustomerLink
from portal.queries.case import open_link
from tests.fixtures import moment, reported

pytestmark = pytest.mark.django_db
MONDAY = moment("2026-03-16 10:00")


def token_of(path):
    return resolve(path).kwargs["token"]


def test_a_link_opens_its_ticket_until_its_day(cast):
    ticket = reported(cast, MONDAY)
    token = token_of(links.make_link(ticket.number, MONDAY))
    assert open_link(token, at=MONDAY).ticket == ticket
    assert open_link(token, at=MONDAY + timedelta(days=89)).ticket == ticket
    assert open_link(token, at=MONDAY + timedelta(days=90)) is None
    assert open_link(token[:-1], at=MONDAY) is None
    assert token not in str(list(CustomerLink.objects.values()))


def test_revoking_ends_all_links_of_one_ticket(cast):
    mine, other = reported(cast, MONDAY), reported(cast, MONDAY)
    tokens = [token_of(links.make_link(mine.number, MONDAY)) for _one in range(2)]
    kept = token_of(links.make_link(other.number, MONDAY))
    assert links.revoke_links(mine, by=cast.staff["agent"], at=MONDAY) == 2
    assert [open_link(token, at=MONDAY) for token in tokens] == [None, None]
    assert open_link(kept, at=MONDAY).ticket == other


def test_a_link_by_hand_takes_the_right_to_contact(cast):
    ticket = reported(cast, MONDAY)
    assert links.make_link_by_hand(ticket, by=cast.staff["agent"], at=MONDAY)
    with pytest.raises(NotAllowed):
        links.make_link_by_hand(ticket, by=cast.staff["analyst"], at=MONDAY)
    with pytest.raises(NotAllowed):
        links.revoke_links(ticket, by=cast.staff["analyst"], at=MONDAY)
