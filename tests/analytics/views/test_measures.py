"""The pages of measures: planned from a figure, stepped through, listed, taken away as F19."""

import uuid
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.actions.measures import MeasurePlan, plan_measure
from analytics.models import Measure
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.queries import links
from tests.fixtures import browser_of, cast, moment

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
AT = moment("2024-06-01 09:00")


def filled(cast, **changes):
    return {
        "submit_id": str(uuid.uuid4()),
        "description": "常见硬件故障先由客服远程排查",
        "kind": "process",
        "source": "monthly",
        "owner": cast.staff["engineer"].pk,
        "due_on": "2024-06-15",
        "metric": "avg_resolution",
        "target": "10",
        "window_days": "30",
        "issue_type": cast.types["硬件故障"].pk,
        "why_1": "现场等待时间长",
        "why_5": "没有远程排查手册",
        **changes,
    }


def made(cast, n=1):
    owner = cast.staff["engineer"]
    for number in range(n):
        plan = MeasurePlan(
            f"措施{number}", "tools", "audit", owner, "fcr", Decimal(90), date(2024, 6, 15)
        )
        measure = plan_measure(plan, by=cast.staff["manager"], at=AT)
    return measure


def test_a_figure_leads_to_a_measure_with_its_scope(cast):
    browser = browser_of(cast.staff["manager"])
    faults = cast.types["硬件故障"]
    span = FigureSpan(date(2024, 5, 1), date(2024, 5, 31))
    path = links.cases_path("avg_resolution", FigureScope(issue_types=(faults.pk,)), span)
    assert "/measures/new/?figure=avg_resolution" in browser.get(path).content.decode()
    query = path.partition("?")[2]
    form = browser.get(f"/measures/new/?figure=avg_resolution&{query}").context["form"]
    assert (form.initial["metric"], form.initial["issue_type"]) == ("avg_resolution", faults.pk)

    sent = filled(cast)
    answers = [browser.post("/measures/new/", sent) for _click in "ab"]
    measure = Measure.objects.get()
    assert [answer.status_code for answer in answers] == [302, 302], "a double click plans one"
    assert measure.whys == ["现场等待时间长", "没有远程排查手册"]
    assert measure.scope == {"issue_types": [faults.pk]}
    page = browser.get(f"/measures/{measure.number}/").content.decode()
    for words in ("现场等待时间长", "硬件故障", "10.00 小时", "计划"):
        assert words in page, words


def test_whatever_narrowed_the_figure_narrows_the_measure(cast):
    browser = browser_of(cast.staff["manager"])
    phone, faults = cast.channels["电话"], cast.types["硬件故障"]
    address = f"/measures/new/?figure=fcr&channel={phone.pk}&tier=urgent&issue_type={faults.pk}"
    page = browser.get(address)
    assert "电话" in page.context["scope"] and "紧急" in page.context["scope"]
    sent = filled(cast, scope=page.context["form"]["scope"].value())
    assert browser.post("/measures/new/", sent).status_code == 302
    measure = Measure.objects.get()
    assert measure.scope == {
        "channels": [phone.pk],
        "issue_types": [faults.pk],
        "tiers": ["urgent"],
    }
    assert "电话" in browser.get(f"/measures/{measure.number}/").content.decode()
    sent = filled(cast, scope="channel=x&tier=nonsense&%zz", issue_type="")
    assert browser.post("/measures/new/", sent).status_code == 302
    assert Measure.objects.first().scope == {}, "what is not understood narrows nothing"


def test_a_wrong_form_keeps_its_words(cast):
    answer = browser_of(cast.staff["manager"]).post("/measures/new/", filled(cast, target="viel"))
    assert answer.status_code == 422
    assert "常见硬件故障先由客服远程排查" in answer.content.decode()
    assert "target" in answer.context["form"].errors


def test_the_owner_carries_out_in_the_browser(cast):
    measure = made(cast)
    browser = browser_of(cast.staff["engineer"])
    page = f"/measures/{measure.number}/"
    assert "开始执行" in browser.get(page).content.decode()
    step = {"submit_id": str(uuid.uuid4()), "version": 1}
    assert browser.post(f"{page}do/start/", step).status_code in (204, 302)
    again = browser.post(f"{page}do/start/", {**step, "submit_id": str(uuid.uuid4())})
    assert again.status_code in (409, 422), "of the page as it was"
    sent = {"submit_id": str(uuid.uuid4()), "version": 2, "effective_on": "2024-06-05"}
    assert browser.post(f"{page}do/take-effect/", sent).status_code in (204, 302)
    assert Measure.objects.get().cycle.effective_on == date(2024, 6, 5)


def test_others_find_nothing(cast):
    measure = made(cast)
    for path in ("/measures/", f"/measures/{measure.number}/", "/measures/f19.xlsx"):
        assert browser_of(cast.staff["agent"]).get(path).status_code == 404, path
    assert browser_of(cast.staff["engineer"]).get("/measures/").status_code == 200, "an owner"
    assert browser_of(cast.staff["engineer"]).get("/measures/new/").status_code == 404


def test_the_list_leaves_as_f19(cast):
    made(cast)
    answer = browser_of(cast.staff["analyst"]).get("/measures/f19.xlsx")
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    cells = [cell.value for row in book.active.rows for cell in row]
    assert {"优化措施", "措施0", "一次性解决率 目标 90.0 %"} <= set(cells)


def test_the_list_asks_as_often_for_one_as_for_three(cast):
    browser = browser_of(cast.staff["manager"])
    taken = []
    for count in (1, 2):
        made(cast, count)
        browser.get("/measures/")
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/measures/").status_code == 200
        taken.append(len(captured))
    assert taken == [6, 6]


def test_a_second_page(cast):
    made(cast, 51)
    browser = browser_of(cast.staff["manager"])
    first = browser.get("/measures/").context["page"]
    second = browser.get(f"/measures/?cursor={first.next_cursor}").context["page"]
    assert (len(first.rows), len(second.rows)) == (50, 1)
