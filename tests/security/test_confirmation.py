"""A stolen laptop: what is dangerous asks for the password again when the log-in is older than 15 minutes."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts import sessions
from accounts.enums import Role
from notifications.models import MessageTemplate
from tests.fixtures import browser_of
from tickets.limits.models import SlaKind
from tickets.record.models import DeskRule

pytestmark = pytest.mark.django_db

PASSWORD = "kein-gewoehnliches-Wort-9174"
AGAIN = "/accounts/reauthenticate/"


@pytest.fixture
def admin(cast):
    person = cast.staff["admin"]
    person.set_password(PASSWORD)
    person.save()
    return person


def left_open(person, minutes=16):
    """A browser whose log-in is so old."""
    browser = browser_of(person)
    session = browser.session
    began = timezone.now() - timedelta(minutes=minutes)
    session[sessions.BEGAN_AT] = began.timestamp()
    session.save()
    return browser


def dangerous(cast):
    agent = cast.staff["agent"]
    trainer = Group.objects.get(name=Role.TRAINER)
    wording = MessageTemplate.objects.get(topic="assigned")
    kind = SlaKind.objects.first()
    return [
        ("post", reverse("admin:accounts_user_change", args=[agent.pk])),
        ("get", reverse("admin:auth_user_password_change", args=[agent.pk])),
        ("get", reverse("admin:accounts_user_add")),
        ("post", reverse("admin:auth_group_change", args=[trainer.pk])),
        ("post", reverse("admin:auth_group_add")),
        ("post", reverse("handover", args=["agent"])),
        ("post", reverse("admin:accounts_outlet_delete", args=[1])),
        ("post", reverse("admin:tickets_deskrule_change", args=[DeskRule.objects.get().pk])),
        ("post", reverse("admin:tickets_slakind_change", args=[kind.pk])),
        ("post", reverse("admin:tickets_slakind_add")),
        ("post", reverse("admin:notifications_messagetemplate_change", args=[wording.pk])),
    ]


def test_each_dangerous_act_asks_who_it_is(cast, admin):
    for method, path in dangerous(cast):
        answer = getattr(left_open(admin), method)(path, {"x": "1"} if method == "post" else {})
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, AGAIN), path


def test_control_shortly_after_the_log_in_nobody_is_asked(cast, admin):
    for method, path in dangerous(cast):
        answer = getattr(left_open(admin, 1), method)(path, {"x": "1"} if method == "post" else {})
        assert not answer.headers.get("Location", "").startswith(AGAIN), path


def test_looking_asks_for_nothing(cast, admin):
    browser = left_open(admin)
    agent = cast.staff["agent"]
    for path in (
        reverse("admin:accounts_user_change", args=[agent.pk]),
        reverse("handover", args=["agent"]),
        "/admin/",
    ):
        assert browser.get(path).status_code == 200, path


def test_after_the_password_what_was_sent_is_done_once(cast, admin):
    trainer = Group.objects.get(name=Role.TRAINER)
    right = trainer.permissions.first()
    browser = left_open(admin)
    path = reverse("admin:auth_group_change", args=[trainer.pk])
    sent = {
        "name": trainer.name,
        "permissions": [right.pk],
        "security-TOTAL_FORMS": "0",
        "security-INITIAL_FORMS": "0",
    }
    asked = browser.post(path, sent)
    place = asked.headers["Location"]
    assert browser.post(place, {"password": "wrong"}).status_code in (200, 422)
    assert trainer.permissions.count() > 1
    browser.post(place, {"password": PASSWORD})
    assert list(trainer.permissions.all()) == [right]


def test_a_password_that_was_typed_for_somebody_waits_nowhere(cast, admin):
    browser = left_open(admin)
    agent = cast.staff["agent"]
    path = reverse("admin:auth_user_password_change", args=[agent.pk])
    sent = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    answer = browser.post(path, sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, path)
    assert PASSWORD not in str(dict(browser.session))


def test_what_is_done_to_many_at_once_asks_as_well(cast, admin):
    answer = left_open(admin).post(
        reverse("admin:accounts_absence_changelist"),
        {"action": "delete_selected", "_selected_action": ["1"], "post": "yes"},
    )
    assert answer.headers["Location"].split("?")[0] == AGAIN


def test_what_was_sent_from_a_filtered_list_is_not_lost(cast, admin):
    trainer = Group.objects.get(name=Role.TRAINER)
    right = trainer.permissions.first()
    browser = left_open(admin)
    path = reverse("admin:auth_group_change", args=[trainer.pk])
    sent = {
        "name": trainer.name,
        "permissions": [right.pk],
        "security-TOTAL_FORMS": "0",
        "security-INITIAL_FORMS": "0",
    }
    asked = browser.post(f"{path}?_changelist_filters=q%3Dx", sent)
    browser.post(asked.headers["Location"], {"password": PASSWORD})
    assert list(trainer.permissions.all()) == [right]
