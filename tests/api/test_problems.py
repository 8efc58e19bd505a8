"""How refusals are worded for programs."""

from io import BytesIO

import pytest
from rest_framework.exceptions import Throttled, ValidationError

from api.parsers import NotOurJson, StrictJSONParser
from api.problems import answer_problem, field_errors


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
