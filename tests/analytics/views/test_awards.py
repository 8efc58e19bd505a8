"""The pages of awards: proposed beside the figures, granted by a second person, listed, taken away."""

import uuid
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.enums import AwardKind
from analytics.models import Award
from core.models import AuditEntry
from tests.factories.awards import OCTOBER, granted, proposed, seen_of, solve
from tests.fixtures import browser_of, cast
from tests.support.pages import said

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
LIST, NEW = "/awards/", "/awards/new/?period=2026-10"


def text_of(answer):
    return answer.content.decode()


def page_of(award):
    return f"{LIST}{award.number}/"


def step_of(award, key):
    return f"{page_of(award)}do/{key}/"


def form(version, **fields):
    return {"submit_id": str(uuid.uuid4()), "version": version, **fields}


def filled(cast, **changes):
    return {
        "submit_id": str(uuid.uuid4()),
        "period": OCTOBER.name,
        "kind": "employee",
        "staff": cast.staff["engineer"].pk,
        "basis": "连续处理三起停机故障",
        "amount": "800",
        **changes,
    }


def test_proposed_beside_the_figures_and_granted_by_another(cast):
    solve(cast, "engineer", 40)
    solve(cast, "agent", 29)
    supervisor, manager = browser_of(cast.staff["supervisor"]), browser_of(cast.staff["manager"])
    shown = supervisor.get(NEW)
    rows = {str(row.person): row.figures for row in shown.context["people"]}
    assert [(one.key, one.value) for one in rows["刘洋"]][:2] == [
        ("solved", "40"),
        ("fcr", "100.0 %"),
    ]
    assert {one.value for one in rows["李娜"]} == {"样本少于30"}, "29 are too few to say anything"
    assert "n = 29" not in text_of(shown) and "n = 40" in text_of(shown)

    sent = filled(cast)
    answers = [supervisor.post(NEW, sent) for _click in "ab"]
    award = Award.objects.get()
    assert [(one.status_code, one.url) for one in answers] == [(302, page_of(award))] * 2
    page = text_of(supervisor.get(page_of(award)))
    assert step_of(award, "grant") not in page and step_of(award, "withdraw") in page
    assert said("A second person grants it: neither who proposed it nor who gets it.") in page
    assert supervisor.post(step_of(award, "grant"), form(1, seen="x")).status_code == 403

    dialog = manager.get(step_of(award, "grant"))
    assert "100.0 %" in text_of(dialog) and "n = 40" in text_of(dialog)
    seen = dialog.context["form"]["seen"].value()
    assert seen == seen_of(award)
    assert manager.post(step_of(award, "grant"), form(1, seen=seen)).status_code == 302
    page = text_of(manager.get(page_of(award)))
    assert "800.00 CNY" in page and step_of(award, "withdraw") not in page

    own = browser_of(cast.staff["engineer"])
    assert "100.0 %" in text_of(own.get(page_of(award))) and award.number in text_of(own.get(LIST))


def test_people_stand_by_name_whatever_they_reached(cast):
    solve(cast, "engineer", 30)
    solve(cast, "agent", 60)
    solve(cast, "engineer2", 40, reopen_count=1)
    people = browser_of(cast.staff["manager"]).get(NEW).context["people"]
    names = [row.person.display_name for row in people]
    assert set(names) == {"刘洋", "李娜", "何俊"}
    ordered = cast.staff["agent"]._meta.model.objects.filter(display_name__in=names)
    assert names == list(ordered.order_by("display_name").values_list("display_name", flat=True))


def test_figures_that_changed_are_shown_once_more_in_the_dialog(cast):
    solve(cast, "engineer", 30)
    award = proposed(cast)
    manager = browser_of(cast.staff["manager"])
    old = manager.get(step_of(award, "grant")).context["form"]["seen"].value()
    solve(cast, "engineer", 10, reopen_count=1)
    answer = manager.post(step_of(award, "grant"), form(1, seen=old))
    assert answer.status_code == 422 and "75.0 %" in text_of(answer)
    assert said("The figures have changed since you saw them. Look at them again.") in text_of(
        answer
    )
    again = answer.context["form"]["seen"].value()
    assert manager.post(step_of(award, "grant"), form(1, seen=again)).status_code == 302


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"staff": ""}, "staff"),
        ({"basis": " "}, "basis"),
        ({"amount": "0"}, "amount"),
        ({"kind": "other"}, "name"),
        ({"period": "2026-13"}, "period"),
        ({"period": "2099-01"}, None),
    ],
)
def test_a_form_that_is_refused_keeps_what_was_typed(cast, changes, field):
    answer = browser_of(cast.staff["manager"]).post(NEW, filled(cast, **changes))
    assert answer.status_code == 422 and not Award.objects.exists()
    form = answer.context["form"]
    assert field in form.errors if field else form.non_field_errors()
    assert changes.get("basis") or "连续处理三起停机故障" in text_of(answer)


def test_nobody_proposes_themselves(cast):
    manager = cast.staff["manager"]
    answer = browser_of(manager).post(NEW, filled(cast, staff=manager.pk))
    assert answer.status_code == 422 and "staff" in answer.context["form"].errors
    assert said("Nobody proposes an award for themselves.") in text_of(answer)


@pytest.mark.parametrize("period", ["", "2026-13", "2099-01", "x"])
def test_without_a_period_that_has_begun_it_is_the_month_that_is_over(cast, period):
    answer = browser_of(cast.staff["manager"]).get(f"/awards/new/?period={period}")
    assert answer.status_code == 200
    chosen = answer.context["period"]
    assert chosen.kind == "month" and answer.context["form"]["period"].value() == chosen.name


def test_a_period_nobody_worked_in(cast):
    answer = browser_of(cast.staff["manager"]).get("/awards/new/?period=2020-Q1")
    assert said("Nobody solved a ticket in this period") in text_of(answer)
    assert '<option value="2020-Q1" selected' in text_of(answer), "it may be an old one"


def test_the_list_by_period_and_kind_and_its_second_page(cast):
    granted(cast)
    for n in range(31):
        proposed(cast, "agent", kind=AwardKind.OTHER, name=f"月度之星{n}")
    manager = browser_of(cast.staff["manager"])
    first = text_of(manager.get(LIST))
    assert first.count("data-row") == 30 and 'rel="next"' in first
    cursor = first.partition("cursor=")[2].partition('"')[0]
    assert text_of(manager.get(f"{LIST}?cursor={cursor}")).count("data-row") == 2
    assert text_of(manager.get(f"{LIST}?kind=employee")).count("data-row") == 1
    assert text_of(manager.get(f"{LIST}?period=2026-10&kind=employee")).count("data-row") == 1
    shown = text_of(manager.get(f"{LIST}?period=2026-09"))
    assert said("No award of this period and kind") in shown
    for wrong in ("period=2026-13", "kind=best"):
        assert manager.get(f"{LIST}?{wrong}").status_code == 404


def test_a_desk_without_any(cast):
    assert said("No award yet") in text_of(browser_of(cast.staff["manager"]).get(LIST))


# --- who sees what ----------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["agent", "analyst", "admin", "trainer"])
def test_for_others_there_is_nothing(cast, who):
    award, browser = granted(cast), browser_of(cast.staff[who])
    paths = (LIST, NEW, page_of(award), step_of(award, "grant"), f"{LIST}awards.xlsx")
    assert {browser.get(path).status_code for path in paths} == {404}


def test_the_awarded_person_sees_their_own_and_takes_no_step(cast):
    award, other = granted(cast), granted(cast, "agent")
    waiting = proposed(cast, kind=AwardKind.SATISFACTION)
    browser = browser_of(cast.staff["engineer"])
    shown = text_of(browser.get(LIST))
    assert award.number in shown and other.number not in shown and waiting.number not in shown
    assert said("The awards that were granted to you.") in shown and "awards.xlsx" not in shown
    assert {browser.get(page_of(one)).status_code for one in (other, waiting)} == {404}
    assert browser.get(f"{LIST}awards.xlsx").status_code == 404
    assert browser.get(step_of(award, "withdraw")).status_code == 403


def test_somebody_whose_only_award_is_a_proposal_sees_nothing(cast):
    waiting = proposed(cast)
    browser = browser_of(cast.staff["engineer"])
    assert browser.get(LIST).status_code == 404
    assert browser.get(page_of(waiting)).status_code == 404


# --- what leaves --------------------------------------------------------------------------------
def test_the_list_as_a_workbook_of_what_is_chosen(cast):
    solve(cast, "engineer", 40)
    award = granted(cast)
    proposed(cast, "agent", kind=AwardKind.SATISFACTION, amount=None)
    browser = browser_of(cast.staff["manager"])
    answer = browser.get(f"{LIST}awards.xlsx?kind=employee&period=2026-10")
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    _title, head, *rows = [list(row) for row in book.active.iter_rows(values_only=True)]
    (row,) = (dict(zip(head, row, strict=True)) for row in rows)
    assert (row["编号"], row["奖项"], row["获奖人"], row["金额"]) == (
        award.number,
        "优秀员工奖",
        "刘洋",
        800,
    )
    assert row["期间"] == "2026-10" and "一次性解决率 100.0 %" in row["批准时的指标"]
    entry = AuditEntry.objects.get(action="export_awards")
    assert (entry.target, entry.data["kind"]) == ("awards 2026-10", "employee")


# --- ways here ----------------------------------------------------------------------------------
def test_reports_and_analysis_lead_here(cast):
    manager, engineer = browser_of(cast.staff["manager"]), browser_of(cast.staff["engineer"])
    link = f'href="{LIST}"'
    assert link in text_of(manager.get("/reports/")) and link in text_of(manager.get("/figures/"))
    assert link not in text_of(engineer.get("/figures/"))
    assert link not in text_of(browser_of(cast.staff["analyst"]).get("/reports/"))
    granted(cast)
    assert link in text_of(engineer.get("/figures/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_take_the_same_statements_however_much_they_show(cast, rows):
    names = ("engineer", "agent", "engineer2")[:rows]
    for name in names:
        solve(cast, name, 30)
        award = granted(cast, name)
    waiting = proposed(cast, kind=AwardKind.SATISFACTION)
    browser = browser_of(cast.staff["manager"])
    browser.get(LIST)
    pages = {LIST: 5, NEW: 7, page_of(award): 5, page_of(waiting): 8}
    for path, most in pages.items():
        with CaptureQueriesContext(connection) as asked:
            browser.get(path)
        assert len(asked) == most, (path, [one["sql"][:120] for one in asked])


def test_it_reads_in_english(cast):
    manager = cast.staff["manager"]
    manager.language = "en"
    manager.save()
    award = granted(cast)
    shown = text_of(browser_of(manager).get(page_of(award)))
    assert "Employee of the period" in shown and "fewer than 30" in shown
