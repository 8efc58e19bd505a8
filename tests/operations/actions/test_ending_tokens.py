"""Whoever made a token is told, once, that it ends soon."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from accounts.actions.service_accounts import add_service
from accounts.actions.tokens import make_token, revoke_token, rotate_token
from accounts.enums import Role
from accounts.models import ApiToken, User
from notifications.models import InboxItem
from operations.actions.ending_tokens import tell_of_ending_tokens
from tests.fixtures import at_once, browser_of, moment
from tests.support.pages import said

pytestmark = pytest.mark.django_db

AT = moment("2026-03-16 10:00")
DAY = timedelta(days=1)
DUE = AT + 76 * DAY


def made(person, *, by=None, lasts=90 * DAY):
    token, _key = make_token(
        person, by=by or person, at=AT, name="CRM", scopes=["tickets.read"], lasts=lasts
    )
    return token


def service_of(by):
    return add_service(
        by=by,
        at=AT,
        username="crm",
        name="客户系统",
        department=None,
        roles=Group.objects.filter(name=Role.AGENT),
    )


def readers():
    items = InboxItem.objects.filter(topic="security")
    return sorted(items.values_list("user__username", flat=True))


def test_it_is_told_two_weeks_before_and_once(cast):
    made(cast.staff["agent"])
    assert tell_of_ending_tokens(at=DUE - timedelta(seconds=1)) == 0
    assert tell_of_ending_tokens(at=DUE) == 1
    assert tell_of_ending_tokens(at=DUE + DAY) == 0
    assert readers() == ["agent"]
    item = InboxItem.objects.get()
    assert item.path == "/accounts/tokens/"
    name = cast.staff["agent"].display_name
    sentence = said("The access token “%(name)s” of %(person)s ends on %(moment)s: replace it.")
    assert item.subject == sentence % {"name": "CRM", "person": name, "moment": "2026-06-14 10:00"}


def test_the_sentence_is_there_in_both_languages(cast):
    made(cast.staff["agent"])
    tell_of_ending_tokens(at=DUE)
    User.objects.update(language="en")
    page = browser_of(cast.staff["agent"]).get("/inbox/").content.decode()
    assert "ends on 2026-06-14 10:00: replace it." in page


def test_who_made_the_token_of_a_program_is_led_to_its_page(cast):
    admin = cast.staff["admin"]
    made(service_of(admin), by=admin)
    tell_of_ending_tokens(at=DUE)
    assert readers() == ["admin"]
    path = InboxItem.objects.get().path
    assert browser_of(admin).get(path).status_code == 200


def test_where_the_maker_has_left_those_are_told_who_manage_the_account(cast):
    first, second = cast.staff["admin"], User.objects.create(username="admin2", is_staff=True)
    second.groups.set(first.groups.all())
    made(service_of(first), by=first)
    User.objects.filter(pk=first.pk).update(is_active=False)
    tell_of_ending_tokens(at=DUE)
    assert readers() == ["admin2"]


def test_of_what_the_server_made_the_person_is_told(cast):
    make_token(cast.staff["agent"], by=None, at=AT, name="cron", scopes=["pii"], lasts=90 * DAY)
    tell_of_ending_tokens(at=DUE)
    assert readers() == ["agent"]


def test_what_was_replaced_or_revoked_meanwhile_is_not_told(cast):
    agent = cast.staff["agent"]
    revoke_token(made(agent), by=agent, at=DUE)
    rotate_token(made(agent), by=agent, at=DUE)
    assert tell_of_ending_tokens(at=DUE) == 0
    assert readers() == []


def test_after_a_standstill_the_end_that_is_over_is_not_told(cast):
    made(cast.staff["agent"])
    assert tell_of_ending_tokens(at=AT + 91 * DAY) == 0


def test_what_was_told_already_is_not_told_anew(cast):
    made(cast.staff["agent"])
    ApiToken.objects.update(announce_at=DUE)
    assert tell_of_ending_tokens(at=DUE) == 1
    # As if its last statement had been lost: the message is there, and is not told anew.
    ApiToken.objects.update(announce_at=DUE)
    assert tell_of_ending_tokens(at=DUE) == 1
    assert readers() == ["agent"]


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_tell_once(cast):
    for name in ("agent", "agent2"):
        made(cast.staff[name])
    results = at_once(2, lambda n: tell_of_ending_tokens(at=DUE))
    assert sum(results) == 2, results
    assert readers() == ["agent", "agent2"]
