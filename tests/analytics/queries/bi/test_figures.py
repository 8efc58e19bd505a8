"""The views for BI count as the pages do."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from analytics.queries.bi import bi_views
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.enums import Bucket
from metrics.queries import measure
from metrics.queries.registry import DAILY_LIMITS, LIMIT_KINDS
from tests.seed_rows import restore_tables
from tickets.limits.models import SlaClock
from tickets.record.enums import Status
from tickets.record.models import Ticket

pytestmark = pytest.mark.django_db

SPAN = FigureSpan(date(2023, 1, 1), date(2027, 12, 31))
SHARE = "100.0 * avg(({})::int)"


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The sources' own examples, three months of finished work, and a day in full swing."""
    with django_db_blocker.unblock():
        call_command("load_demo", stdout=io.StringIO())
        yield
        restore_tables()


def rows(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_every_ticket_clock_and_survey_is_there(demo):
    merged = Ticket.objects.filter(status=Status.MERGED).count()
    assert merged > 0
    assert rows("SELECT count(*), count(*) FILTER (WHERE status = 'merged') FROM bi.tickets") == [
        (Ticket.objects.count(), merged)
    ]
    for view in bi_views():
        (of_view,) = rows(f"SELECT count(*) FROM bi.{view.name}")
        assert of_view == (view.rows.count(),), view.name
        assert of_view[0] or view.name == "survey_reasons", view.name
    clocks = rows("SELECT count(*) FROM bi.clocks")
    assert clocks == [(SlaClock.objects.count(),)]


STATEMENTS = {
    "volume": ("tickets", "reported_month", "count(*)", "count(*)", ""),
    "avg_response": (
        "tickets",
        "reported_month",
        "count(response_minutes)",
        "avg(response_minutes)",
        "",
    ),
    "avg_resolution": (
        "tickets",
        "resolved_month",
        "count(resolution_hours)",
        "avg(resolution_hours)",
        "",
    ),
    "reopen_rate": ("tickets", "resolved_month", "count(*)", SHARE.format("reopen_count > 0"), ""),
    "fcr": ("tickets", "resolved_month", "count(*)", SHARE.format("is_first_time"), ""),
    "complaint_rate": (
        "tickets",
        "reported_month",
        "count(*)",
        SHARE.format("nature = 'complaint'"),
        "",
    ),
    "csat_avg": ("scores", "scored_month", "count(*)", "avg(score)", ""),
    "csat_pct": ("scores", "scored_month", "count(*)", SHARE.format("score >= 4"), ""),
    **{
        f"csat_{name}": ("surveys", "answered_month", f"count({name})", f"avg({name})", "")
        for name in ("timeliness", "skill", "attitude", "effect")
    },
    "csat_own": ("surveys", "answered_month", "count(*)", "avg(overall)", "AND way = 'link'"),
    "csat_phone": ("surveys", "answered_month", "count(*)", "avg(overall)", "AND way = 'phone'"),
    "low_answers": ("surveys", "answered_month", "count(*)", SHARE.format("is_low"), ""),
    **{
        f"sla_{kind}": (
            "clocks",
            "judged_month",
            "count(is_kept)",
            SHARE.format("is_kept"),
            f"AND kind = '{kind}'",
        )
        for kind in LIMIT_KINDS
        # of those there are cases that no clock stands for until the sweep has made it
        if kind not in DAILY_LIMITS
    },
}


def of_screen(key, at):
    series = measure.figure_series(key, FigureScope(), SPAN, Bucket.MONTH, at=at)
    return {month: (figure.count, close(figure.value)) for month, figure in series if figure.count}


def of_view(key):
    view, month, count, value, more = STATEMENTS[key]
    found = rows(
        f"SELECT {month}, {count}, {value} FROM bi.{view} WHERE is_counted"
        f" AND {month} IS NOT NULL {more} GROUP BY 1"
    )
    return {month: (count, close(Decimal(value))) for month, count, value in found if count}


def close(value):
    return value.quantize(Decimal("1e-9"))


@pytest.mark.parametrize("key", sorted(STATEMENTS))
def test_each_month_is_the_same_as_on_the_screen(demo, key):
    # A limit may fall due while the test looks: the view stands between two looks at the screen.
    before = of_screen(key, timezone.now())
    seen = of_view(key)
    assert seen in (before, of_screen(key, timezone.now()))
    assert seen or key in ("sla_decide", "csat_phone", "sla_start")


def test_the_answer_rate_takes_two_views(demo):
    found = rows(
        "SELECT resolved_month, count(*), 100.0 * count(score) / count(*) FROM bi.tickets"
        " LEFT JOIN bi.scores USING (ticket_key)"
        " WHERE tickets.is_counted AND resolved_month IS NOT NULL GROUP BY 1"
    )
    seen = {month: (count, close(Decimal(value))) for month, count, value in found}
    assert seen == of_screen("answer_rate", timezone.now())


def test_the_examples_of_the_page_can_be_run(demo):
    page = Path(settings.BASE_DIR, "docs", "bi.md").read_text(encoding="utf-8")
    examples = [part.split("```")[0] for part in page.split("```sql\n")[1:]]
    assert len(examples) >= 3
    for example in examples:
        assert rows(example), example
