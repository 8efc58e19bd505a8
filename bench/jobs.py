"""What is measured inside the product: `python -m bench.jobs NAME`.

Each job runs in a process of its own that prints one JSON object.
"""

import csv
import gzip
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django

django.setup()

from django.contrib.auth import (  # noqa: E402 — after setup
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
)
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from analytics.actions.measuring import measure_months  # noqa: E402
from bench.ledger import measure_ledger  # noqa: E402
from bench.messages import measure_letters, measure_mails  # noqa: E402
from bench.rest_setting import count_rest_statements, describe_rest  # noqa: E402
from bench.surveys import measure_surveys  # noqa: E402
from bench.webhooks import measure_webhooks  # noqa: E402
from core.queries import paging  # noqa: E402
from customers.models import Contact  # noqa: E402
from customers.rules import MASKED  # noqa: E402
from demo.load.people import PREFIX  # noqa: E402
from portal.actions.links import make_link_by_hand  # noqa: E402
from tickets.desk.queries import desk, saved_views  # noqa: E402
from tickets.limits.actions import clocks  # noqa: E402
from tickets.limits.models import SlaClock  # noqa: E402
from tickets.record.domain.triage import PRIORITY_OF_TIER  # noqa: E402
from tickets.record.enums import Tier  # noqa: E402
from tickets.record.models import IssueType, Ticket  # noqa: E402
from tickets.transfer.exports import forms  # noqa: E402
from tickets.work.actions import register  # noqa: E402

BACKEND = "accounts.backends.DeskBackend"
FLOOR_BACKEND = "bench.floor.backends.FloorBackend"
DUE = 10_000

# The page of the list that stands for far down.
FAR = 500

EXPORTED = int(os.environ.get("BENCH_ROWS", "50000"))
IMPORTED = int(os.environ.get("BENCH_IMPORT", "30000"))
CREATED = 40
SWEEPS = 3

# As the job sweeps.
BATCH = 500

CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
HISTORY = (
    Path(__file__).resolve().parent.parent
    / "tests"
    / "tickets"
    / "data"
    / "servicenow_incidents_300.csv.gz"
)


def loaded_agent(role: str) -> User:
    """A loaded agent of the role."""
    return User.objects.filter(username__startswith=PREFIX, groups__name=role).order_by("pk")[1]


def describe_setting() -> dict[str, Any]:
    """Cookies of two people, and the addresses that depend on the data."""
    boss, agent = loaded_agent("supervisor"), loaded_agent("agent")
    numbers = Ticket.objects.open().order_by("next_due_at").values_list("number", flat=True)
    pages = min(FAR, max(2, Ticket.objects.count() // desk.PAGE_SIZE // 2))
    far = {key: cursor_of(saved_views.BY_KEY[key], boss, pages) for key in ("open", "all")}
    contact = (
        Contact.objects.filter(customer__source=PREFIX, name__regex="^...$").order_by("pk").first()
    )
    counts = {
        "tickets": Ticket.objects.count(),
        "open": Ticket.objects.open().count(),
        "agents": User.objects.count(),
    }
    clocks_now = {
        "clocks": SlaClock.objects.count(),
        "to check": SlaClock.objects.filter(next_check_at__isnull=False).count(),
    }
    ticket = numbers[min(25, len(numbers) - 1)]
    link = make_link_by_hand(Ticket.objects.get(number=ticket), by=boss, at=timezone.now())
    return {
        "cookies": {"supervisor": open_session(boss), "agent": open_session(agent)},
        "floor_cookie": open_session(boss, FLOOR_BACKEND),
        "ticket": ticket,
        "customer_page": link,
        "far": far,
        "far_page": pages,
        "name": contact.name if contact else "",
        "busy_department": busy_department(),
        "months_kept_s": keep_months(),
        "rest": describe_rest(boss, agent, far=desk.PAGE_SIZE * pages),
        "counts": {**counts, **clocks_now},
        "database_mb": database_mb(),
    }


def busy_department() -> int:
    """The key of the department with the most tickets."""
    counts = Ticket.objects.values_list("department").annotate(times=Count("pk"))
    return counts.filter(department__isnull=False).order_by("-times")[0][0]


def keep_months() -> float:
    """As the timetable would have done by now: the seconds that all months took together."""
    started = time.monotonic()
    while measure_months(timezone.now()):
        pass
    return round(time.monotonic() - started, 1)


def database_mb() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()) / 1048576")
        return cursor.fetchone()[0]


def open_session(user: User, backend: str = BACKEND) -> str:
    """As the log-in would have left it."""
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY], store[HASH_SESSION_KEY] = (
        str(user.pk),
        backend,
        user.get_session_auth_hash(),
    )
    store.create()
    return store.session_key


def cursor_of(view: saved_views.SavedView, user: User, page: int) -> str:
    """The address part that leads to a page far down, as following the links would."""
    viewpoint = saved_views.current_viewpoint(user, timezone.now())
    rows = desk.listed_tickets(viewpoint, view, desk.ListFilters())
    field = f"-{view.order.field}" if view.order.descending else view.order.field
    found = rows.filter(**{f"{view.order.field}__isnull": False}).order_by(
        field, "-pk" if view.order.descending else "pk"
    )
    place = min(desk.PAGE_SIZE * (page - 1), max(found.count() - desk.PAGE_SIZE - 1, 1))
    return paging.encoded_cursor(view.order, found[place - 1], ">")


def count_statements() -> dict[str, Any]:
    """How many statements each page takes once a process is warm.

    Name to role and path comes as JSON; the role is empty for who has not logged in. Then those of
    `count_rest_statements`.
    """
    asked, sent = (json.loads(argument) for argument in sys.argv[2:4])
    found = count_rest_statements(sent)
    for name, (role, path) in asked.items():
        client = Client(headers={"host": "127.0.0.1"})
        if role:
            client.force_login(loaded_agent(role), backend=BACKEND)
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        found[name] = len(captured)
    return found


def measure_create() -> dict[str, Any]:
    """Registering a ticket through its action: number, routing, clocks, ledger, search.

    Beside it the same rows in plain SQL.
    """
    agent, customer = loaded_agent("agent"), Ticket.objects.order_by("pk").first().customer
    contact, issue_type = (
        customer.contacts.first(),
        IssueType.objects.filter(default_department__isnull=False).first(),
    )
    channel = Ticket.objects.order_by("pk").first().channel
    fields = {
        "summary": "空压机无法启动",
        "original_text": "早班开机后空压机无法启动，请尽快安排工程师上门。",
        "issue_type": issue_type,
    }

    def product() -> Ticket:
        return register.register_ticket(
            by=agent,
            at=timezone.now(),
            customer=customer,
            contact=contact,
            channel=channel,
            tier=Tier.IMPORTANT,
            priority=PRIORITY_OF_TIER[Tier.IMPORTANT],
            **fields,
        )

    copied = _copies_of(product())
    times: dict[str, list[float]] = {"product": [], "floor": []}
    for n in range(-3, CREATED):
        for name, act in (("product", product), ("floor", copied)):
            ms = elapsed_ms(act)
            times[name] += [ms] if n >= 0 else []
    with CaptureQueriesContext(connection) as captured:
        product()
    middle = {name: sorted(taken)[len(taken) // 2] for name, taken in times.items()}
    asked = [query["sql"] for query in captured if not query["sql"].startswith(CONTROL)]
    return {
        "ms": middle["product"],
        "floor_ms": middle["floor"],
        "ratio": middle["product"] / middle["floor"],
        "statements": len(asked),
        "with BEGIN and the like": len(captured),
    }


def _copies_of(ticket: Ticket) -> Callable[[], None]:
    """The floor of a create: the rows that the product wrote, copied by plain SQL.

    In one transaction, into tables with the same indexes.
    """
    tables = {
        "tickets_ticket": "id",
        "tickets_ticketevent": "ticket_id",
        "tickets_slaclock": "ticket_id",
        "tickets_assignment": "ticket_id",
    }
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"CREATE TABLE IF NOT EXISTS floor_{table} (LIKE {table} INCLUDING ALL)")
            cursor.execute(UNIQUE, [f"floor_{table}"])
            for constraint, index in cursor.fetchall():
                cursor.execute(
                    f"ALTER TABLE floor_{table} DROP CONSTRAINT {constraint}"
                    if constraint
                    else f"DROP INDEX {index}"
                )

    def copy() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for table, column in tables.items():
                cursor.execute(
                    f"INSERT INTO floor_{table} SELECT * FROM {table} WHERE {column} = %s",
                    [ticket.pk],
                )

    return copy


# The same rows come many times.
UNIQUE = """
SELECT (SELECT quote_ident(conname) FROM pg_constraint WHERE conindid = indexrelid),
       indexrelid::regclass::text
FROM pg_index WHERE indrelid = %s::regclass AND indisunique
"""


def measure_sweep() -> dict[str, Any]:
    """`DUE` limits due at once, several times; then nothing due.

    Beside it the mark and its ledger in one plain statement.
    """
    sweep_some(timezone.now(), sys.maxsize)
    waiting = SlaClock.objects.filter(next_check_at__isnull=False).order_by("next_check_at")
    due = min(DUE, waiting.count() // (SWEEPS + 2))
    raw = raw_sweep(waiting.values_list("next_check_at", flat=True)[due - 1], due)
    times, raised = [], 0
    for _n in range(SWEEPS):
        at = waiting.values_list("next_check_at", flat=True)[due - 1]
        started = time.perf_counter()
        raised += sweep_some(at, due)
        times.append((time.perf_counter() - started) * 1000)
    middle = sorted(times)[len(times) // 2]
    sweep_some(at, sys.maxsize)
    idle = sorted(elapsed_ms(lambda: clocks.sweep_clocks(at=at, limit=BATCH)) for _n in range(50))
    figures = {
        "due": due,
        "ms": middle,
        "ms a thousand": middle / due * 1000,
        "raised": raised // SWEEPS,
        "each_ms": times,
    }
    return {**figures, "raw_ms": raw, "ratio": middle / raw, "nothing due ms": idle[25]}


def sweep_some(at: Any, count: int) -> int:
    """As the job does it, batch after batch, until so many were looked at or nothing is due.

    Returns how many steps were raised.
    """
    raised = looked_at = 0
    while looked_at < count:
        swept = clocks.sweep_clocks(at=at, limit=min(BATCH, count - looked_at))
        raised, looked_at = raised + swept.raised, looked_at + swept.looked_at
        if swept.looked_at < BATCH:
            break
    return raised


RAW_SWEEP = """
WITH marked AS (
    UPDATE tickets_slaclock
    SET state = 'breached_running', breached_at = due_at, detected_at = %s, next_check_at = NULL
    WHERE id IN (
        SELECT id FROM tickets_slaclock WHERE next_check_at <= %s ORDER BY next_check_at LIMIT %s
        FOR UPDATE SKIP LOCKED
    )
    RETURNING ticket_id, due_at
)
INSERT INTO tickets_ticketevent (
    ticket_id, kind, at, recorded_at, before, after, note, data, visibility, source, request_id
)
SELECT ticket_id, 'clock_breached', %s, %s, '', '', '', '{}', 'internal', 'system', '' FROM marked
"""


def raw_sweep(at: Any, dues: int) -> float:
    """Mark them late and write one line each; taken back."""
    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RAW_SWEEP, [at, at, dues, at, at])
        taken = (time.perf_counter() - started) * 1000
        transaction.set_rollback(True)
    return taken


def measure_export() -> dict[str, Any]:
    """The register (F1) of so many tickets as a workbook, to a file."""
    tickets = Ticket.objects.order_by("-reported_at", "-pk")[:EXPORTED]
    before, started = peak_mb(), time.perf_counter()
    file, count = forms.make_register(tickets, MASKED)
    size = file.seek(0, 2)
    return {
        "rows": count,
        "s": time.perf_counter() - started,
        "mb": size / 1048576,
        "added_mb": peak_mb() - before,
    }


def measure_import() -> dict[str, Any]:
    """The sample of another help desk's history, many times under other numbers.

    Brought in with its limits and its ledger.
    """
    from tickets.transfer.imports import history

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.csv"
        count = _multiply_history(path)
        before, started = peak_mb(), time.perf_counter()
        outcome = history.bring_in(
            path, history.mapping_at("servicenow"), by=None, at=timezone.now(), is_dry=False
        )
        seconds = time.perf_counter() - started
    return {
        "tickets": count,
        "s": seconds,
        "a second": count / seconds,
        "added_mb": peak_mb() - before,
        **outcome.counts,
    }


def _multiply_history(path: Path) -> int:
    with gzip.open(HISTORY, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    numbers = {row["number"] for row in rows}
    copies = max(1, IMPORTED // len(numbers))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        for copy in range(copies):
            writer.writerows(_renumbered(rows, copy))
    return copies * len(numbers)


def _renumbered(rows: list[dict[str, str]], copy: int) -> Iterator[dict[str, str]]:
    return ({**row, "number": f"{row['number']}-{copy}"} for row in rows)


def elapsed_ms(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


JOBS = {
    "setting": describe_setting,
    "statements": count_statements,
    "create": measure_create,
    "ledger": lambda: measure_ledger(loaded_agent("agent")),
    "sweep": measure_sweep,
    "export": measure_export,
    "import": measure_import,
    "surveys": measure_surveys,
    "letters": measure_letters,
    "mails": measure_mails,
    "webhooks": measure_webhooks,
}

if __name__ == "__main__":
    result = JOBS[sys.argv[1]]()
    sys.stdout.write(json.dumps(result, default=str) + "\n")
