"""The description of the interface, and requests that it allows and forbids, over real HTTP."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup

from tests.fixtures import small_cast
from tests.support.api_client import ApiClient

# What fits the shape may still name nobody, or break a rule of the desk.
SAID_NO_TO = ["2xx", "401", "403", "404", "409", "412", "422"]

FEW = settings(
    max_examples=4,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def key(transactional_db: None) -> str:
    """Opens everything that a supervisor may do."""
    return ApiClient(small_cast().staff["supervisor"]).key


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_address_keeps_its_word(live_server: Any, key: str, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_url(f"{live_server.url}/api/schema/?format=json")
    schema.config.checks.positive_data_acceptance.expected_statuses = SAID_NO_TO
    headers = {"Authorization": f"Bearer {key}"}
    faults: list[str] = []
    asked = 0

    def ask(case: Any) -> None:
        nonlocal asked
        asked += 1
        try:
            case.call_and_validate(headers=headers)
        except FailureGroup as group:
            faults.extend(f"{case.method} {case.path} {one}" for one in group.exceptions)

    for operation in schema.get_all_operations():
        strategy = operation.ok().as_strategy(generation_mode=mode)
        FEW(given(case=strategy)(ask))()
    assert not faults, "\n\n".join(sorted(set(faults))[:40])
    assert asked > 50
