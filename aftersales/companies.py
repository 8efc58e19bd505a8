"""Log-in by the company as the environment switches it on (docs/operations.md)."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environ import Env

from accounts.domain.company import BadMapping, role_map


def company_log_ins(env: Env) -> dict[str, Any]:
    """What allauth calls providers: one for each log-in whose client is named."""
    found: dict[str, Any] = {
        "openid_connect": {"provider_class": "accounts.sign_on.openid.CheckedProvider"},
        "dingtalk": {"provider_class": "accounts.sign_on.dingtalk.CompanyDingTalk"},
        "feishu": {},
        "wecom": {},
    }
    for provider, read in READERS.items():
        app = read(env)
        if app is not None:
            found[provider]["APPS"] = [app]
    return found


def _openid(env: Env) -> dict[str, Any] | None:
    issuer = env.str("OIDC_ISSUER", default="")
    if not issuer:
        return None
    return {
        "provider_id": "company",
        "name": env.str("OIDC_NAME", default="OpenID Connect"),
        "client_id": _needed(env, "OIDC_CLIENT_ID"),
        "secret": _needed(env, "OIDC_CLIENT_SECRET"),
        "settings": {
            "server_url": issuer.rstrip("/"),
            "oauth_pkce_enabled": True,
            "scope": env.list("OIDC_SCOPES", default=["openid", "profile", "email"]),
            "terms": {
                **_terms(env, "OIDC", source=env.str("OIDC_ROLE_CLAIM", default="groups")),
                "links_by_mail": env.bool("OIDC_LINK_BY_MAIL", default=False),
            },
        },
    }


def _feishu(env: Env) -> dict[str, Any] | None:
    return _plain(env, "FEISHU", "飞书", "FEISHU_APP_ID", "FEISHU_APP_SECRET", company="tenant_key")


def _dingtalk(env: Env) -> dict[str, Any] | None:
    found = _plain(
        env, "DINGTALK", "钉钉", "DINGTALK_CLIENT_ID", "DINGTALK_CLIENT_SECRET", company="corpId"
    )
    if found is not None:
        found["settings"]["auth_params"] = {"prompt": "consent"}
    return found


def _wecom(env: Env) -> dict[str, Any] | None:
    if not env.str("WECOM_CORP_ID", default=""):
        return None
    return {
        "name": "企业微信",
        "client_id": _needed(env, "WECOM_CORP_ID"),
        "secret": _needed(env, "WECOM_SECRET"),
        "settings": {
            "agent_id": _needed(env, "WECOM_AGENT_ID"),
            "terms": {
                **_terms(env, "WECOM", source="department"),
                "follows_leavers": env.bool("WECOM_FOLLOW_LEAVERS", default=False),
            },
        },
    }


def _plain(
    env: Env, prefix: str, name: str, client: str, secret: str, *, company: str
) -> dict[str, Any] | None:
    """A provider that serves many companies: ours is named, and only ours gets in."""
    if not env.str(client, default=""):
        return None
    terms = _terms(env, prefix, source=company)
    terms["must_be"] = {company: _needed(env, f"{prefix}_COMPANY")}
    return {
        "name": name,
        "client_id": _needed(env, client),
        "secret": _needed(env, secret),
        "settings": {"terms": terms},
    }


def _terms(env: Env, prefix: str, *, source: str) -> dict[str, Any]:
    """How roles follow, and whether people are created and switched off by them."""
    try:
        roles = role_map(env.list(f"{prefix}_ROLES", default=[]))
    except BadMapping as error:
        raise ImproperlyConfigured(f"{prefix}_ROLES: {error}.") from None
    needs_role = env.bool(f"{prefix}_NEEDS_ROLE", default=False)
    if needs_role and not roles:
        raise ImproperlyConfigured(f"{prefix}_NEEDS_ROLE is on, and {prefix}_ROLES names none.")
    return {
        "role_source": source,
        "roles": roles,
        "creates_people": env.bool(f"{prefix}_CREATE_PEOPLE", default=False),
        "needs_role": needs_role,
    }


def _needed(env: Env, name: str) -> str:
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set, though its log-in is switched on.")
    return value


READERS = {"openid_connect": _openid, "feishu": _feishu, "dingtalk": _dingtalk, "wecom": _wecom}
