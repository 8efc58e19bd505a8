"""Log-in by 飞书 and 钉钉 against their answers on loopback: they serve many companies, and only ours gets in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.providers.feishu.client import FeishuOAuth2Client
from allauth.socialaccount.providers.feishu.views import FeishuOAuth2Adapter
from django.test import Client

from accounts.models import User
from accounts.sign_on.dingtalk import CompanyDingTalkAdapter
from tests.support.json_server import answering

pytestmark = pytest.mark.django_db
OURS = "ours"


def switch_on(settings: Any, provider: str, claim: str) -> None:
    terms = {"must_be": {claim: OURS}, "roles": {"*": ("agent",)}, "creates_people": True}
    app = {"name": provider, "client_id": "id", "secret": "s", "settings": {"terms": terms}}
    known = settings.SOCIALACCOUNT_PROVIDERS
    settings.SOCIALACCOUNT_PROVIDERS = {**known, provider: {**known[provider], "APPS": [app]}}


@pytest.fixture
def company() -> dict[str, str]:
    """Which company the person who logs in belongs to."""
    return {"name": OURS}


@pytest.fixture
def dingtalk(company: dict[str, str], settings: Any, monkeypatch: Any) -> Iterator[None]:
    def answer(path: str, asked: dict[str, Any]) -> dict[str, Any]:
        if path == "/token":
            is_right = (asked["clientId"], asked["clientSecret"], asked["code"]) == ("id", "s", "c")
            token = {"accessToken": "t", "refreshToken": "r", "expireIn": 60}
            return {**token, "corpId": company["name"]} if is_right else {}
        is_known = asked.get("x-acs-dingtalk-access-token") == "t"
        return {"openId": "zhangsan", "nick": "zhangsan"} if is_known else {}

    switch_on(settings, "dingtalk", "corpId")
    with answering(answer) as address:
        monkeypatch.setattr(CompanyDingTalkAdapter, "access_token_url", f"{address}/token")
        monkeypatch.setattr(CompanyDingTalkAdapter, "profile_url", f"{address}/me")
        yield


@pytest.fixture
def feishu(company: dict[str, str], settings: Any, monkeypatch: Any) -> Iterator[None]:
    def answer(path: str, asked: dict[str, Any]) -> dict[str, Any]:
        if path == "/app":
            is_right = (asked["app_id"], asked["app_secret"]) == ("id", "s")
            return {"app_access_token": "a"} if is_right else {}
        if path == "/token":
            is_right = (asked["app_access_token"], asked["code"]) == ("a", "c")
            return {"code": 0, "data": {"access_token": "t"}} if is_right else {}
        data = {"open_id": "ou_1", "name": "zhangsan", "tenant_key": company["name"]}
        return {"code": 0, "data": data} if asked.get("authorization") == "Bearer t" else {}

    switch_on(settings, "feishu", "tenant_key")
    with answering(answer) as address:
        monkeypatch.setattr(FeishuOAuth2Client, "app_access_token_url", f"{address}/app")
        monkeypatch.setattr(FeishuOAuth2Adapter, "access_token_url", f"{address}/token")
        monkeypatch.setattr(FeishuOAuth2Adapter, "user_info_url", f"{address}/me")
        yield


@pytest.fixture(params=["dingtalk", "feishu"])
def provider(request: pytest.FixtureRequest) -> str:
    request.getfixturevalue(request.param)
    return request.param


def come_back(browser: Client, provider: str, **sent: str) -> Any:
    away = browser.get(f"/accounts/{provider}/")["Location"]
    state = parse_qs(urlsplit(away).query)["state"][0]
    code = {"authCode": "c"} if provider == "dingtalk" else {"code": "c"}
    return browser.get(f"/accounts/{provider}/callback/", {**code, "state": state, **sent})


def test_somebody_of_the_company_gets_in(provider: str) -> None:
    browser = Client()
    assert come_back(browser, provider).status_code == 302
    assert browser.get("/inbox/").status_code == 200
    person = User.objects.get(username="zhangsan")
    assert list(person.groups.values_list("name", flat=True)) == ["agent"]


@pytest.mark.parametrize("other", ["theirs", "", "ours2"])
def test_somebody_of_another_company_does_not(
    provider: str, company: dict[str, str], other: str
) -> None:
    company["name"] = other
    browser = Client()
    assert come_back(browser, provider)["Location"] == "/accounts/login/"
    assert browser.get("/inbox/").status_code == 302 and not User.objects.exists()


@pytest.mark.parametrize("sent", [{"state": "x"}, {"code": "x", "authCode": "x"}])
def test_what_is_made_up_gets_nobody_in(provider: str, sent: dict[str, str]) -> None:
    assert come_back(Client(), provider, **sent).status_code == 401
    assert not User.objects.exists()
