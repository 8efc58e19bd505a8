"""Log-in by OpenID Connect against a real provider on loopback: what is not exactly as asked for gets nobody in."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from core.models import AuditEntry
from tests.support.openid_server import (
    BEGIN,
    OpenIdServer,
    come_back,
    key_of,
    running,
    switch_on,
)
from tests.support.second_factors import app_code, give_app

pytestmark = pytest.mark.django_db
BACK = "/accounts/oidc/company/callback/"
PASSWORD = "right-password"


@pytest.fixture
def provider(settings: Any) -> Any:
    with running() as server:
        switch_on(settings, server)
        yield server


@pytest.fixture
def person() -> User:
    return User.objects.create_user("lina", "lina@example.com", PASSWORD, display_name="李娜")


def link(person: User, uid: str = "u-1") -> None:
    SocialAccount.objects.create(user=person, provider="company", uid=uid)


def is_in(browser: Client) -> bool:
    return browser.get("/inbox/").status_code == 200


def log_in() -> Client:
    browser = Client()
    come_back(browser)
    return browser


# --- who gets in --------------------------------------------------------------------------------------------------


def test_who_is_linked_gets_in_and_comes_to_the_page_that_was_asked_for(
    provider: OpenIdServer, person: User
) -> None:
    link(person)
    browser = Client()
    page = browser.get("/accounts/login/?next=/inbox/").content.decode()
    assert "/accounts/oidc/company/?next=%2Finbox%2F" in page and "公司账号" in page
    answer = come_back(browser, f"{BEGIN}?next=/inbox/")
    assert (answer.status_code, answer["Location"]) == (302, "/inbox/")
    assert is_in(browser)
    entry = AuditEntry.objects.get(action="logged_in")
    assert (entry.target, entry.data["methods"]) == ("lina", ["socialaccount"])


def test_who_has_a_second_factor_is_asked_for_it(provider: OpenIdServer, person: User) -> None:
    link(person)
    secret = give_app(person)
    browser = log_in()
    assert not is_in(browser)
    browser.post("/accounts/2fa/authenticate/", {"code": app_code(secret)})
    assert is_in(browser)


def test_who_is_not_linked_stays_out(provider: OpenIdServer, person: User) -> None:
    provider.claims |= {"preferred_username": "lina", "email": "lina@example.com"}
    browser = Client()
    answer = come_back(browser)
    assert answer["Location"] == "/accounts/login/" and not is_in(browser)
    assert not SocialAccount.objects.exists() and User.objects.count() == 1
    entry = AuditEntry.objects.get(action="log_in_failed")
    assert (entry.actor_id, entry.target, entry.data["why"]) == (None, "", "not linked")


def test_who_was_switched_off_stays_out(provider: OpenIdServer, person: User) -> None:
    link(person)
    User.objects.update(is_active=False)
    assert not is_in(log_in())


def test_nothing_of_what_the_company_says_is_kept(provider: OpenIdServer, person: User) -> None:
    link(person)
    give_app(person)
    provider.claims |= {"phone_number": "13812345678", "name": "李娜"}
    browser = log_in()
    assert SocialAccount.objects.get().extra_data == {}
    assert "13812345678" not in str(dict(browser.session))
    assert "access_token" not in str(dict(browser.session))


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_nobody_is_sent_elsewhere_afterwards(
    provider: OpenIdServer, person: User, target: str
) -> None:
    link(person)
    assert come_back(Client(), f"{BEGIN}?next={target}")["Location"] == "/"


# --- what is not as asked for ----------------------------------------------------------------------------------------


def changed(**claims: Any) -> Any:
    return lambda known: {
        name: value for name, value in (known | claims).items() if value != "gone"
    }


FALSE_TOKENS = {
    "nonce": {"change": changed(nonce="another")},
    "no nonce": {"change": changed(nonce="gone")},
    "expired": {"change": changed(exp=int(time.time()) - 120)},
    "no end": {"change": changed(exp="gone")},
    "issuer": {"change": changed(iss="https://evil.example")},
    "audience": {"change": changed(aud="another desk")},
    "subject": {"change": changed(sub="u-2")},
    "no subject": {"change": changed(sub="gone")},
    "unsigned": {"sign": lambda claims: jwt.encode(claims, None, "none", {"kid": "k"})},
    "by another key": {
        "sign": lambda claims: jwt.encode(claims, key_of("stranger"), "RS256", {"kid": "k"})
    },
    "key by name": {
        "sign": lambda claims: jwt.encode(claims, key_of("stranger"), "RS256", {"kid": "x"})
    },
    "no key": {"sign": lambda claims: jwt.encode(claims, key_of("stranger"), "RS256")},
    "by the public key": {
        "sign": lambda claims: jwt.encode(claims, "k" * 64, "HS256", {"kid": "k"})
    },
    "no token": {"sign": lambda claims: "nonsense"},
    "userinfo of another": {"userinfo": {"sub": "u-2"}},
    "userinfo of nobody": {"userinfo": {}},
}


@pytest.mark.parametrize("what", FALSE_TOKENS)
def test_a_false_token_gets_nobody_in(provider: OpenIdServer, person: User, what: str) -> None:
    link(person)
    for name, value in FALSE_TOKENS[what].items():
        setattr(provider, name, value)
    browser = Client()
    answer = come_back(browser)
    assert answer.status_code == 401 and not is_in(browser)
    provider.change, provider.sign, provider.userinfo = lambda claims: claims, None, None
    assert is_in(log_in()), "the same without the fault"


def test_the_state_of_another_browser_is_none(provider: OpenIdServer, person: User) -> None:
    """Somebody is sent to an answer that belongs to the attacker's own log-in."""
    link(person)
    away = Client().get(BEGIN)["Location"]
    back = requests.get(away, allow_redirects=False, timeout=9).headers["Location"]
    victim = Client()
    victim.get(BEGIN)
    query = urlsplit(back).query
    assert victim.get(f"{BACK}?{query}").status_code == 401 and not is_in(victim)


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=x&state=x", "?error=server"])
def test_an_answer_that_nobody_asked_for_gets_nobody_in(provider: OpenIdServer, query: str) -> None:
    browser = Client()
    assert browser.get(BACK + query).status_code == 401 and not is_in(browser)


def test_an_answer_is_good_once(provider: OpenIdServer, person: User) -> None:
    link(person)
    browser = Client()
    away = browser.get(BEGIN)["Location"]
    query = urlsplit(requests.get(away, allow_redirects=False, timeout=9).headers["Location"]).query
    browser.get(f"{BACK}?{query}")
    assert is_in(browser)
    browser.post("/accounts/logout/")
    assert browser.get(f"{BACK}?{query}").status_code == 401 and not is_in(browser)


def test_who_says_no_over_there_reads_so(provider: OpenIdServer) -> None:
    provider.refuses = True
    browser = Client()
    assert come_back(browser)["Location"] == "/accounts/company/cancelled/"
    assert browser.get("/accounts/company/cancelled/")["Location"] == "/accounts/login/"


def test_nobody_adds_to_what_is_asked_for(provider: OpenIdServer) -> None:
    place = f"{BEGIN}?scope=admin&auth_params=prompt%3Dnone%26nonce%3Dknown&process=redirect"
    query = parse_qs(urlsplit(Client().get(place)["Location"]).query)
    assert "admin" not in query["scope"][0] and "prompt" not in query
    assert query["nonce"][0] != "known" and query["code_challenge_method"] == ["S256"]


def test_a_provider_that_is_away_is_told_in_words(provider: OpenIdServer, settings: Any) -> None:
    provider.address = "http://127.0.0.1:9"
    switch_on(settings, provider)
    assert Client().get(BEGIN).status_code == 401


def test_where_it_is_not_switched_on_there_is_nothing(settings: Any) -> None:
    for place in (
        "oidc/company/",
        "oidc/other/callback/",
        "feishu/",
        "dingtalk/",
        "wecom/callback/",
    ):
        assert Client().get(f"/accounts/{place}").status_code == 404


# --- linking -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verified", "is_linked"), [(True, True), (False, False), ("true", False), (None, False)]
)
def test_only_a_verified_address_links(
    provider: OpenIdServer, person: User, settings: Any, verified: object, is_linked: bool
) -> None:
    switch_on(settings, provider, links_by_mail=True)
    provider.claims |= {"email": "LINA@example.com", "email_verified": verified}
    assert is_in(log_in()) is is_linked
    assert SocialAccount.objects.filter(user=person).exists() is is_linked
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_verified_belongs_to_the_address_beside_it(
    provider: OpenIdServer, person: User, settings: Any
) -> None:
    switch_on(settings, provider, links_by_mail=True)
    provider.claims |= {"email": "evil@example.com", "email_verified": True}
    provider.userinfo = {"sub": "u-1", "email": "lina@example.com"}
    assert not is_in(log_in())


def test_an_address_of_two_people_links_none(
    provider: OpenIdServer, person: User, settings: Any
) -> None:
    User.objects.create_user("other", "lina@example.com", PASSWORD, display_name="另一人")
    switch_on(settings, provider, links_by_mail=True)
    provider.claims |= {"email": "lina@example.com", "email_verified": True}
    assert not is_in(log_in())


def test_a_person_links_the_own_account(provider: OpenIdServer, person: User) -> None:
    browser = Client()
    browser.post("/accounts/login/", {"username": "lina", "password": PASSWORD})
    page = browser.post("/accounts/security/companies/company/link/").content.decode()
    assert 'content="0; url=/accounts/oidc/company/?process=connect"' in page
    come_back(browser, f"{BEGIN}?process=connect")
    row = SocialAccount.objects.get(user=person)
    assert AuditEntry.objects.get(action="identity_linked").target == "lina"
    assert is_in(log_in())
    browser.post(f"/accounts/security/companies/{row.pk}/unlink/")
    assert not is_in(log_in())
    assert AuditEntry.objects.get(action="identity_unlinked").actor_id == person.pk


def test_a_foreign_page_links_nothing(provider: OpenIdServer, person: User) -> None:
    """An address alone, without the button, would link the account that the attacker is logged in with over there."""
    browser = Client()
    browser.post("/accounts/login/", {"username": "lina", "password": PASSWORD})
    come_back(browser, f"{BEGIN}?process=connect")
    assert not SocialAccount.objects.exists()


def test_an_account_that_is_linked_to_somebody_else_is_not_taken_over(
    provider: OpenIdServer, person: User
) -> None:
    other = User.objects.create_user("other", "", PASSWORD, display_name="另一人")
    link(other)
    browser = Client()
    browser.post("/accounts/login/", {"username": "lina", "password": PASSWORD})
    browser.post("/accounts/security/companies/company/link/")
    come_back(browser, f"{BEGIN}?process=connect")
    assert SocialAccount.objects.get().user == other


# --- roles and people --------------------------------------------------------------------------------------------------------

ROLES = {"desk": ("agent",), "leads": ("agent", "supervisor"), "it": ("admin",)}


def roles_of(person: User) -> set[str]:
    return set(person.groups.values_list("name", flat=True))


def test_roles_follow_the_company_and_others_are_left_alone(
    provider: OpenIdServer, person: User, settings: Any
) -> None:
    switch_on(settings, provider, roles=ROLES)
    link(person)
    person.groups.add(*Group.objects.filter(name__in=[Role.TRAINER, Role.SUPERVISOR]))
    provider.claims["groups"] = ["desk", "others"]
    log_in()
    assert roles_of(person) == {"trainer", "agent"}
    entry = AuditEntry.objects.get(action="roles_by_company")
    assert (entry.data["given"], entry.data["taken"]) == (["agent"], ["supervisor"])
    log_in()
    assert AuditEntry.objects.filter(action="roles_by_company").count() == 1
    provider.claims["groups"] = "leads"
    log_in()
    assert roles_of(person) == {"trainer", "agent", "supervisor"}


def test_the_last_administrator_stays_one(
    provider: OpenIdServer, person: User, settings: Any
) -> None:
    switch_on(settings, provider, roles=ROLES)
    link(person)
    provider.claims["groups"] = ["it"]
    log_in()
    person.refresh_from_db()
    assert (roles_of(person), person.is_staff) == ({"admin"}, True)
    provider.claims["groups"] = []
    log_in()
    assert roles_of(person) == {"admin"}


def test_somebody_new_is_created_where_the_mapping_gives_a_role(
    provider: OpenIdServer, settings: Any
) -> None:
    switch_on(settings, provider, roles=ROLES, creates_people=True)
    provider.claims |= {
        "preferred_username": "wang",
        "name": "王芳",
        "groups": ["desk"],
        "email": "wang@example.com",
        "email_verified": True,
    }
    assert is_in(log_in())
    person = User.objects.get(username="wang")
    assert (str(person), person.email, roles_of(person)) == ("王芳", "wang@example.com", {"agent"})
    assert not person.has_usable_password() and not person.is_superuser
    assert AuditEntry.objects.get(action="person_by_company").target == "wang"


@pytest.mark.parametrize(
    "claims",
    [
        {"preferred_username": "wang", "groups": ["others"]},
        {"preferred_username": "LINA", "groups": ["desk"]},
        {"preferred_username": "ｌｉｎａ", "groups": ["desk"]},
        {"preferred_username": "a b<script>", "groups": ["desk"]},
    ],
)
def test_nobody_is_created_without_a_role_or_under_a_name_that_is_taken(
    provider: OpenIdServer, person: User, settings: Any, claims: dict[str, Any]
) -> None:
    switch_on(settings, provider, roles=ROLES, creates_people=True)
    provider.claims |= claims
    assert not is_in(log_in())
    assert User.objects.count() == 1


def test_who_leaves_is_switched_off_at_the_next_log_in(
    provider: OpenIdServer, person: User, settings: Any
) -> None:
    switch_on(settings, provider, roles=ROLES, needs_role=True)
    link(person)
    provider.claims["groups"] = ["desk"]
    earlier = log_in()
    assert is_in(earlier)
    provider.claims["groups"] = []
    assert not is_in(log_in())
    person.refresh_from_db()
    assert not person.is_active and not is_in(earlier)
    assert AuditEntry.objects.filter(action="person_switched_off", target="lina").exists()
