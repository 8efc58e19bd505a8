"""Log-in by 企业微信 against its API on loopback: members at work get in, with the roles of their departments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import User
from accounts.sign_on.leavers import switch_leavers_off
from core.models import AuditEntry
from tests.support.wecom_server import WeComServer, running

pytestmark = pytest.mark.django_db
ZHANG = {"userid": "zhangsan", "name": "张三", "department": [1, 7], "status": 1}


@pytest.fixture
def wecom(settings: Any) -> Iterator[WeComServer]:
    with running() as server:
        server.members["zhangsan"] = dict(ZHANG)
        server.codes["c"] = {"errcode": 0, "userid": "zhangsan"}
        terms = {"role_source": "department", "roles": {"7": ("agent",)}, "creates_people": True}
        app = {
            "name": "企业微信",
            "client_id": "ww1",
            "secret": "secret",
            "settings": {"agent_id": "1000002", "api_url": server.address, "terms": terms},
        }
        providers = {**settings.SOCIALACCOUNT_PROVIDERS, "wecom": {"APPS": [app]}}
        settings.SOCIALACCOUNT_PROVIDERS = providers
        yield server


def come_back(browser: Client, code: str = "c") -> int:
    away = browser.get("/accounts/wecom/")["Location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(away).query).items()}
    assert (asked["appid"], asked["agentid"]) == ("ww1", "1000002")
    assert asked["redirect_uri"] == "http://testserver/accounts/wecom/callback/"
    return browser.get(
        "/accounts/wecom/callback/", {"code": code, "state": asked["state"]}
    ).status_code


def test_a_member_gets_in_with_the_roles_of_the_departments(wecom: WeComServer) -> None:
    browser = Client()
    assert come_back(browser) == 302
    assert browser.get("/inbox/").status_code == 200
    person = User.objects.get(username="zhangsan")
    assert str(person) == "张三"
    assert list(person.groups.values_list("name", flat=True)) == ["agent"]


@pytest.mark.parametrize("status", [2, 4, 5, None])
def test_who_left_or_is_disabled_stays_out(wecom: WeComServer, status: int | None) -> None:
    wecom.members["zhangsan"]["status"] = status
    browser = Client()
    assert come_back(browser) == 401
    assert browser.get("/inbox/").status_code == 302 and not User.objects.exists()


@pytest.mark.parametrize(
    "scanned",
    [
        {"errcode": 0, "openid": "somebody outside"},
        {"errcode": 40029},
        {"errcode": 0, "userid": "gone"},
        {},
    ],
)
def test_nobody_else_gets_in(wecom: WeComServer, scanned: dict[str, Any]) -> None:
    wecom.codes["c"] = scanned
    assert come_back(Client()) == 401
    assert not User.objects.exists()


def test_a_made_up_state_is_none(wecom: WeComServer) -> None:
    answer = Client().get("/accounts/wecom/callback/", {"code": "c", "state": "x"})
    assert answer.status_code == 401 and "c" in wecom.codes


# --- who leaves ----------------------------------------------------------------------------------------------------------


def follow(settings: Any, wecom: WeComServer, count: int = 4) -> list[User]:
    """So many linked people, all at work; the directory is followed."""
    settings.SOCIALACCOUNT_PROVIDERS["wecom"]["APPS"][0]["settings"]["terms"] = {
        "follows_leavers": True
    }
    people = []
    for n in range(count):
        person = User.objects.create_user(f"member{n}", display_name=f"成员{n}")
        SocialAccount.objects.create(user=person, provider="wecom", uid=f"m{n}")
        wecom.members[f"m{n}"] = {"userid": f"m{n}", "status": 1}
        people.append(person)
    return people


def at_work() -> set[str]:
    return set(User.objects.at_work().values_list("username", flat=True))


@pytest.mark.parametrize("gone", [None, {"userid": "m1", "status": 5}])
def test_who_left_is_switched_off_by_the_job(
    wecom: WeComServer, settings: Any, gone: dict[str, Any] | None
) -> None:
    follow(settings, wecom)
    wecom.members["m1"] = gone
    assert switch_leavers_off() == 1
    assert at_work() == {"member0", "member2", "member3"}
    entry = AuditEntry.objects.get(action="person_switched_off")
    assert (entry.target, entry.actor_id) == ("member1", None)
    assert switch_leavers_off() == 0


def test_a_directory_that_is_not_ours_switches_nobody_off(
    wecom: WeComServer, settings: Any
) -> None:
    follow(settings, wecom)
    wecom.members.clear()
    assert switch_leavers_off() == 0
    assert len(at_work()) == 4


@pytest.mark.parametrize("secret", ["another", None])
def test_a_directory_that_does_not_answer_switches_nobody_off(
    wecom: WeComServer, settings: Any, secret: str | None
) -> None:
    follow(settings, wecom)
    app = settings.SOCIALACCOUNT_PROVIDERS["wecom"]["APPS"][0]
    if secret:
        app["secret"] = secret
    else:
        app["settings"]["api_url"] = "http://127.0.0.1:9"
    wecom.members["m1"] = None
    assert switch_leavers_off() == 0
    assert len(at_work()) == 4


def test_nobody_is_followed_where_nobody_said_so(wecom: WeComServer, settings: Any) -> None:
    follow(settings, wecom)
    settings.SOCIALACCOUNT_PROVIDERS["wecom"]["APPS"][0]["settings"]["terms"] = {}
    wecom.members["m1"] = None
    assert switch_leavers_off() == 0
    assert len(at_work()) == 4
