"""Log-in, its throttle, language and roles."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.django_db


LOGIN = reverse("accounts:login")


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
    assert 'lang="en"' in page and "No messages" in page
    client.post(reverse("accounts:language"), {"language": "xx"})
    assert User.objects.get(pk=person.pk).language == "en"


def test_responses_carry_the_strict_policy(person):
    answer = Client().get(LOGIN)
    policy = answer["Content-Security-Policy"]
    assert (
        "script-src 'self'" in policy
        and "'unsafe-inline'" not in policy
        and "object-src 'none'" in policy
    )
    assert answer["X-Request-Id"] and answer["X-Frame-Options"] == "DENY"
