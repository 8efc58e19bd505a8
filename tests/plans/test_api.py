"""Steps of plans over REST: what they ask back, and what they do not take now."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from demo.people import Cast
from plans.actions import drafting
from plans.models import Plan, Stage
from tests.support.api_client import ApiClient

pytestmark = pytest.mark.django_db

END = date(2031, 6, 16)
STAGE = {"code": "1.1", "task": "调研", "planned_date": "2031-07-01"}


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return drafting.create_plan(
        by=cast.staff["supervisor"],
        at=timezone.now(),
        name="更快",
        start_date=date(2031, 3, 16),
        end_date=END,
    )


def take(cast: Cast, plan: Plan, key: str, **body: Any) -> Any:
    crm = ApiClient(cast.staff["supervisor"])
    return crm.post(f"plans/{plan.number}/steps/{key}/", body, Accept_Language="en")


def test_what_a_page_asks_back_a_program_is_told_how_to_mean(cast: Cast, plan: Plan) -> None:
    for body in (STAGE, STAGE, {**STAGE, "is_meant": False}):
        asked = take(cast, plan, "add_stage", **body)
        [error] = asked.json()["errors"]
        assert (asked.status_code, error["path"]) == (422, "$.planned_date")
        assert error["message"].endswith("Send `is_meant: true` as well if it is meant so.")
    odd = take(cast, plan, "add_stage", **STAGE, is_meant="yes")
    assert odd.json()["errors"][0]["path"] == "$.is_meant"
    assert take(cast, plan, "add_stage", **STAGE, is_meant=True).status_code == 200
    assert Stage.objects.get(plan=plan).task == "调研"


def test_a_field_that_does_not_apply_says_why(cast: Cast, plan: Plan) -> None:
    answer = take(cast, plan, "add_stage", **STAGE, subproject="甲", version=1)
    said = {error["path"]: error["message"] for error in answer.json()["errors"]}
    assert said == {
        "$.subproject": "This is not taken now: The plan has no sub-projects.",
        "$.version": "This is not taken now: It is not asked for now.",
    }
