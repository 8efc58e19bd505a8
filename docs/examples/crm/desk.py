"""The desk over REST, as a program asks it that must lose nothing and do nothing twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import requests

CONNECT_SECONDS = 3
ODD_PAUSE = 5.0


class Refused(Exception):
    """The desk said no: `code` is for programs, `detail` for people."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.code = problem.get("code", "")
        self.detail = problem.get("detail", "")
        self.errors = problem.get("errors", [])
        super().__init__(f"{status} {self.code}: {self.detail}")

    def is_about(self, member: str) -> bool:
        """Does it name this member of the body?"""
        return any(error["path"] == f"$.{member}" for error in self.errors)


class Unreachable(Exception):
    """No answer after several tries. What was asked may have been done: ask again, same key."""


class Desk:
    """`address` without a path: https://desk.example."""

    def __init__(self, address: str, token: str, *, timeout: float = 10, tries: int = 6) -> None:
        self.address, self.timeout, self.tries = address, timeout, tries
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def read(self, path: str, **query: Any) -> Any:
        """GET. Raises `Refused`, `Unreachable`."""
        return self._ask("GET", path, params=query).json()

    def pages(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Every row of a list."""
        cursor = None
        while True:
            page = self.read(path, limit=200, cursor=cursor, **query)
            yield from page["results"]
            cursor = page["next"]
            if not cursor:
                return

    def change(
        self, method: str, path: str, body: dict[str, Any], *, key: str, version: int | None = None
    ) -> Any:
        """POST or PATCH. The same key for the same intention, also after a restart: whatever was
        done before its answer got lost is answered again, and not done again.
        """
        headers = {"Idempotency-Key": key}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        answer = self._ask(method, path, json=body, headers=headers)
        return answer.json() if answer.content else None

    def _ask(self, method: str, path: str, **sent: Any) -> requests.Response:
        patience = (CONNECT_SECONDS, self.timeout)
        for attempt in range(self.tries):
            try:
                answer = self.session.request(
                    method, f"{self.address}/api/v1/{path}", timeout=patience, **sent
                )
            except requests.RequestException:
                # Nobody knows whether it was done.
                time.sleep(0.2 * 2**attempt)
                continue
            if answer.ok:
                return answer
            pause = _pause_after(answer, attempt)
            if pause is None:
                raise Refused(answer.status_code, _problem_of(answer))
            time.sleep(pause)
        raise Unreachable(f"{method} {path}")


def _pause_after(answer: requests.Response, attempt: int) -> float | None:
    """Seconds until the very same request may come again; None where that would not help."""
    if answer.status_code in (429, 503) and "Retry-After" in answer.headers:
        written = answer.headers["Retry-After"]
        # A gateway in between may write a date.
        return float(written) if written.isdigit() else ODD_PAUSE
    if answer.status_code >= 500:
        return 0.2 * 2**attempt
    # The first one of the same key is still at work.
    return 1 if _problem_of(answer).get("code") == "key_in_use" else None


def _problem_of(answer: requests.Response) -> dict[str, Any]:
    is_problem = answer.headers.get("Content-Type", "").startswith("application/problem+json")
    return answer.json() if is_problem else {}
