"""What is possible and unlikely is asked about once: sent again as it is, it is taken."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from demo import source_plan as story
from plans.actions import moves, stages
from plans.models import PlanMetric, Stage
from tests.fixtures import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(cast):
    plan = story.draft_plan(cast)
    story.start_plan(plan, cast)
    return plan


def send_twice(browser, address, **fields):
    """Send a form, and once more what it then shows; both answers' status codes."""
    form = browser.get(address).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    data = {
        name: value for name, value in {**shown, **fields}.items() if value not in (None, False)
    }
    first = browser.post(address, data)
    asked = first.context["form"]
    again = {**data, "is_meant": asked["is_meant"].value() or ""}
    return first.status_code, browser.post(address, again).status_code


def test_a_stage_outside_the_period(running, cast):
    address = reverse("plans:do", args=[running.number, "add_stage"])
    browser = browser_of(cast.staff["manager"])
    first, second = send_twice(
        browser, address, code="9.1", task="收尾", planned_date="2030-01-01", weight="1"
    )
    assert (first, second) == (422, 302)
    assert Stage.objects.get(plan=running, code="9.1").planned_date == date(2030, 1, 1)


def test_a_progress_that_falls(running, cast):
    story.report_progress(running, "1.1", "2024-07-08", 60, "初稿")
    address = reverse("plans:do_part", args=[running.number, "stages", "1.1", "tell"])
    owner = story.stage_of_code(running, "1.1").owner
    first, second = send_twice(
        browser_of(owner), address, percent="40", text="返工", on="2024-07-09"
    )
    assert (first, second) == (422, 302)
    assert story.stage_of_code(running, "1.1").percent == 40


def test_a_target_over_a_hundred_per_cent(cast):
    plan = story.draft_plan(cast)
    metric = plan.metrics.get(unit="%")
    address = reverse("plans:do_part", args=[plan.number, "metrics", metric.pk, "edit"])
    first, second = send_twice(browser_of(cast.staff["manager"]), address, target="120")
    assert (first, second) == (422, 302)
    assert PlanMetric.objects.get(pk=metric.pk).target == Decimal(120)


def test_what_is_dated_back_adds_to_the_history_alone(running):
    story.report_progress(running, "1.1", "2024-07-08", 60, "初稿")
    one = story.stage_of_code(running, "1.1")
    stages.report_progress(
        one,
        by=one.owner,
        at=story.desk_moment("2024-07-09"),
        percent=30,
        text="补记",
        on=date(2024, 7, 5),
    )
    one = story.stage_of_code(running, "1.1")
    assert (one.percent, one.progress.count()) == (60, 2)


def test_the_next_code_follows_the_phase_one_works_in(cast):
    plan = story.draft_plan(cast)
    by = cast.staff["manager"]
    stages.add_stage(
        plan,
        by=by,
        at=story.desk_moment("2024-07-01", 9),
        code="1.3",
        task="补充",
        planned_date=date(2024, 7, 30),
    )
    form = browser_of(by).get(reverse("plans:do", args=[plan.number, "add_stage"])).context["form"]
    assert form["code"].value() == "1.4"


def test_an_evaluation_stands_among_the_dues_of_its_evaluator(cast):
    plan = story.draft_plan(cast)
    story.start_plan(plan, cast)
    story.until_the_tenth_of_august(plan, cast)
    story.until_the_roll_out(plan, cast)
    moves.start_evaluation(plan, by=cast.staff["manager"], at=story.desk_moment("2024-09-02"))
    page = browser_of(cast.staff["analyst"]).get("/plans/?view=due")
    named = [due.task for due in page.context["listed"] if due.who == str(cast.staff["analyst"])]
    assert any("平均处理时长" in task for task in named)
