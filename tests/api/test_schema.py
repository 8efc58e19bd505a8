"""The description of the interface, and thousands of requests that it allows and forbids."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings

from demo.people import Cast
from tests.support.api_client import ApiClient
from aftersales.wsgi import application

schema = schemathesis.pytest.from_fixture("described")


@pytest.fixture
def described(db: None) -> Any:
    """As the docs page loads it."""
    return schemathesis.openapi.from_wsgi("/api/schema/?format=json", application)


@schema.parametrize()
@settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_address_keeps_its_word(case: Any, crm: ApiClient, cast: Cast) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {crm.key}"})
