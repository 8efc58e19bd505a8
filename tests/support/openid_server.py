"""A small OpenID provider on loopback: discovery, log-in, token, keys, userinfo, with PKCE and signed tokens."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from tests.support.http_serving import http_served

CLIENT, SECRET = "desk", "the secret of the client"
BEGIN = "/accounts/oidc/company/"
Claims = dict[str, Any]


@cache
def key_of(whom: str) -> rsa.RSAPrivateKey:
    """To make one takes longer than a test: one each."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class OpenIdServer:
    """What it says of whoever logs in, and what a test changes of it.

    `change` gets the claims of a token before they are signed; `sign` makes the token of them;
    `userinfo` is what the second answer says instead of the claims.
    """

    claims: Claims = field(default_factory=lambda: {"sub": "u-1"})
    change: Callable[[Claims], Claims] = lambda claims: claims
    sign: Callable[[Claims], str] | None = None
    userinfo: Claims | None = None
    refuses: bool = False
    address: str = ""
    key: rsa.RSAPrivateKey = field(default_factory=lambda: key_of("provider"))
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def signed(self, claims: Claims, *, key: Any = None, kid: str = "k", alg: str = "RS256") -> str:
        return jwt.encode(claims, key or self.key, algorithm=alg, headers={"kid": kid})

    def token_for(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = self.change(
            {
                "iss": self.address,
                "aud": CLIENT,
                "iat": now,
                "exp": now + 60,
                "nonce": asked.get("nonce", ""),
                **self.claims,
            }
        )
        return self.sign(claims) if self.sign else self.signed(claims)

    def keys(self) -> Claims:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "k", "use": "sig", "alg": "RS256"}]}


class Handler(BaseHTTPRequestHandler):
    """The five addresses of a provider."""

    provider: OpenIdServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        provider = self.provider
        if parts.path == "/authorize":
            self._authorize(asked)
            return
        pages = {
            "/.well-known/openid-configuration": _discovery(provider.address),
            "/keys": provider.keys(),
            "/userinfo": provider.claims if provider.userinfo is None else provider.userinfo,
        }
        self._answer(pages.get(parts.path, {}), 200 if parts.path in pages else 404)

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        sent = {name: one[0] for name, one in parse_qs(self.rfile.read(length).decode()).items()}
        asked = self.provider.codes.pop(sent.get("code", ""), None)
        if asked is None or not _is_client(sent) or not _fits(sent, asked):
            self._answer({"error": "invalid_grant"}, 400)
            return
        token = self.provider.token_for(asked)
        access = secrets.token_urlsafe(8)
        self._answer({"access_token": access, "token_type": "Bearer", "id_token": token})

    def _authorize(self, asked: dict[str, str]) -> None:
        self.provider.asked.append(asked)
        code = secrets.token_urlsafe(8)
        self.provider.codes[code] = asked
        answer = {"error": "access_denied"} if self.provider.refuses else {"code": code}
        target = f"{asked['redirect_uri']}?{urlencode({**answer, 'state': asked['state']})}"
        self.send_response(302)
        self.send_header("Location", target)
        self.end_headers()

    def _answer(self, body: Claims, status: int = 200) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def running() -> Iterator[OpenIdServer]:
    """The provider, answering until the end of the block."""
    provider = OpenIdServer()
    handler = type("Handler", (Handler,), {"provider": provider})
    with http_served(handler) as provider.address:
        yield provider


def _discovery(address: str) -> Claims:
    return {
        "issuer": address,
        "authorization_endpoint": f"{address}/authorize",
        "token_endpoint": f"{address}/token",
        "jwks_uri": f"{address}/keys",
        "userinfo_endpoint": f"{address}/userinfo",
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    }


def _is_client(sent: dict[str, str]) -> bool:
    return (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)


def _fits(sent: dict[str, str], asked: dict[str, str]) -> bool:
    """Is it the one who began, with the same address to come back to?"""
    digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    return challenge == asked.get("code_challenge") and sent.get("redirect_uri") == asked.get(
        "redirect_uri"
    )


def switch_on(settings: Any, server: OpenIdServer, **terms: Any) -> None:
    """The desk knows this provider as `company`, on these terms."""
    app = {
        "provider_id": "company",
        "name": "公司账号",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {
            "server_url": server.address,
            "oauth_pkce_enabled": True,
            "terms": {"role_source": "groups", **terms},
        },
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        **settings.SOCIALACCOUNT_PROVIDERS,
        "openid_connect": {
            "provider_class": "accounts.sign_on.openid.CheckedProvider",
            "APPS": [app],
        },
    }


def come_back(browser: Client, place: str = BEGIN) -> Any:
    """There and back: the answer to the callback."""
    away = browser.get(place)
    assert away.status_code == 302, away.content.decode()
    back = requests.get(away["Location"], allow_redirects=False, timeout=9).headers["Location"]
    parts = urlsplit(back)
    return browser.get(f"{parts.path}?{parts.query}")
