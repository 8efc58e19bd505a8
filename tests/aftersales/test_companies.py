"""Log-in by the company as the environment switches it on: all of it, or an error that names what is missing."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from environ import Env

from accounts.domain.company import CompanyTerms, roles_of
from aftersales.companies import company_log_ins

OIDC = {
    "OIDC_ISSUER": "https://idp.example.com/realms/company/",
    "OIDC_CLIENT_ID": "desk",
    "OIDC_CLIENT_SECRET": "s",
}
FEISHU = {"FEISHU_APP_ID": "cli_1", "FEISHU_APP_SECRET": "s", "FEISHU_COMPANY": "ours"}
DINGTALK = {"DINGTALK_CLIENT_ID": "d", "DINGTALK_CLIENT_SECRET": "s", "DINGTALK_COMPANY": "ours"}
WECOM = {"WECOM_CORP_ID": "ww1", "WECOM_AGENT_ID": "7", "WECOM_SECRET": "s"}


def read(**written: str) -> dict:
    env = Env()
    env.ENVIRON = written
    return company_log_ins(env)


def apps_of(found: dict) -> dict:
    return {name: one["APPS"][0] for name, one in found.items() if "APPS" in one}


def terms_of(found: dict, name: str) -> CompanyTerms:
    return CompanyTerms(**apps_of(found)[name]["settings"]["terms"])


def test_nothing_is_on_by_itself() -> None:
    assert apps_of(read()) == {}


def test_all_four_at_once() -> None:
    found = read(**OIDC, **FEISHU, **DINGTALK, **WECOM)
    assert set(apps_of(found)) == {"openid_connect", "feishu", "dingtalk", "wecom"}
    app = apps_of(found)["openid_connect"]
    assert app["settings"]["server_url"] == "https://idp.example.com/realms/company"
    assert app["settings"]["oauth_pkce_enabled"]


def test_roles_as_they_are_written() -> None:
    found = read(**OIDC, OIDC_ROLES="desk=agent,leads=agent+supervisor", OIDC_ROLE_CLAIM="r.roles")
    terms = terms_of(found, "openid_connect")
    assert roles_of({"r": {"roles": ["leads"]}}, terms) == {"agent", "supervisor"}
    assert not terms.links_by_mail and not terms.creates_people and not terms.needs_role
    departments = terms_of(read(**WECOM, WECOM_ROLES="7=engineer"), "wecom")
    assert roles_of({"department": [7]}, departments) == {"engineer"}


@pytest.mark.parametrize(
    ("ours", "name", "claim"), [(FEISHU, "feishu", "tenant_key"), (DINGTALK, "dingtalk", "corpId")]
)
def test_a_provider_of_many_companies_lets_ours_in(ours: dict, name: str, claim: str) -> None:
    assert terms_of(read(**ours), name).must_be == {claim: "ours"}


@pytest.mark.parametrize("written", [OIDC, FEISHU, DINGTALK, WECOM])
def test_what_is_missing_is_named(written: dict[str, str]) -> None:
    _first, *others = written
    for missing in others:
        some = {name: value for name, value in written.items() if name != missing}
        with pytest.raises(ImproperlyConfigured, match=missing):
            read(**some)
    assert apps_of(read(**{name: written[name] for name in others})) == {}


@pytest.mark.parametrize(
    ("more", "named"),
    [({"OIDC_ROLES": "desk"}, "OIDC_ROLES"), ({"OIDC_NEEDS_ROLE": "on"}, "OIDC_NEEDS_ROLE")],
)
def test_what_cannot_be_meant_is_refused(more: dict[str, str], named: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=named):
        read(**OIDC, **more)
