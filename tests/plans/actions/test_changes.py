"""Goals after the start: asked for with a reason, decided by somebody else, judged as they stood."""

from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from django.utils import translation

from core.errors import LawBroken, NotAllowed
from demo import source_plan as story
from notifications.models import InboxItem
from plans.actions import changes, evaluations
from plans.exports import execution
from plans.imports.f2 import read_record
from plans.models import ChangeRequest, PlanEvent
from plans.queries.record import record_of
from tests.fixtures import browser_of
from tests.support.source_plan import now_of

pytestmark = pytest.mark.django_db

AT = story.desk_moment("2024-08-12")
LATER = story.desk_moment("2024-08-13")


def ask(plan, cast, who="manager", **fields):
    metric = plan.metrics.first()
    fields = {"target": Decimal(30), "note": "旺季人手不足", **fields}
    return changes.change_metric(metric, by=cast.staff[who], at=AT, **fields)


def decide(change, cast, who="supervisor", *, is_approved=True, **fields):
    return changes.decide_change(
        change, by=cast.staff[who], at=LATER, is_approved=is_approved, **fields
    )


def target_of(plan):
    return plan.metrics.first().target


def test_a_new_target_waits_for_somebody_else(running, cast):
    change = ask(running, cast)
    assert (change.before, change.after) == ({"target": "24"}, {"target": "30"})
    assert target_of(running) == 24, "nothing has changed yet"
    told = InboxItem.objects.filter(path__endswith="#changes")
    assert cast.staff["supervisor"].pk in set(told.values_list("user", flat=True))
    assert cast.staff["manager"].pk not in set(told.values_list("user", flat=True))

    decide(change, cast)
    assert target_of(running) == 30
    kinds = list(PlanEvent.objects.filter(plan=running).values_list("kind", flat=True))
    assert {"change_asked", "change_decided"} <= set(kinds)


def test_a_refused_change_changes_nothing_and_needs_a_word(running, cast):
    change = ask(running, cast)
    with pytest.raises(LawBroken):
        decide(change, cast, is_approved=False)
    decide(change, cast, is_approved=False, comment="目标不变")
    assert target_of(running) == 24
    with pytest.raises(LawBroken):
        decide(change, cast, is_approved=True)


@pytest.mark.parametrize("who", ["manager", "engineer", "trainer"])
def test_the_owner_and_who_may_not_judge_do_not_decide(running, cast, who):
    change = ask(running, cast)
    with pytest.raises(NotAllowed):
        decide(change, cast, who)
    assert target_of(running) == 24


def test_nobody_decides_what_was_asked_by_oneself(running, cast):
    """Somebody else who leads all plans asks, and is no more allowed than the owner."""
    leader = cast.staff["supervisor"]
    running.owner = leader
    running.save()
    change = ask(running, cast, "supervisor")
    running.owner = cast.staff["engineer"]
    running.save()
    with pytest.raises(NotAllowed):
        decide(change, cast, "supervisor")


@pytest.mark.parametrize("note", ["", " "])
def test_a_change_without_a_reason_is_refused(running, cast, note):
    with pytest.raises(LawBroken) as refused:
        ask(running, cast, note=note)
    assert refused.value.field == "note"


def test_the_same_is_asked_for_once(running, cast):
    ask(running, cast)
    with pytest.raises(LawBroken):
        ask(running, cast, target=Decimal(36))
    assert ChangeRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("is_core", False), ("formula", "two_minus"), ("min_samples", 1), ("target_reason", "放宽")],
)
def test_whatever_judges_is_asked_for(running, cast, field, value):
    former = getattr(running.metrics.first(), field)
    change = ask(running, cast, target=Decimal(24), **{field: value})
    assert list(change.after) == [field]
    assert getattr(running.metrics.first(), field) == former
    decide(change, cast)
    assert getattr(running.metrics.first(), field) == value


def test_an_evaluator_is_named_at_once(running, cast):
    assert ask(running, cast, target=Decimal(24), evaluator=cast.staff["trainer"]) is None
    assert running.metrics.first().evaluator == cast.staff["trainer"]


def test_a_metric_more_is_asked_for_and_frozen_when_it_is_allowed(running, cast):
    change = changes.take_new_metric(
        running,
        by=cast.staff["manager"],
        at=AT,
        note="客户更在意满意度",
        name="客户满意度评分",
        unit="分",
        direction="higher",
        before=Decimal("3.8"),
        before_evidence="第二季度问卷",
        target=Decimal("4.5"),
        evaluator=cast.staff["analyst"],
    )
    assert running.metrics.count() == 2
    decide(change, cast)
    metric = running.metrics.get(name="客户满意度评分")
    assert (metric.before, metric.target, metric.evaluator) == (
        Decimal("3.8"),
        Decimal("4.5"),
        cast.staff["analyst"],
    )
    assert metric.frozen_at == LATER


def test_another_window_is_asked_for(measured, cast):
    window = {"start": date(2024, 9, 10), "end": date(2024, 9, 30)}
    change = changes.change_window(
        measured, by=cast.staff["manager"], at=AT, note="国庆前数据不足", **window
    )
    plan = now_of(measured)
    assert (plan.evaluation_due_from, plan.evaluation_due_to) != tuple(window.values())
    decide(change, cast, "analyst")
    plan = now_of(measured)
    assert (plan.evaluation_due_from, plan.evaluation_due_to) == tuple(window.values())


def test_the_verdict_is_by_the_target_that_stood_when_the_value_was_taken(measured, cast):
    metric = measured.metrics.first()
    at = story.desk_moment("2024-09-16")
    evaluations.evaluate_metric(
        metric, by=cast.staff["analyst"], at=at, after=Decimal(28), evidence="统计"
    )
    change = changes.change_metric(
        measured.metrics.first(),
        by=cast.staff["manager"],
        at=at,
        target=Decimal(30),
        note="差一点",
    )
    decide(change, cast)
    metric.refresh_from_db()
    assert (metric.target, metric.judging_target, metric.effect.is_met) == (30, 24, False)
    line = next(line for line in record_of(now_of(measured)).metrics if "处理时长" in line.label)
    assert (line.target, line.is_met) == (24, False)

    evaluations.evaluate_metric(
        metric, by=cast.staff["analyst"], at=at, after=Decimal(28), evidence="重新统计"
    )
    metric.refresh_from_db()
    assert metric.effect.is_met, "a value taken anew is judged anew, and both stand in the record"
    assert list(metric.evaluations.order_by("pk").values_list("target", "is_met")) == [
        (24, False),
        (30, True),
    ]


def test_the_record_prints_old_new_and_who_decided_and_is_read_back(running, cast):
    decide(ask(running, cast), cast)
    plan = now_of(running)
    cells = [
        str(cell.value)
        for row in openpyxl.load_workbook(execution.f2_xlsx(plan)).active.iter_rows()
        for cell in row
        if cell.value
    ]
    text = "\n".join(cells)
    assert "变更记录" in cells
    for words in ("24", "30", "旺季人手不足", str(cast.staff["supervisor"]), "2024-08-13"):
        assert words in text
    with translation.override("en"):
        reading = read_record("f2", execution.f2_xlsx(plan).read())
    assert not [remark for remark in reading.remarks if remark.kind == "left"]
    assert len(list(reading.record.metrics if reading.record else ())) in (0, 2)


def test_the_page_shows_it_to_both_and_offers_it_to_one(running, cast):
    change = ask(running, cast)
    address = reverse("plans:do_part", args=[running.number, "changes", change.pk, "approve"])
    for name, offers in (("supervisor", True), ("manager", False)):
        page = browser_of(cast.staff[name]).get(f"/plans/{running.number}/").content.decode()
        assert "旺季人手不足" in page
        assert (address in page) is offers
    answer = browser_of(cast.staff["manager"]).post(address, {"comment": ""})
    assert answer.status_code != 302
    assert target_of(running) == 24
    browser = browser_of(cast.staff["supervisor"])
    form = browser.get(address).context["form"]
    browser.post(address, {"comment": "同意", "submit_id": form["submit_id"].value()})
    assert target_of(running) == 30
