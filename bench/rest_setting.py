"""What the REST interface is asked with, and how many statements it takes. After Django is set up."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.tokens import make_token
from accounts.domain.tokens import FASTEST_PACE
from accounts.enums import TokenScope
from accounts.models import User
from api.actions.feed import database_key, mark_of, number_changes
from api.models import FeedEntry
from api.paging import cursor_of_list, key_of_list
from bench.floor.tables import MAKE_TABLES
from bench.rest import AGENT, BLIND, BOSS, CLIENTS
from core.queries.paging import encoded_cursor
from customers.models import Contact
from tickets.api.views import TicketView
from tickets.record.models import Ticket

CHANGED = 50
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SET LOCAL")

NOTE_UNKNOWN = """
INSERT INTO api_rowchange (kind, row)
SELECT %s, id FROM tickets_ticket
WHERE NOT EXISTS (SELECT FROM api_feedentry WHERE kind = %s AND row = tickets_ticket.id)
ORDER BY id
"""


def describe_rest(boss: User, agent: User, far: int) -> dict[str, Any]:
    """Tokens, and the addresses that depend on the data. `far` is how many rows lie before."""
    with connection.cursor() as cursor:
        cursor.execute(MAKE_TABLES)
        # A large load runs without triggers.
        cursor.execute(NOTE_UNKNOWN, [TicketView.kind, TicketView.kind])
    # As the timetable would have done by now.
    number_changes()
    caller = Contact.objects.exclude(phone_digits="").select_related("customer").order_by("-pk")[0]
    newest = Ticket.objects.order_by("-reported_at", "-pk")
    changed = FeedEntry.objects.filter(kind=TicketView.kind).order_by("-position")
    far_away = encoded_cursor(TicketView.order, newest[min(far, newest.count() - 60)], ">")
    scopes = list(TokenScope.values)
    blind = [scope for scope in scopes if scope != TokenScope.PII]
    return {
        "keys": {
            BOSS: _key_of(boss, scopes),
            AGENT: _key_of(agent, scopes),
            BLIND: _key_of(boss, blind),
        },
        "pushing": [_key_of(boss, scopes) for _client in range(CLIENTS)],
        "far": cursor_of_list(key_of_list("/api/v1/tickets/", QueryDict()), far_away),
        "lately": quote(newest.latest("updated_at").updated_at.isoformat()),
        "mark": mark_of(TicketView.kind, changed[CHANGED].position, database_key()),
        "customer": caller.customer.code,
        "contact": caller.pk,
        "phone": caller.phone_digits,
    }


def _key_of(person: User, scopes: list[str]) -> str:
    _token, key = make_token(
        person,
        by=None,
        at=timezone.now(),
        name="bench",
        scopes=scopes,
        lasts=timedelta(days=1),
        requests_per_minute=FASTEST_PACE,
    )
    return key


def count_rest_statements(asked: dict[str, Any]) -> dict[str, int]:
    """Of requests by name, once a process is warm; without BEGIN and the like.

    Each has a key, a path, and a body where it is sent.
    """
    return {name: _statements_of(**one) for name, one in asked.items()}


def _statements_of(*, key: str, path: str, body: dict[str, Any] | None) -> int:
    client = Client(headers={"host": "127.0.0.1", "Authorization": f"Bearer {key}"})

    def ask() -> None:
        if body is None:
            client.get(path)
        else:
            headers = {"Idempotency-Key": uuid4().hex}
            client.post(path, json.dumps(body), content_type="application/json", headers=headers)

    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    return sum(not query["sql"].startswith(CONTROL) for query in captured)
