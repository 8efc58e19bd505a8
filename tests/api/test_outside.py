"""Whatever under `/api/` says no says it as a problem, also where no view is reached."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from aftersales.interface import ProblemsOnly
from aftersales.outages import outage_page
from api.enums import ProblemCode
from api.problems import STATUSES
from local_services.postgres import free_port
from tests.fixtures import until
from tests.support.api_client import ApiClient

pytestmark = pytest.mark.django_db

# Read in a browser, in the language of its person.
OF_BROWSERS = ("/api/schema/", "/api/schema/?format=nope", "/api/docs/")

ASKED = [
    ("TRACE", "/api/v1/tickets/", 405, "method_not_allowed"),
    ("PROPFIND", "/api/", 405, "method_not_allowed"),
    ("GET", "/api/", 404, "not_found"),
    ("GET", "/api", 404, "not_found"),
    ("GET", "/api/v1/", 404, "not_found"),
    ("GET", "/api/v1/nonsense/", 404, "not_found"),
    ("POST", "/api/v1/nonsense/", 404, "not_found"),
    ("GET", "/api/v1/tickets", 404, "not_found"),
    ("GET", "/api/v1/me/%0A", 404, "not_found"),
    ("GET", "/api/v1/tickets/%00/", 400, "malformed"),
    ("GET", f"/api/v1/tickets/?{'a' * 5000}", 422, "invalid"),
    ("POST", "/api/schema/", 405, "method_not_allowed"),
    ("GET", "/api/schema/?format=nope", 404, "not_found"),
    ("POST", "/api/docs/", 405, "method_not_allowed"),
    ("GET", "/api/docs/x/", 404, "not_found"),
]


def problem_in(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.content[:200]
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert len(answer.content) == int(answer.headers.get("Content-Length", len(answer.content)))
    said: dict[str, Any] = json.loads(answer.content)
    assert (said["status"], said["code"]) == (status, code)
    assert said["title"] and said["detail"] and answer.headers["X-Request-Id"]
    return said


@pytest.mark.parametrize(("method", "address", "status", "code"), ASKED)
def test_a_program_is_answered_a_problem(
    crm: ApiClient, method: str, address: str, status: int, code: str
) -> None:
    for language in ("en", "zh-hans"):
        headers = {"Authorization": f"Bearer {crm.key}", "Accept-Language": language}
        said = problem_in(Client().generic(method, address, headers=headers), status, code)
        if address not in OF_BROWSERS:
            assert said["title"].isascii() is (language == "en"), said


def test_a_host_of_somebody_else_is_no_page(crm: ApiClient) -> None:
    answer = Client().get("/api/v1/me/", headers={"Host": "evil.example"})
    problem_in(answer, 400, "malformed")
    page = Client().get("/accounts/login/", headers={"Host": "evil.example"})
    assert page.headers["Content-Type"].startswith("text/html")


def test_a_fault_of_ours_is_a_problem_too(crm: ApiClient) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tickets_causecode RENAME TO nothing_of_ours")
    client = Client(raise_request_exception=False)
    headers = {"Authorization": f"Bearer {crm.key}"}
    problem_in(client.get("/api/v1/cause-codes/", headers=headers), 500, "fault")


@pytest.mark.parametrize(("path", "is_problem"), [("/api/v1/me/", True), ("/tickets/", False)])
def test_a_database_that_is_away_is_told_with_its_pause(path: str, is_problem: bool) -> None:
    def answer_without_database(request: HttpRequest) -> HttpResponse:
        page = outage_page(request, OperationalError("could not connect"))
        assert page is not None
        return page

    answer = ProblemsOnly(answer_without_database)(RequestFactory().get(path))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    if is_problem:
        assert json.loads(answer.content)["code"] == "unavailable"
    assert (answer.headers["Content-Type"] == "application/problem+json") is is_problem


def test_pages_stay_pages() -> None:
    assert Client().get("/api/docs/").headers["Content-Type"].startswith("text/html")
    assert Client().get("/nothing/").headers["Content-Type"].startswith("text/html")
    assert Client().generic("TRACE", "/").content == b""


# --- what gunicorn cannot read --------------------------------------------------------------------


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A gunicorn with the product's own configuration, and an application of three lines."""
    folder = tmp_path_factory.mktemp("web")
    (folder / "tiny.py").write_text(
        "def application(environ, start):\n"
        "    start('200 OK', [('Content-Type', 'text/plain')])\n"
        "    return [str(len(environ['QUERY_STRING'])).encode()]\n"
    )
    configuration = Path(settings.BASE_DIR) / "gunicorn.conf.py"
    found = free_port()
    where = ("-c", str(configuration), "-b", f"127.0.0.1:{found}", "--no-control-socket")
    web = subprocess.Popen([sys.executable, "-m", "gunicorn", "tiny", *where], cwd=folder)
    try:
        until(lambda: is_up(found), "gunicorn answers")
        yield found
    finally:
        web.terminate()
        web.wait(60)


def is_up(port: int) -> bool:
    try:
        return ask(port, "/").status == 200
    except OSError:
        return False


def ask(port: int, address: str, **headers: str) -> Any:
    server = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        server.request("GET", address, headers=headers)
        answer = server.getresponse()
        answer.text = answer.read().decode()
        return answer
    finally:
        server.close()


def test_an_address_of_5000_letters_is_read(port: int) -> None:
    answer = ask(port, f"/api/v1/tickets/?q={'a' * 5000}")
    assert (answer.status, answer.text) == (200, "5002")


def test_what_gunicorn_cannot_read_is_a_problem(port: int) -> None:
    for answer, status in (
        (ask(port, f"/api/v1/tickets/?q={'a' * 9000}"), 414),
        (ask(port, "/api/v1/tickets/", **{"X-Long": "a" * 20_000}), 431),
    ):
        said = json.loads(answer.text)
        assert answer.status == said["status"] == status
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert said["code"] in ProblemCode.values and said["detail"] and said["title"]
    assert STATUSES[ProblemCode.TOO_LONG] == 414
