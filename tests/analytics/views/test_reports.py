"""The pages of reports: who reads them, issues them, and what a second click does."""

import re
import uuid
from datetime import date

import pytest

from analytics.actions.reports import build_report
from analytics.models import MonthlyReport
from tests.factories.may_2024 import REPORT
from tests.fixtures import browser_of
from tickets.record.models import Ticket

pytestmark = pytest.mark.django_db
MAY = date(2024, 5, 1)
PAGE = "/reports/2024-05/"


@pytest.fixture
def report(may):
    return build_report(MAY, at=REPORT)


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]+)"', page).group(1)


def test_a_manager_reads_remarks_issues_and_takes_it(may, report):
    browser = browser_of(may.staff["manager"])
    assert "2024-05" in browser.get("/reports/").content.decode()
    page = browser.get(PAGE).content.decode()
    assert "27.7 分钟" in page and "草稿" in page
    assert "/figures/avg_response/?from=2024-05-01&amp;to=2024-05-31" in page
    said = {"submit_id": str(uuid.uuid4()), "section": "times", "text": "夜班偏慢"}
    assert browser.post(f"{PAGE}remark/", said).status_code == 302
    assert "夜班偏慢" in browser.get(PAGE).content.decode()

    form = {"submit_id": str(uuid.uuid4()), "seen_at": hidden(page, "seen_at")}
    assert [browser.post(f"{PAGE}issue/", form).status_code for _click in "ab"] == [302, 302]
    issued = MonthlyReport.objects.get()
    page = browser.get(PAGE).content.decode()
    assert issued.is_issued and issued.digest in page and "夜班偏慢" in page
    for kind in ("docx", "pdf", "xlsx"):
        answer = browser.get(f"{PAGE}1/f20.{kind}")
        assert answer.status_code == 200 and len(b"".join(answer.streaming_content)) > 5000


def test_what_was_restated_is_said(may, report):
    browser = browser_of(may.staff["manager"])
    page = browser.get(PAGE).content.decode()
    form = {"submit_id": str(uuid.uuid4()), "seen_at": hidden(page, "seen_at")}
    browser.post(f"{PAGE}issue/", form)
    browser.post(f"{PAGE}renew/")
    assert MonthlyReport.objects.count() == 1, "nothing has changed"
    Ticket.objects.filter(number="202405-00134").update(tier="urgent")
    browser.post(f"{PAGE}renew/")
    page = browser.get(PAGE).content.decode()
    assert "与上一版本相比的更正" in page and "第 2 版" in page
    first = browser.get(f"{PAGE}?version=1").content.decode()
    assert "与上一版本相比的更正" not in first and f"{PAGE}issue/" not in first


def test_a_draft_that_was_made_anew_is_not_issued_unseen(may, report):
    browser = browser_of(may.staff["manager"])
    page = browser.get(PAGE).content.decode()
    browser.post(f"{PAGE}renew/")
    form = {"submit_id": str(uuid.uuid4()), "seen_at": hidden(page, "seen_at")}
    answer = browser.post(f"{PAGE}issue/", form)
    assert answer.status_code == 422 and "再次查看" in answer.content.decode()


@pytest.mark.parametrize("who", ["supervisor", "analyst"])
def test_others_of_the_whole_desk_read_and_change_nothing(may, report, who):
    browser = browser_of(may.staff[who])
    assert f"{PAGE}issue/" not in browser.get(PAGE).content.decode()
    for path in ("issue", "remark", "renew"):
        assert browser.post(f"{PAGE}{path}/", {"submit_id": str(uuid.uuid4())}).status_code == 404


@pytest.mark.parametrize("who", ["agent", "engineer", "trainer"])
def test_for_others_there_are_none(may, report, who):
    if who not in may.staff:
        pytest.fail(f"no {who} in the cast")
    browser = browser_of(may.staff[who])
    for path in ("/reports/", PAGE, f"{PAGE}1/f20.xlsx"):
        assert browser.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/reports/2024-13/",
        "/reports/2023-01/",
        "/reports/x/",
        f"{PAGE}?version=9",
        f"{PAGE}1/f20.odt",
    ],
)
def test_what_is_not_there_is_not_there(may, report, path):
    assert browser_of(may.staff["manager"]).get(path).status_code == 404


def test_a_month_that_is_not_over_is_refused_with_words(may):
    browser = browser_of(may.staff["manager"])
    answer = browser.post("/reports/2099-01/renew/", follow=True)
    assert "尚未结束" in answer.content.decode()


def test_it_reads_in_english(may, report):
    manager = may.staff["manager"]
    manager.language = "en"
    manager.save()
    page = browser_of(manager).get(PAGE).content.decode()
    assert "First-time resolution" in page and "Hardware" in page
    assert "本月无" not in page
