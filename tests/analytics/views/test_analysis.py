"""The page of figures: what a manager reads in ten seconds, and where each mark leads to."""

import json
import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Department
from analytics.actions.measuring import _keep_month
from analytics.models import Benchmark
from analytics.queries.month_facts import STRIP
from tests.factories.many_tickets import tickets_like
from tests.factories.may_2024 import REPORT
from tests.fixtures import browser_of
from tickets.record.models import IssueType, Ticket

pytestmark = pytest.mark.django_db
PAGE = "/figures/?month=2024-05"
MAY = date(2024, 5, 1)


def page_of(person, address=PAGE):
    answer = browser_of(person).get(address)
    assert answer.status_code == 200
    return answer


def charts_of(answer):
    return {chart.name: chart for chart in answer.context["analysis"].charts}


def first_column(chart):
    return [row[0].text for row in chart.rows]


def test_the_strip_says_what_the_figures_say(may):
    answer = page_of(may.staff["manager"])
    tiles = {tile.key: tile for tile in answer.context["analysis"].tiles}
    assert tuple(tiles) == STRIP
    assert tiles["volume"].value == "12"
    assert tiles["avg_response"].value == "27.7 分钟"
    assert "中位数 20.0 分钟" in tiles["avg_response"].detail
    assert (tiles["fcr"].value, tiles["backlog"].value) == ("80.0 %", "2")
    page = unescape(answer.content.decode())
    assert tiles["fcr"].meaning in page, "the definition stands behind the name"


def test_every_number_of_the_strip_opens_what_it_counts(may):
    browser = browser_of(may.staff["manager"])
    for tile in page_of(may.staff["manager"]).context["analysis"].tiles:
        there = browser.get(tile.path)
        figure = there.context["figure"]
        assert len(there.context["page"].rows) == figure.count, tile.key


def test_the_vital_few_and_a_plan_in_one_click(may):
    answer = page_of(may.staff["manager"])
    pareto = charts_of(answer)["pareto"]
    assert first_column(pareto) == ["操作咨询", "硬件故障", "软件bug", "物流问题"]
    assert [row[4].text for row in pareto.rows] == ["是", "是", "是", ""]
    path = pareto.rows[1][5].path
    form = browser_of(may.staff["manager"]).get(path)
    assert form.status_code == 200
    faults = IssueType.objects.get(name="硬件故障")
    assert faults.pk in form.context["form"].initial["issue_types"]


def test_the_vital_few_by_the_time_that_they_take(may):
    pareto = charts_of(page_of(may.staff["manager"], f"{PAGE}&by=time"))["pareto"]
    assert first_column(pareto)[:2] == ["硬件故障", "物流问题"], "77.5 and 72 hours"
    hours = sum(Decimal(row[1].text) for row in pareto.rows)
    assert round(hours) == 198, "11,895 minutes"


def test_pictures_say_what_their_tables_say(may):
    for chart in page_of(may.staff["manager"]).context["analysis"].charts:
        if not chart.rows:
            continue
        spec = json.loads(chart.written_spec)
        assert spec["description"] == chart.summary
        assert spec["layer"], chart.name


def test_a_script_cannot_be_smuggled_into_a_picture(may):
    Department.objects.filter(name="物流部").update(name="</script><b>物流")
    page = page_of(may.staff["manager"]).content.decode()
    assert "</script><b>" not in page
    [spec] = re.findall(r'id="chart-departments".*?<script[^>]*>(.*?)</script>', page, re.DOTALL)
    assert "</script><b>物流" in json.dumps(json.loads(spec), ensure_ascii=False)


def test_the_map_of_the_week_leads_to_its_hour(may):
    arrivals = charts_of(page_of(may.staff["manager"]))["arrivals"]
    monday = next(row for row in arrivals.rows if row[1].text == "09:00" and row[2].text == "2")
    there = browser_of(may.staff["manager"]).get(monday[2].path)
    assert {row.number[-3:] for row in there.context["page"].rows} == {"125", "131"}


def test_a_filter_narrows_everything(may):
    support = Department.objects.get(name="技术支持部")
    answer = page_of(may.staff["manager"], f"{PAGE}&department={support.pk}")
    tiles = {tile.key: tile for tile in answer.context["analysis"].tiles}
    assert tiles["volume"].value == "7"
    assert f"department={support.pk}" in tiles["volume"].path
    assert first_column(charts_of(answer)["departments"]) == ["技术支持部"]


def test_tickets_without_a_type_are_a_bar_of_their_own(may):
    Ticket.objects.filter(number="202405-00134").update(issue_type=None)
    pareto = charts_of(page_of(may.staff["manager"]))["pareto"]
    row = next(row for row in pareto.rows if row[0].text == "未分类")
    there = browser_of(may.staff["manager"]).get(row[0].path)
    assert [one.number for one in there.context["page"].rows] == ["202405-00134"]
    assert "/plans/new/" not in there.content.decode(), "a plan is about types"


def test_a_benchmark_says_how_far_it_is(may):
    Benchmark.objects.create(
        metric="avg_response", value=Decimal("55.4"), source="行业报告", valid_from=MAY
    )
    Benchmark.objects.create(
        metric="avg_response", value=Decimal(1), source="later", valid_from=date(2024, 6, 1)
    )
    answer = page_of(may.staff["manager"])
    tile = next(one for one in answer.context["analysis"].tiles if one.key == "avg_response")
    assert (tile.benchmark, tile.benchmark_tone) == ("55.4 分钟 (-50.0 %)", "kept")
    assert charts_of(answer)["departments"].summary == "行业基准 55.4 分钟"


def test_what_is_kept_is_shown_and_says_when_it_was_made(may):
    _keep_month(MAY, 0, REPORT)
    with CaptureQueriesContext(connection) as captured:
        answer = page_of(may.staff["manager"])
    assert answer.context["analysis"].at == REPORT
    counting = [one["sql"] for one in captured if "case_raw" in one["sql"]]
    assert not [sql for sql in counting if "2024-05-01" in sql and "2024-04" not in sql]


def test_a_part_of_the_desk_is_never_what_is_kept(may):
    _keep_month(MAY, 0, REPORT)
    engineer = page_of(may.staff["engineer"])
    tiles = {tile.key: tile for tile in engineer.context["analysis"].tiles}
    assert int(tiles["volume"].value) < 12
    assert 'role="note"' in engineer.content.decode(), "whose tickets these are is said"


def test_a_month_to_come_or_nonsense_is_this_month(may):
    for written in ("2999-01", "x", "2024-13"):
        assert page_of(may.staff["manager"], f"/figures/?month={written}").context["after"] is None


def test_the_same_statements_for_one_and_for_many(may):
    _keep_month(MAY, 0, REPORT)
    browser = browser_of(may.staff["manager"])
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as captured:
        browser.get(PAGE)
    assert len(captured) < 60


# --- the worst of the month, and the workload ---------------------------------------------------
LISTS = "/figures/month/lists/?month=2024-05"


def test_the_lists_come_after_the_page_with_what_it_asks_for(may):
    page = page_of(may.staff["manager"], f"{PAGE}&tier=urgent").content.decode()
    assert 'hx-get="/figures/month/lists/?month=2024-05&amp;tier=urgent"' in page


def test_each_row_says_why_and_leads_on(may):
    answer = page_of(may.staff["manager"], LISTS)
    page = unescape(answer.content.decode())
    for one in answer.context["worst_lists"]:
        assert f'id="worst-{one.name}"' in page and one.title in page
        for row in one.rows:
            assert f'href="{row.name.path}"' in page and row.reason in page
        if one.path:
            assert f'href="{one.path}"' in page
    assert "宏远物流有限公司" in page


def test_a_part_of_the_desk_has_lists_of_its_own_and_no_workload(may):
    answer = page_of(may.staff["agent2"], LISTS)
    [slowest, *_others] = answer.context["worst_lists"]
    assert [row.name.text for row in slowest.rows] == ["202405-00128"]
    assert answer.context["workload"] == []
    assert "title-workload" not in answer.content.decode()


def test_the_lists_follow_month_and_filter(may):
    for query in ("?month=2023-01", "?month=2024-05&channel=999999"):
        answer = page_of(may.staff["manager"], f"/figures/month/lists/{query}")
        assert [one.rows for one in answer.context["worst_lists"]] == [[]] * 4
        assert [chart.rows for chart in answer.context["workload"]] == [[], []]


def test_only_leaders_see_the_workload(may):
    page = page_of(may.staff["manager"], LISTS).content.decode()
    assert "title-workload" in page and "chart-work_of_people" in page
    assert "刘洋" in page
    page = page_of(may.staff["analyst"], LISTS).content.decode()
    assert "title-workload" not in page and "刘洋" not in page
    assert "worst-slowest" in page, "whoever sees the figures sees what is behind them"


def test_the_same_statements_for_a_few_and_for_many(may, django_assert_num_queries):
    browser = browser_of(may.staff["manager"])
    browser.get(LISTS)
    with CaptureQueriesContext(connection) as few:
        browser.get(LISTS)
    counting = [one for one in few if "tickets_ticket" in one["sql"]]
    assert len(counting) == 6, "four lists, what was done, what was given"
    tickets_like(Ticket.objects.get(number="202405-00128"), 40)
    with django_assert_num_queries(len(few)):
        browser.get(LISTS)
