"""The registry and the lists behind figures: what they show, to whom, and in how few statements."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from customers.enums import Level
from customers.rules import UNMASKED
from metrics import forms
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.enums import Cohort
from metrics.queries import links, measure, overview
from metrics.queries.registry import REGISTRY, UnknownMetric, metric_of
from tests.fixtures import browser_of, moment, play_of, reported
from tests.support.pages import said
from tickets.record.domain.scope import Extent, TicketScope
from tickets.record.enums import Nature, Purpose, Tier
from tickets.record.models import IssueType, Ticket

pytestmark = pytest.mark.django_db

MAY = FigureSpan(date(2024, 5, 1), date(2024, 5, 31))
START = moment("2024-05-06 09:00")
MINUTE = timedelta(minutes=1)
REGISTRY_PAGE = "/figures/definitions/"
EVERYTHING = TicketScope(Extent.EVERYTHING, 0, None)


def answered(cast, n, wait):
    """The n-th ticket of the list, answered after so many minutes."""
    play = play_of(cast, START + n * 24 * 60 * MINUTE, summary=f"第{n}张")
    play.say("已登记", START + n * 24 * 60 * MINUTE + wait * MINUTE, Purpose.ACK)
    return play.ticket


@pytest.mark.parametrize("who", ["manager", "supervisor", "analyst"])
def test_those_who_see_all_tickets_see_the_registry(cast, who):
    page = browser_of(cast.staff[who]).get(REGISTRY_PAGE).content.decode()
    for one in REGISTRY.values():
        assert str(one.name) in unescape(page)
        assert one.definition in unescape(page)


@pytest.mark.parametrize("who", ["trainer", "admin"])
@pytest.mark.parametrize(
    "path",
    [REGISTRY_PAGE, "/figures/volume/", "/figures/avg_response/?from=2024-05-01&to=2024-05-31"],
)
def test_others_find_nothing(cast, who, path):
    answered(cast, 1, 10)
    assert browser_of(cast.staff[who]).get(path).status_code == 404


def volume_of(person):
    """The number of cases of May, and the tickets listed behind it."""
    path = "/figures/volume/?from=2024-05-01&to=2024-05-31"
    answer = browser_of(person).get(path)
    return answer.context["figure"].count, {row.number for row in answer.context["page"].rows}


def test_everybody_gets_the_figures_of_the_tickets_that_they_see(cast):
    """Of three: one of logistics, one of technical support, one that no department has."""
    departments = [cast.staff["agent2"].department, cast.staff["engineer"].department, None]
    tickets = [answered(cast, n, 10) for n in (1, 2, 3)]
    for ticket, department in zip(tickets, departments, strict=True):
        Ticket.objects.filter(pk=ticket.pk).update(
            department=department, assignee=None, created_by=None, accepted_by=None
        )
    numbers = [ticket.number for ticket in tickets]
    assert volume_of(cast.staff["manager"]) == (3, set(numbers))
    assert volume_of(cast.staff["agent2"]) == (2, {numbers[0], numbers[2]})
    assert volume_of(cast.staff["engineer"]) == (2, {numbers[1], numbers[2]})

    # What is one's own counts wherever it lies.
    Ticket.objects.filter(pk=tickets[1].pk).update(assignee=cast.staff["agent2"])
    assert volume_of(cast.staff["agent2"]) == (3, set(numbers))


@pytest.mark.parametrize("who", ["agent", "engineer"])
def test_the_registry_says_whose_tickets_it_counts(cast, who):
    sentence = said(
        "Counted are the tickets that you see: those of your department, those without one, and"
        " your own."
    )
    assert sentence in browser_of(cast.staff[who]).get(REGISTRY_PAGE).content.decode()
    assert sentence not in browser_of(cast.staff["manager"]).get(REGISTRY_PAGE).content.decode()


def test_an_unknown_metric_is_not_there(cast):
    assert browser_of(cast.staff["manager"]).get("/figures/no_such/").status_code == 404
    with pytest.raises(UnknownMetric):
        metric_of("no_such")


def test_the_list_is_what_the_figure_counts(cast):
    early, late = answered(cast, 1, 10), answered(cast, 2, 35)
    waiting = reported(cast, START)
    answer = browser_of(cast.staff["manager"]).get(
        links.cases_path("avg_response", FigureScope(), MAY)
    )
    assert [row.number for row in answer.context["page"].rows] == [late.number, early.number]
    page = answer.content.decode()
    assert "22.5" in page and "35.0" in page
    assert f"/tickets/{waiting.number}/" not in page
    assert answer.context["figure"].missing == 1


def test_the_registry_links_to_the_very_lists(cast):
    now = timezone.now()
    reported(cast, now)
    answer = browser_of(cast.staff["manager"]).get(REGISTRY_PAGE)
    lines = {line.metric.key: line for _name, lines in answer.context["sections"] for line in lines}
    assert lines.keys() == REGISTRY.keys()
    assert (lines["volume"].this.figure.count, lines["volume"].last.figure.count) == (1, 0)
    for month in (lines["volume"].this, lines["volume"].last):
        there = browser_of(cast.staff["manager"]).get(month.path)
        assert (
            len(there.context["page"].rows) == there.context["figure"].count == month.figure.count
        )


def test_an_address_says_scope_and_period(cast):
    scope = FigureScope(
        channels=(1, 2),
        issue_types=(3,),
        departments=(4,),
        natures=(Nature.FAULT,),
        tiers=(Tier.URGENT,),
        categories=("伺服 驱动",),
        models=(5, 0),
        levels=(Level.VIP,),
    )
    query = QueryDict(links.cases_path("fcr", scope, MAY).partition("?")[2])
    assert (forms.read_scope(query), forms.read_span(query, date(2026, 1, 1))) == (scope, MAY)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", FigureSpan(date(2026, 2, 1), date(2026, 2, 28))),
        ("from=2024-05-06", FigureSpan(date(2024, 5, 6), date(2024, 5, 31))),
        ("to=2024-05-06", FigureSpan(date(2024, 5, 1), date(2024, 5, 6))),
        ("from=2024-05-09&to=2024-05-06", FigureSpan(date(2024, 5, 6), date(2024, 5, 9))),
        ("from=2024-02-30&to=", FigureSpan(date(2026, 2, 1), date(2026, 2, 28))),
        ("from=0001-01-01&to=9999-12-31", FigureSpan(date(2026, 2, 1), date(2026, 2, 28))),
    ],
)
def test_periods_that_are_written_badly(written, expected):
    assert forms.read_span(QueryDict(written), date(2026, 2, 14)) == expected


@pytest.mark.parametrize(
    "query",
    [
        "channel=x&issue_type=-1&department=",
        "channel=9999999999999999999999",
        "nature=x&tier=none&level=x&model=x&category=",
        f"category={'线' * 41}",
        "cursor=-1",
        "cursor=99999999999",
        "cursor=²",
        "from=x",
    ],
)
def test_what_is_not_understood_is_left_out(cast, query):
    ticket = reported(cast, timezone.now())
    answer = browser_of(cast.staff["manager"]).get(f"/figures/volume/?{query}")
    assert answer.status_code == 200
    assert [row.number for row in answer.context["page"].rows] == [ticket.number]


def test_filters_stay_in_the_form(cast):
    mail, phone = cast.channels["邮件"], cast.channels["电话"]
    reported(cast, START)
    other = reported(cast, START, channel=phone)
    browser = browser_of(cast.staff["manager"])
    answer = browser.get(links.cases_path("volume", FigureScope(channels=(phone.pk,)), MAY))
    assert [row.number for row in answer.context["page"].rows] == [other.number]
    assert f'<option value="{phone.pk}" selected>' in answer.content.decode()
    both = browser.get(links.cases_path("volume", FigureScope(channels=(phone.pk, mail.pk)), MAY))
    assert len(both.context["page"].rows) == 2
    assert both.content.decode().count('type="hidden" name="channel"') == 2, (
        "applying again keeps both"
    )


def test_every_case_is_on_one_page_also_where_a_ticket_comes_twice_at_one_second(cast):
    """Two updates to the customer in one minute end two cycles at once."""
    play = play_of(cast, START, tier=Tier.URGENT, promised_at=START + 600 * MINUTE)
    play.say("已登记", START + MINUTE, Purpose.ACK)
    play.accept(START + MINUTE)
    play.take_over(START + MINUTE)
    play.diagnose(START + MINUTE, "接触器粘连")
    for n in range(overview.PAGE_SIZE + 5):
        play.say("正在处理", START + (n // 2 + 2) * MINUTE)
    now = START + 60 * MINUTE
    told = measure.measured_figure("sla_progress", FigureScope(), MAY, at=now)
    pages = [
        overview.page_of_cases(
            "sla_progress",
            FigureScope(),
            MAY,
            number,
            at=now,
            seen=EVERYTHING,
            visibility=UNMASKED,
        )
        for number in ("", "2")
    ]
    keys = [row.case_key for page in pages for row in page.rows]
    moments = [row.case_at for page in pages for row in page.rows]
    assert len(set(moments)) < len(moments), "some end at one second"
    assert len(keys) == len(set(keys)) == told.count > overview.PAGE_SIZE
    assert (
        pages[0].next_cursor,
        pages[0].previous_cursor,
        pages[1].next_cursor,
        pages[1].previous_cursor,
    ) == ("2", "", "", "1")


def test_the_same_statements_for_one_and_for_many(cast):
    browser = browser_of(cast.staff["manager"])
    taken = {}
    for count in (1, 30):
        for n in range(count):
            answered(cast, n % 20, 5 + n)
        for path in (REGISTRY_PAGE, "/figures/avg_response/?from=2024-05-01&to=2024-05-31"):
            browser.get(path)
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(path).status_code == 200
            taken.setdefault(path.partition("?")[0], []).append(len(captured))
    frame = 3
    # What waits is asked for each of the two months, and there are the reasons of low scores.
    waiting = sum(one.cohort == Cohort.WAITING for one in REGISTRY.values())
    rates = sum(one.base is not None for one in REGISTRY.values())
    statements = len(REGISTRY) + waiting + rates + frame + 3
    assert taken[REGISTRY_PAGE] == [statements] * 2
    assert taken["/figures/avg_response/"] == [frame + 6] * 2, (
        "the figure, a page of cases, four lists of choices"
    )


def test_names_and_definitions_are_in_both_languages():
    with translation.override("en"):
        names = {one.key: str(one.name) for one in REGISTRY.values()}
        assert len(set(names.values())) == len(names)
        assert all(
            one.definition.endswith("Cancelled and merged tickets are left out.")
            for one in REGISTRY.values()
        )


def test_an_issue_type_brings_those_below_it(cast):
    top = IssueType.objects.get(name="产品故障")
    below = reported(cast, START, issue_type=cast.types["硬件故障"])
    reported(cast, START, issue_type=cast.types["操作咨询"])
    rows = measure.cases_behind("volume", FigureScope(issue_types=(top.pk,)), MAY, at=START)
    assert [row.number for row in rows] == [below.number]
