"""A browser without a memory: it asks with one session, and nothing that an answer sets is kept.

Quicker than Django's own client, which keeps every template with its context for the test to look at.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.test import RequestFactory
from django.test.client import ClientHandler

from accounts.models import User
from tests.fixtures import browser_of


class PlainBrowser(RequestFactory):
    """Of a person, or of nobody. `checks_tokens` refuses forms without one, as a real server does."""

    def __init__(self, person: User | None, *, checks_tokens: bool = False) -> None:
        super().__init__()
        self.handler = ClientHandler(enforce_csrf_checks=checks_tokens)
        if person is not None:
            self.cookies[settings.SESSION_COOKIE_NAME] = (
                browser_of(person).cookies[settings.SESSION_COOKIE_NAME].value
            )

    def request(self, **request: Any) -> HttpResponseBase:
        """The answer, instead of the request that Django's factory makes."""
        return self.handler(self._base_environ(**request))


def text_of(answer: HttpResponseBase) -> str:
    """All that an answer says: its text, or that of every part of a workbook, a document, a package."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return text_in(body)


def text_in(body: bytes) -> str:
    if not body.startswith(b"PK"):
        return body.decode("utf-8", "replace")
    with zipfile.ZipFile(BytesIO(body)) as archive:
        return "\n".join(text_in(archive.read(name)) for name in archive.namelist())
