"""How many statements the busiest addresses take, whatever the rows."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from demo.people import Cast
from tests.support.api_client import ApiClient

CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def statements(ask: Callable[[], HttpResponse]) -> int:
    """Of a request once the process is warm."""
    assert ask().status_code < 300
    with CaptureQueriesContext(connection) as captured:
        ask()
    return sum(not query["sql"].startswith(CONTROL) for query in captured)


@pytest.fixture
def create(crm: ApiClient, cast: Cast) -> Callable[[], HttpResponse]:
    customer = next(iter(cast.customers.values()))
    call = {"customer": customer.code, "channel": "phone", "summary": "空压机无法启动"}
    return lambda: crm.post("tickets/", call, key=uuid4().hex)


def test_a_list_takes_as_many_statements_for_one_row_as_for_three(
    crm: ApiClient, cast: Cast, create: Callable[[], HttpResponse]
) -> None:
    blind = ApiClient(cast.staff["supervisor"], ["tickets.read"])
    taken = []
    for _n in range(3):
        create()
        taken.append(
            (statements(lambda: crm.get("tickets/")), statements(lambda: blind.get("tickets/")))
        )
    # The token, its person, the count of its use; keys, rows, and the names to be masked.
    assert taken == [(5, 6)] * 3


def test_a_create_and_a_note_take_few_statements(
    crm: ApiClient, create: Callable[[], HttpResponse]
) -> None:
    assert statements(create) <= 17
    number = create().json()["number"]
    note = {"kind": "note", "body": "已约定明天上午。"}
    path = f"tickets/{number}/messages/"
    assert statements(lambda: crm.post(path, note, key=uuid4().hex)) <= 12
    assert statements(lambda: crm.get(f"tickets/{number}/")) <= 5
