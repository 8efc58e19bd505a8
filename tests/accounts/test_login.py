"""Log-in, its throttle, language and roles."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import roles
from accounts.enums import Role
from accounts.models import User

pytestmark = pytest.mark.django_db
LOGIN = reverse("accounts:login")


@pytest.fixture
def person():
    return User.objects.create_user(
        "lina", "lina@example.com", "right-password", display_name="李娜"
    )


def attempt(client, password, username="lina"):
    return client.post(LOGIN, {"username": username, "password": password})


def test_the_sixth_try_is_refused_even_with_the_right_password(person):
    client = Client()
    answers = [attempt(client, "wrong").status_code for _ in range(5)]
    assert answers[:4] == [200] * 4
    assert attempt(client, "right-password").status_code == 429
    assert attempt(Client(REMOTE_ADDR="10.1.2.3"), "right-password").status_code == 302


def test_an_unknown_name_answers_like_a_wrong_password(person):
    known, unknown = attempt(Client(), "wrong"), attempt(Client(), "wrong", "nobody")
    assert (known.status_code, known.content.count(b"alert")) == (
        unknown.status_code,
        unknown.content.count(b"alert"),
    )


def test_the_session_changes_at_log_in(person):
    client = Client()
    client.get(LOGIN)
    before = client.cookies.get("sessionid")
    attempt(client, "right-password")
    assert client.cookies["sessionid"].value != (before.value if before else "")


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"]
)
def test_no_open_redirect(person, target):
    answer = Client().post(
        LOGIN, {"username": "lina", "password": "right-password", "next": target}
    )
    assert answer["Location"] == "/"
    answer = Client().post(reverse("accounts:language"), {"language": "en", "next": target})
    assert answer["Location"] == "/"


def test_language_is_kept_with_the_person(person):
    client = Client()
    client.force_login(person)
    assert 'lang="zh-hans"' in client.get("/inbox/").content.decode()
    client.post(reverse("accounts:language"), {"language": "en", "next": "/inbox/"})
    page = client.get("/inbox/").content.decode()
    assert 'lang="en"' in page and "Nothing to tell you" in page
    client.post(reverse("accounts:language"), {"language": "xx"})
    assert User.objects.get(pk=person.pk).language == "en"


def test_every_role_is_a_group_that_stays_as_it_was_edited():
    assert set(Group.objects.values_list("name", flat=True)) >= set(Role.values)
    agents = Group.objects.get(name=Role.AGENT)
    agents.permissions.clear()
    roles.seed_roles(timezone.now())
    assert not agents.permissions.exists()


def test_rights_come_from_groups_only(person):
    from django.contrib.auth.models import Permission

    person.user_permissions.add(Permission.objects.get(codename="see_all"))
    assert not User.objects.get(pk=person.pk).has_perm("tickets.see_all")


def test_responses_carry_the_strict_policy(person):
    answer = Client().get(LOGIN)
    policy = answer["Content-Security-Policy"]
    assert (
        "script-src 'self'" in policy
        and "'unsafe-inline'" not in policy
        and "object-src 'none'" in policy
    )
    assert answer["X-Request-Id"] and answer["X-Frame-Options"] == "DENY"
