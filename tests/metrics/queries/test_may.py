"""E9 as a table: the figures of the sources' May 2024."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Department, User
from customers.models import Channel
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.enums import Better, Bucket, By, Cohort, MetricUnit, Note
from metrics.queries import measure
from metrics.queries.arrivals import ages_of_unsolved, arrivals_by_hour, time_by_issue_type
from metrics.queries.registry import LIMIT_KINDS, REGISTRY
from tests.factories.many_tickets import tickets_like
from tests.factories.may_2024 import ALL, JUNE, MAY, REPORT, may_2024
from tests.fixtures import reported
from tests.seed_rows import restore_tables
from tests.tickets.world import at, local, ticket_at
from tickets.limits.actions import clocks
from tickets.limits.models import SlaClock
from tickets.record.enums import Nature, Status, Tier
from tickets.record.models import IssueType, Ticket
from tickets.work.actions import moves

pytestmark = pytest.mark.django_db

ONE_DECIMAL = Decimal("0.1")
WAITING = {key for key, one in REGISTRY.items() if one.cohort == Cohort.WAITING}
RATES = {key for key, one in REGISTRY.items() if one.base}
WHOLE = FigureSpan(date(2023, 1, 1), date(2024, 12, 31))


@pytest.fixture(scope="module")
def may(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        yield may_2024()
        restore_tables()


def of(key, scope=ALL, span=MAY, now=REPORT):
    return measure.measured_figure(key, scope, span, at=now)


def numbers(key, scope=ALL, span=MAY, now=REPORT):
    """The last three digits of the tickets behind a figure that have the value 0."""
    return {
        row.number[-3:]
        for row in measure.cases_behind(key, scope, span, at=now)
        if not row.case_value
    }


def counted(key, scope=ALL, span=MAY):
    """The last three digits of all tickets behind a figure."""
    return {row.number[-3:] for row in measure.cases_behind(key, scope, span, at=REPORT)}


@pytest.mark.parametrize(
    ("key", "value", "count"),
    [
        ("volume", Decimal(12), 12),
        ("avg_response", Decimal(305) / 11, 11),
        ("avg_resolution", Decimal(11_895) / 600, 10),
        ("avg_handling", Decimal(11_895) / 600, 10),
        ("sla_ack", Decimal(75), 12),
        (
            "sla_resolve",
            Decimal(80),
            5,
        ),  # cycles: 00126 was late first and in time after it came back
        ("reopen_rate", Decimal(10), 10),
        ("csat_avg", Decimal(37) / 9, 9),
        ("csat_pct", Decimal(700) / 9, 9),
        ("answer_rate", Decimal(90), 10),
        ("complaint_rate", Decimal(0), 12),
        ("csat_timeliness", Decimal(36) / 9, 9),
        ("csat_skill", Decimal(38) / 9, 9),
        ("csat_attitude", Decimal(41) / 9, 9),
        ("csat_effect", Decimal(37) / 9, 9),
        ("csat_own", Decimal(37) / 9, 9),
        # By any of its scores: 00126, 00128 and 00132.
        ("low_answers", Decimal(300) / 9, 9),
        ("confirmed", Decimal(100), 10),
        ("refused", Decimal(0), 11),
    ],
)
def test_the_figures_of_may(may, key, value, count):
    found = of(key)
    assert (found.value, found.count) == (value, count)


def test_response_has_its_extremes_and_tells_who_waits(may):
    found = of("avg_response")
    assert (found.minimum, found.median, found.maximum, found.missing) == (5, 20, 70, 1)
    assert found.value.quantize(ONE_DECIMAL) == Decimal("27.7")
    assert found.p90 == 50, "nine of eleven neighbours lie below: the tenth value"


def test_acknowledgements_missed_are_those_of_the_source(may):
    assert numbers("sla_ack") == {"126", "129", "134"}


def test_a_sweep_that_notices_the_miss_later_changes_no_figure(may):
    before = of("sla_ack")
    row = SlaClock.objects.get(ticket__number="202405-00134", kind__code="ack")
    assert row.breached_at is None, "nobody has swept yet"
    clocks.sweep_clocks(at=REPORT, limit=100)
    row.refresh_from_db()
    assert row.breached_at is not None
    assert of("sla_ack") == before


def test_a_limit_that_still_runs_in_time_is_left_out(may):
    """00134 was reported at 10:00 with an hour to answer."""
    assert "134" not in numbers("sla_ack", now=at("2024-05-30 11:00"))
    assert "134" in numbers("sla_ack", now=at("2024-05-30 11:00:01"))


def test_important_tickets_within_24_hours(may):
    """00130 took exactly 24 h and is met, 00126 did not."""
    important = FigureScope(tiers=(Tier.IMPORTANT,))
    assert (
        measure.compliance_pct(
            "avg_resolution", important, MAY, Decimal(24), Better.LOWER, at=REPORT
        )
        == 75
    )
    assert numbers("sla_resolve", important) == {"126"}
    assert [
        row.number[-3:] for row in measure.cases_behind("sla_resolve", important, MAY, at=REPORT)
    ].count("126") == 2, "both of its cycles"


def test_the_first_ticket_of_june_is_the_last_reported_in_may(may):
    june = of("avg_resolution", span=JUNE)
    assert (june.value, june.count) == (Decimal(3), 1)
    assert [row.number for row in measure.cases_behind("avg_resolution", ALL, JUNE, at=REPORT)] == [
        "202405-00133"
    ]
    assert of("volume", span=JUNE).count == 0


def test_departments_differ(may):
    found = measure.grouped("avg_response", ALL, MAY, By.DEPARTMENT, at=REPORT)
    assert [
        (label, figure.value.quantize(ONE_DECIMAL), figure.count, figure.missing)
        for label, figure in found
    ] == [
        ("技术支持部", Decimal("31.4"), 7, 0),
        ("客服部", Decimal("11.7"), 3, 1),
        ("物流部", Decimal("50.0"), 1, 0),
    ]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (By.ISSUE_TYPE, {"硬件故障": 4, "操作咨询": 4, "软件bug": 3, "物流问题": 1}),
        (By.CHANNEL, {"电话": 5, "在线客服": 2, "邮件": 2, "工单系统": 2, "公众号": 1}),
        (By.TIER, {"一般": 5, "重要": 4, "紧急": 3}),
        (By.NATURE, {"咨询": 4, "故障": 8}),
    ],
)
def test_the_volume_by_its_parts(may, by, expected):
    found = measure.grouped("volume", ALL, MAY, by, at=REPORT)
    assert {label: figure.count for label, figure in found} == expected
    assert [figure.count for _label, figure in found] == sorted(expected.values(), reverse=True)


# --- first-time resolution ------------------------------------------------------------------------------------------


def again(cast, **told):
    """Another ticket about 00129, which was solved on 05-11 at 13:00, instead of the merged one."""
    never_came_again()
    first = Ticket.objects.get(number="202405-00129")
    return ticket_at(
        cast, "2024-05-18 13:00", asset=first.asset, issue_type=first.issue_type, **told
    )


def never_came_again():
    """Without the second ticket that E9's flag "repeat" tells of."""
    merged = Ticket.objects.filter(merged_into__number="202405-00129")
    assert merged.update(status=Status.CANCELLED) == 1


def test_solved_at_the_first_go(may):
    """00126 was reopened; 00129 came again as a ticket that was merged and counts in no volume."""
    found = of("fcr")
    assert (found.value, found.count, of("volume").count) == (Decimal(80), 10, 12)
    assert numbers("fcr") == {"126", "129"}

    [merged] = Ticket.objects.filter(merged_into__number="202405-00129")
    assert (merged.number, merged.status, local(merged.reported_at)[:10]) == (
        "202405-00135",
        Status.MERGED,
        "2024-05-14",
    )


def test_a_ticket_that_was_not_merged_came_back(may):
    again(may)
    assert (of("fcr").value, of("volume").count) == (Decimal(80), 13)


def test_a_cancelled_ticket_did_not_come_back(may):
    moves.cancel_ticket(
        again(may), by=may.staff["supervisor"], at=at("2024-05-18 14:00"), note="客户误报"
    )
    assert (of("fcr").value, of("volume").count) == (Decimal(90), 12)


@pytest.mark.parametrize(
    ("reported", "told", "came_back"),
    [
        ("2024-05-18 13:00", {}, True),
        ("2024-05-18 13:01", {}, False),
        ("2024-05-11 12:59", {}, False),
        ("2024-05-18 13:00", {"asset": None}, True),
        ("2024-05-18 13:00", {"asset": None, "issue_type": "操作咨询"}, False),
        ("2024-05-18 13:00", {"issue_type": "操作咨询"}, True),
        ("2024-05-18 13:00", {"asset": None, "issue_type": "操作咨询", "is_linked": True}, True),
    ],
)
def test_what_counts_as_coming_back(may, reported, told, came_back):
    never_came_again()
    first = Ticket.objects.get(number="202405-00129")
    given = {
        "asset": first.asset,
        "issue_type": first.issue_type,
        "is_repeat_of": first if told.pop("is_linked", False) else None,
        **told,
    }
    if isinstance(given["issue_type"], str):
        given["issue_type"] = may.types[given["issue_type"]]
    ticket_at(may, reported, **given)
    assert ("129" in numbers("fcr")) is came_back


def test_an_open_repeat_window_is_provisional(may):
    """The last of May was solved on 05-28 at 13:00."""
    early, settled = of("fcr"), of("fcr", now=at("2024-06-04 13:00"))
    assert (early.is_provisional, early.notes) == (True, (Note.OPEN_WINDOW,))
    assert (settled.is_provisional, settled.value) == (False, early.value)
    assert of("fcr", now=at("2024-05-31 12:00")).notes == (Note.OPEN_PERIOD, Note.OPEN_WINDOW)


# --- scopes, periods ------------------------------------------------------------------------------------------------


def test_scopes_narrow(may):
    phone, faults = Channel.objects.get(name="电话"), IssueType.objects.get(name="产品故障")
    support = Department.objects.get(name="技术支持部")
    assert of("volume", FigureScope(channels=(phone.pk,))).count == 5
    assert of("volume", FigureScope(issue_types=(faults.pk,))).count == 7, (
        "an issue type stands for those below it"
    )
    assert of("volume", FigureScope(issue_types=(may.types["软件bug"].pk,))).count == 3
    assert of("avg_response", FigureScope(departments=(support.pk,))).value == Decimal(220) / 7
    assert of("volume", FigureScope(natures=(Nature.INQUIRY,))).count == 4
    assert of("volume", FigureScope(tiers=(Tier.URGENT,), channels=(phone.pk,))).count == 3
    assert of("sla_ack", FigureScope(tiers=(Tier.URGENT,))).count == 3


@pytest.mark.parametrize("key", sorted(set(REGISTRY) - RATES))
def test_an_empty_period_has_no_figure(may, key):
    empty = FigureSpan(date(2021, 1, 1), date(2021, 12, 31))
    found = of(key, span=empty)
    assert (found.value, found.count) == (
        Decimal(0) if REGISTRY[key].unit == MetricUnit.COUNT else None,
        0,
    )
    assert not found.is_provisional
    assert list(measure.cases_behind(key, ALL, empty, at=REPORT)) == []
    assert measure.compliance_pct(key, ALL, empty, Decimal(1), Better.LOWER, at=REPORT) is None


@pytest.mark.parametrize(
    ("key", "target", "wanted", "expected"),
    [
        ("avg_response", Decimal(20), Better.LOWER, Decimal(600) / 11),
        ("avg_response", Decimal("19.99"), Better.LOWER, Decimal(500) / 11),
        ("csat_avg", Decimal(4), Better.HIGHER, Decimal(700) / 9),
        ("csat_avg", Decimal("4.5"), Better.HIGHER, Decimal(400) / 9),
        ("avg_handling", Decimal(24), Better.LOWER, Decimal(80)),
        ("fcr", Decimal(90), Better.HIGHER, None),
        ("volume", Decimal(5), Better.LOWER, None),
    ],
)
def test_the_share_of_cases_within_a_target(may, key, target, wanted, expected):
    assert measure.compliance_pct(key, ALL, MAY, target, wanted, at=REPORT) == expected


@pytest.mark.parametrize("span", [MAY, WHOLE, FigureSpan(date(2024, 5, 8), date(2024, 5, 31))])
@pytest.mark.parametrize("bucket", Bucket)
@pytest.mark.parametrize("key", sorted(set(REGISTRY) - WAITING - RATES))
def test_a_series_and_its_parts_are_the_figure(may, key, bucket, span):
    found, told = of(key, span=span), measure.figure_series(key, ALL, span, bucket, at=REPORT)
    is_number = REGISTRY[key].unit == MetricUnit.COUNT
    assert sum(figure.count for _day, figure in told) == found.count
    assert sum(figure.missing for _day, figure in told) == found.missing
    total = sum(
        (
            figure.value * (1 if is_number else figure.count)
            for _day, figure in told
            if figure.value is not None
        ),
        Decimal(0),
    )
    whole = (found.value or 0) * (1 if is_number else found.count)
    assert abs(total - whole) < Decimal("1e-20")
    for by in REGISTRY[key].groups:
        assert (
            sum(figure.count for _label, figure in measure.grouped(key, ALL, span, by, at=REPORT))
            == found.count
        )


def test_a_series_has_its_empty_buckets(may):
    told = measure.figure_series(
        "volume", ALL, FigureSpan(date(2024, 4, 30), date(2024, 6, 2)), Bucket.WEEK, at=REPORT
    )
    assert [(day.isoformat(), figure.count) for day, figure in told] == [
        ("2024-04-29", 2),
        ("2024-05-06", 5),
        ("2024-05-13", 1),
        ("2024-05-20", 1),
        ("2024-05-27", 3),
    ]
    assert [figure.is_provisional for _day, figure in told] == [False] * 4 + [True]


@pytest.mark.parametrize("key", sorted(REGISTRY))
def test_a_figure_is_what_its_cases_are(may, key):
    found, rows = of(key, span=WHOLE), list(measure.cases_behind(key, ALL, WHOLE, at=REPORT))
    assert len(rows) == found.listed == measure.cases_behind(key, ALL, WHOLE, at=REPORT).count()
    assert [row.case_at for row in rows] == sorted((row.case_at for row in rows), reverse=True)
    assert found.listed == found.count or key in RATES
    if rows and key != "volume":
        mean = sum((row.case_value for row in rows), Decimal(0)) / found.count
        assert abs(mean - found.value) < Decimal("1e-9")
    if REGISTRY[key].has_singles and rows:
        values = [row.case_value for row in rows]
        assert abs(min(values) - found.minimum) < Decimal("1e-9")
        assert abs(max(values) - found.maximum) < Decimal("1e-9")


def test_some_metric_of_each_source_has_cases(may):
    empty = {key for key in REGISTRY if not of(key, span=WHOLE).count}
    assert empty == {"complaint_fcr", "complaint_resolved", "complaint_handling", "sla_decide"} | {
        "nps",
        "csat_phone",
        "part_delay",
    }


def test_one_statement_each_and_one_more_for_what_a_rate_comes_out_of(may):
    asked = {
        "figure": lambda key: of(key),
        "series": lambda key: measure.figure_series(key, ALL, MAY, Bucket.DAY, at=REPORT),
        "grouped": lambda key: measure.grouped(key, ALL, MAY, REGISTRY[key].groups[-1], at=REPORT),
        "compliance": lambda key: measure.compliance_pct(
            key, ALL, MAY, Decimal(4), Better.LOWER, at=REPORT
        ),
        "cases": lambda key: list(measure.cases_behind(key, ALL, MAY, at=REPORT)),
    }
    for key, one in REGISTRY.items():
        for name, ask in asked.items():
            if key in WAITING and name == "series":
                continue
            with CaptureQueriesContext(connection) as captured:
                ask(key)
            expected = 0 if name == "compliance" and not one.has_singles else 1
            if key in RATES and name not in ("compliance", "cases"):
                expected += 1
            assert len(captured) == expected, f"{key} {name}\n" + "\n".join(
                query["sql"] for query in captured
            )


def test_what_waits_is_counted_at_the_end_of_each_period(may):
    """00133 was solved on the 1st of June, 00134 not yet; 00126 came back and was solved again."""
    assert counted("backlog") == {"133", "134"}
    assert counted("backlog", span=JUNE) == {"134"}
    assert counted("backlog", span=FigureSpan(date(2024, 5, 1), date(2024, 5, 1))) == set()
    days = FigureSpan(date(2024, 5, 6), date(2024, 5, 9))
    waiting = [
        int(figure.value)
        for _day, figure in measure.figure_series("backlog", ALL, days, Bucket.DAY, at=REPORT)
    ]
    assert waiting == [2, 1, 0, 0], "two on the evening of the 6th, one until the 8th at 10"


def test_what_waits_has_an_age_at_the_end(may):
    found = of("backlog_age")
    # Until the 1st at 00:00: since 23:50 of the 31st, and since 10:00 of the 30th.
    assert (found.minimum * 60, found.maximum) == (10, 38)
    assert of("unsolved").value == 1 and counted("unsolved") == {"134"}


def test_limits_of_all_kinds_are_those_of_each(may):
    together = measure.figures_of_limits(ALL, MAY, at=REPORT)
    assert together == {code: of(f"sla_{code}") for code in LIMIT_KINDS}


def test_working_time_is_what_the_limits_spent(may):
    """Natural time of each cycle beside it: 00126 has two cycles."""
    ended = SlaClock.objects.filter(kind__code="resolve", stopped_at__isnull=False)
    spent = [clock.spent / timedelta(hours=1) for clock in ended]
    natural = [(clock.stopped_at - clock.started_at) / timedelta(hours=1) for clock in ended]
    worked, cycles = of("resolution_work", span=WHOLE), of("cycle_resolution", span=WHOLE)
    assert (worked.count, float(worked.value)) == (5, pytest.approx(sum(spent) / 5))
    assert (cycles.count, float(cycles.value)) == (5, pytest.approx(sum(natural) / 5))
    assert counted("cycle_resolution", span=WHOLE) >= {"126"}


def test_a_ticket_comes_to_somebody(may):
    found = of("assignment_delay")
    assert found.count + found.missing == 12
    assert found.minimum >= 0


def test_a_day_of_the_week_and_an_hour_narrow_a_figure(may):
    """00125 was reported on Monday the 6th at 09:00, 00131 on Monday the 20th at 09:00."""
    monday_at_nine = FigureScope(weekdays=(1,), hours=(9,))
    assert counted("volume", monday_at_nine) == {"125", "131"}
    counts = arrivals_by_hour(MAY, ALL)
    assert counts[1, 9] == 2 and counts.total() == 12
    assert counts[5, 23] == 1, "00133, ten minutes before June"


def test_ages_are_steps_of_whole_days(may):
    steps = ages_of_unsolved(REPORT, ALL)
    assert sum(step.count for step in steps) == 1
    [waiting] = [step for step in steps if step.count]
    assert (waiting.since_days, waiting.until_days) == (1, 3), "00134, of the day before yesterday"
    assert of("unsolved", span=waiting.span).value == 1


def test_time_by_issue_type_adds_up_to_the_mean(may):
    found = time_by_issue_type(MAY, ALL)
    mean = of("avg_resolution")
    assert sum(row.count for row in found) == mean.count
    assert abs(sum(row.hours for row in found) - mean.value * mean.count) < Decimal("1e-6")
    assert [row.hours for row in found] == sorted((row.hours for row in found), reverse=True)


def test_late_data_changes_the_figure_of_may(may):
    """Version 2 of the report shows twelve answers."""
    Ticket.objects.filter(number="202405-00134").update(first_responded_at=at("2024-06-02 10:00"))
    found = of("avg_response", now=at("2024-06-02 11:00"))
    assert (found.count, found.missing) == (12, 0)
    assert found.maximum == timedelta(days=3) / timedelta(minutes=1)


# --- the desk's zone, the desk's size ---------------------------------------------------------------------------------


def test_days_are_those_of_the_desk_also_where_clocks_change(may, settings):
    """London, 2024-10-27: the day has 25 hours, and its first minutes are still the 26th in UTC."""
    settings.TIME_ZONE = "Europe/London"
    for written in ("2024-10-26T23:10+00:00", "2024-10-27T23:50+00:00", "2024-10-28T00:10+00:00"):
        reported(may, datetime.fromisoformat(written))
    told = measure.figure_series(
        "volume",
        ALL,
        FigureSpan(date(2024, 10, 26), date(2024, 10, 28)),
        Bucket.DAY,
        at=at("2024-11-01 00:00"),
    )
    assert [figure.count for _day, figure in told] == [0, 2, 1]
    sunday = FigureSpan(date(2024, 10, 27), date(2024, 10, 27))
    assert of("volume", span=sunday).count == 2


def test_a_month_of_many_years_is_read_off_the_index(may):
    people = list(User.objects.values_list("pk", flat=True))
    assert len(people) > 5
    tickets_like(
        Ticket.objects.get(number="202405-00134"),
        6000,
        reported_at="r.reported_at - n * interval '6 hours'",
        # Of one person alone the index by person would be as good.
        assignee_id=f"(ARRAY{people})[1 + n % {len(people)}]",
    )
    with connection.cursor() as cursor:
        # Rows of a living desk lie in the order in which they came, not in holes of other tests.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("CLUSTER tickets_ticket USING ticket_by_report")
        cursor.execute("ANALYZE tickets_ticket")
    assert of("volume").count > 100
    for key in ("volume", "avg_response", "complaint_rate", "complaint_resolved"):
        with CaptureQueriesContext(connection) as captured:
            of(key)
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + captured[0]["sql"])
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "ticket_by_report" in plan, plan
