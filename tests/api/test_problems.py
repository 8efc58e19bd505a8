"""How refusals are worded for programs."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from rest_framework.exceptions import Throttled, ValidationError

from api.enums import ADVICE, ProblemCode
from api.parsers import NotOurJson, StrictJSONParser
from api.problems import STATUSES, answer_problem, codes_of, field_errors, problem_body
from api.schema import PROBLEM_SCHEMA, table_of_problems
from core.errors import StaleVersion
from tests.support.described_interface import described


@pytest.mark.parametrize(("wait", "header"), [(60, "60"), (0.2, "1"), (1, "1"), (59.1, "60")])
def test_whoever_asks_too_often_waits_a_minute_at_the_most(wait: float, header: str) -> None:
    answer = answer_problem(Throttled(wait=wait), {})
    assert answer is not None
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, header)


def test_a_fault_of_ours_is_no_refusal() -> None:
    assert answer_problem(RuntimeError("no"), {}) is None


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ('{"a": {"b": [1, NaN]}}', "$.a.b[1]"),
        ('{"a": {"b": 1, "b": 2}}', "$.a.b"),
        ('{"a": "\\u0000"}', "$.a"),
        ('{"a": ', "$"),
    ],
)
def test_a_body_that_is_no_json_of_ours_says_where(body: str, path: str) -> None:
    with pytest.raises(NotOurJson) as unreadable:
        StrictJSONParser().parse(BytesIO(body.encode()))
    answer = answer_problem(unreadable.value, {})
    assert answer is not None and answer.status_code == 400
    assert [error["path"] for error in answer.data["errors"]] == [path]


def test_each_fault_has_the_path_of_its_value() -> None:
    detail = ValidationError({"contact": {"phone": ["too long"]}, "items": [{}, {"n": ["no"]}]})
    assert [(one["path"], one["message"]) for one in field_errors(detail.detail)] == [
        ("$.contact.phone", "too long"),
        ("$.items[1].n", "no"),
    ]


def test_every_code_has_its_status_and_says_what_to_do() -> None:
    assert set(STATUSES) == set(ADVICE) == set(ProblemCode)
    for code, status in STATUSES.items():
        assert code in codes_of(status)
    assert [codes_of(status)[0].value for status in (411, 418, 500, 502, 507)] == [
        *("malformed", "malformed", "fault", "unavailable", "unavailable"),
    ]


def test_each_refusal_has_the_status_of_its_code() -> None:
    raised = 0
    for path in Path(settings.BASE_DIR).glob("*/**/*.py"):
        if path.parts[len(Path(settings.BASE_DIR).parts)] in {"tests", ".venv"}:
            continue
        said = re.findall(r"Refusal\(\s*ProblemCode\.(\w+),\s*(\d+)", path.read_text())
        for name, status in said:
            assert STATUSES[ProblemCode[name]] == int(status), path
        raised += len(said)
    assert raised > 5


def test_the_table_of_codes_is_that_of_the_description_and_of_the_docs() -> None:
    with translation.override("en"):
        table = table_of_problems()
    assert table in described("en")["info"]["description"]
    assert table in (Path(settings.BASE_DIR) / "docs/crm.md").read_text()
    assert "| 422 | `key_reused` |" in described("zh-hans")["info"]["description"]


def test_every_member_of_a_refusal_is_described_and_the_other_way_round() -> None:
    said = set(problem_body(422, "no", errors=[{"path": "$"}]))
    stale = answer_problem(StaleVersion(3), {})
    assert stale is not None and stale.data["current_version"] == 3
    assert said | set(stale.data) == set(PROBLEM_SCHEMA["properties"])


def test_headers_are_described_where_they_are_sent() -> None:
    schema = described("en")
    paths, responses = schema["paths"], schema["components"]["responses"]
    made = paths["/api/v1/tickets/"]["post"]["responses"]["201"]["headers"]
    assert set(made) == {"ETag", "Location", "Idempotency-Replayed"}
    step = paths["/api/v1/tickets/{number}/steps/{key}/"]["post"]["responses"]
    assert set(step["200"]["headers"]) == {"ETag", "Idempotency-Replayed"}
    assert set(step["204"]["headers"]) == {"Idempotency-Replayed"}
    assert "headers" not in paths["/api/v1/tickets/"]["get"]["responses"]["200"]
    assert set(responses["RateLimited"]["headers"]) == {"Retry-After"}
    assert set(responses["Unauthenticated"]["headers"]) == {"WWW-Authenticate"}
    assert responses["LawBroken"]["description"] == "law_broken, key_in_use"
    assert {"KeyReusedZh", "KeyReusedEn"} <= set(
        responses["Invalid"]["content"]["application/problem+json"]["examples"]
    )


def test_a_key_is_named_only_where_it_counts() -> None:
    paths = described("en")["paths"]

    def headers_of(path: str) -> set[str]:
        return {one["name"] for one in paths[path]["post"]["parameters"] if one["in"] == "header"}

    assert "Idempotency-Key" in headers_of("/api/v1/customers/")
    for path in ("/api/v1/limits/try/", "/api/v1/tickets/{number}/panel/"):
        assert "Idempotency-Key" not in headers_of(path)
    inbound = headers_of("/api/v1/inbound/{source}/")
    assert "webhook-id" in inbound and "Idempotency-Key" not in inbound
