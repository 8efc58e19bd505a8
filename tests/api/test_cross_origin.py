"""Pages of other origins: none is let in, unless the deployment names it, and then to the interface alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as real_settings
from django.http import HttpResponse
from django.test import Client

from demo.people import Cast
from tests.support.api_client import ApiClient

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
CRM, OTHER = "https://crm.example.com", "https://crm.example.com.evil.example"
CORS = "corsheaders.middleware.CorsMiddleware"


def cors_headers(answer: HttpResponse) -> set[str]:
    return {name for name in answer.headers if name.lower().startswith("access-control-")}


def preflight(origin: str, path: str = "/api/v1/tickets/") -> HttpResponse:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,idempotency-key",
    }
    return Client().options(path, headers=headers)


@pytest.fixture
def named(settings: Any) -> None:
    """As the settings are where the environment names an origin."""
    place = settings.MIDDLEWARE.index("django.middleware.security.SecurityMiddleware") + 1
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:place], CORS, *settings.MIDDLEWARE[place:]]
    settings.CORS_ALLOWED_ORIGINS = [CRM]


def test_off_there_is_no_header_at_all(cast: Cast) -> None:
    assert CORS not in real_settings.MIDDLEWARE
    crm = ApiClient(cast.staff["agent"])
    answer = crm.get("me/", Origin=CRM)
    assert answer.status_code == 200 and cors_headers(answer) == set()
    assert "origin" not in answer.headers.get("Vary", "").lower()
    assert cors_headers(preflight(CRM)) == set()


def test_on_the_named_origin_reads_answers_and_what_it_has_to_know(cast: Cast, named: None) -> None:
    crm = ApiClient(cast.staff["agent"])
    answer = crm.get("me/", Origin=CRM)
    assert answer.headers["Access-Control-Allow-Origin"] == CRM
    assert "Access-Control-Allow-Credentials" not in answer.headers
    exposed = answer.headers["Access-Control-Expose-Headers"]
    assert {"ETag", "Location", "Retry-After"} <= set(exposed.split(", "))
    assert "origin" in answer.headers["Vary"].lower(), "no cache gives it to another origin"
    crm.key = "desk_0000"
    refused = crm.get("me/", Origin=CRM)
    assert refused.status_code == 401
    assert refused.headers["Access-Control-Allow-Origin"] == CRM, "a refusal can be read as well"


def test_a_preflight_says_what_may_be_sent(named: None) -> None:
    answer = preflight(CRM)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == CRM
    allowed = answer.headers["Access-Control-Allow-Headers"]
    assert {"authorization", "idempotency-key", "if-match"} <= set(allowed.split(", "))
    assert "PATCH" in answer.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("origin", [OTHER, "null", "https://evil.example", f"{CRM}:8443", "*"])
def test_no_other_origin_is_let_in(cast: Cast, named: None, origin: str) -> None:
    answer = ApiClient(cast.staff["agent"]).get("me/", Origin=origin)
    assert cors_headers(answer) == set() and cors_headers(preflight(origin)) == set()


@pytest.mark.parametrize(
    "path", ["/", "/accounts/login/", "/api/docs/", "/api/schema/", "/healthz", "/request/"]
)
def test_pages_say_nothing(named: None, path: str) -> None:
    assert cors_headers(Client().get(path, headers={"Origin": CRM})) == set()
    assert cors_headers(preflight(CRM, path)) == set()


SAY = (
    "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'aftersales.settings';"
    " from django.conf import settings as s; print(s.MIDDLEWARE.index('" + CORS + "'))"
)


@pytest.mark.parametrize("name", ["CORS_ORIGINS", "PANEL_ORIGINS"])
@pytest.mark.parametrize(
    "written", ["*", "null", "crm.example.com", f"{CRM}/", "https://*.example.com", f"{CRM} *"]
)
def test_what_is_no_origin_is_refused_at_the_start(name: str, written: str) -> None:
    done = _started({name: written})
    assert done.returncode != 0 and name in done.stderr.splitlines()[-1]


def test_the_environment_switches_it_on() -> None:
    assert _started({"CORS_ORIGINS": f"{CRM},http://localhost:3000"}).stdout.strip() == "3"
    assert "is not in list" in _started({}).stderr


def _started(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SAY],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
