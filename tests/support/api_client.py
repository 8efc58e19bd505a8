"""A client as another program has one: a token, JSON, and nothing remembered."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.actions.tokens import make_token
from accounts.enums import TokenScope
from accounts.models import User
from demo.people import Cast

EVERYTHING = tuple(TokenScope.values)


class ApiClient:
    """Asks under `/api/v1/` for a person."""

    def __init__(self, person: User, scopes: Iterable[str] = EVERYTHING, **made: Any) -> None:
        self.token, self.key = make_token(
            person,
            by=person,
            at=timezone.now(),
            name="CRM",
            scopes=list(scopes),
            lasts=timedelta(days=30),
            **made,
        )
        self.client = Client()

    def ask(
        self, method: str, path: str, body: Any = None, *, key: str = "", **headers: str
    ) -> HttpResponse:
        """The answer to a request; a body is sent as JSON, texts as they are."""
        sent = body if isinstance(body, str | bytes) else json.dumps(body)
        given = {"Authorization": f"Bearer {self.key}", **headers}
        if key:
            given["Idempotency-Key"] = key
        return self.client.generic(
            method,
            f"/api/v1/{path}",
            b"" if body is None else sent,
            content_type="application/json",
            headers={name.replace("_", "-"): value for name, value in given.items()},
        )

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **more: str) -> HttpResponse:
        return self.ask("POST", path, {} if body is None else body, **more)

    def patch(self, path: str, body: Any, **more: str) -> HttpResponse:
        return self.ask("PATCH", path, body, **more)


@pytest.fixture
def crm(cast: Cast) -> ApiClient:
    """A CRM that stands for a supervisor, who sees every ticket and every name."""
    return ApiClient(cast.staff["supervisor"])
