"""The pages of quarterly reports: made, written, met about, issued, taken away as F21."""

import re
import uuid
from io import BytesIO

import docx
import pytest

from analytics.models import QuarterlyReport
from plans.models import ReviewMeeting
from tests.fixtures import browser_of

pytestmark = pytest.mark.django_db
LIST, PAGE = "/reports/quarters/", "/reports/quarters/2024-Q2/"


def form(**fields):
    return {"submit_id": str(uuid.uuid4()), **fields}


def test_from_the_figures_to_the_issued_report(may):
    browser = browser_of(may.staff["manager"])
    assert browser.post(f"{PAGE}renew/").status_code == 302
    assert "2024-Q2" in browser.get(LIST).content.decode()
    page = browser.get(PAGE).content.decode()
    assert "27.7 分钟" in page and "kind=quarterly" in page
    assert browser.post(f"{PAGE}problems/", form(text="夜间响应偏慢")).status_code == 302

    seen = re.search(r'name="seen_at" value="([^"]+)"', page).group(1)
    refused = browser.post(f"{PAGE}issue/", form(seen_at=seen))
    assert refused.status_code == 422 and "会议纪要" in refused.content.decode()

    minutes = browser.get("/plans/retrospective/?kind=quarterly&from=2024-04-01&to=2024-06-30")
    initial = minutes.context["form"].initial
    assert (initial["kind"], initial["period_from"]) == ("quarterly", "2024-04-01")
    sent = form(
        kind="quarterly",
        held_at="2024-07-02T09:00",
        period_from="2024-04-01",
        period_to="2024-06-30",
        attendees="售后、技术",
        **{
            "d0-task": "夜班增加一人",
            "d0-owner": may.staff["engineer"].pk,
            "d0-due": "2024-08-01",
        },
    )
    assert browser.post("/plans/retrospective/", sent).status_code in (204, 302)
    assert ReviewMeeting.objects.get().kind == "quarterly"

    issue = form(seen_at=seen)
    assert [browser.post(f"{PAGE}issue/", issue).status_code for _click in "ab"] == [302, 302]
    page = browser.get(PAGE).content.decode()
    assert QuarterlyReport.objects.get().digest in page and "夜班增加一人" in page

    paper = browser.get(f"{PAGE}f21.docx")
    document = docx.Document(BytesIO(b"".join(paper.streaming_content)))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {"27.7 分钟", "夜间响应偏慢", "夜班增加一人", "售后、技术", "2024-08-01"} <= cells
    assert browser.get(f"{PAGE}f21.pdf").status_code == 200


@pytest.mark.parametrize(
    "path", [f"{LIST}2024-Q5/", f"{LIST}2024-q2/", f"{LIST}1999-Q2/", f"{PAGE}f21.odt"]
)
def test_what_is_not_there_is_not_there(may, path):
    browser = browser_of(may.staff["manager"])
    browser.post(f"{PAGE}renew/")
    assert browser.get(path).status_code == 404


def test_an_unfinished_quarter_is_refused_in_words(may):
    browser = browser_of(may.staff["manager"])
    answer = browser.post(f"{LIST}2099-Q1/renew/", follow=True)
    assert "季度尚未结束" in answer.content.decode()


def test_others_find_nothing(may):
    browser_of(may.staff["manager"]).post(f"{PAGE}renew/")
    for who in ("agent", "engineer"):
        for path in (LIST, PAGE, f"{PAGE}f21.docx"):
            assert browser_of(may.staff[who]).get(path).status_code == 404
    assert browser_of(may.staff["supervisor"]).post(f"{PAGE}renew/").status_code == 404
