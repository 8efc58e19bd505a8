"""A CRM that stands for a supervisor, who sees every ticket and every name."""

import pytest

from demo.people import Cast
from tests.fixtures import cast  # noqa: F401 — a fixture
from tests.support.api_client import ApiClient


@pytest.fixture
def crm(cast: Cast) -> ApiClient:  # noqa: F811 — the fixture above
    return ApiClient(cast.staff["supervisor"])
