"""The source's own plan (vectors.md E3) replayed day by day, and the law that refuses what it must refuse on the way."""

import hashlib
import io
import json
import zipfile
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.errors import LawBroken, NotAllowed, StaleVersion
from core.work.lifecycle import IllegalMove
from demo import source_plan as story
from documents import actions as files
from notifications.models import InboxItem, Outbox
from plans.actions import (
    closing,
    drafting,
    effects,
    evaluations,
    meetings,
    moves,
    problems,
    replanning,
    responsibilities,
    stage_moves,
    stages,
    watching,
)
from plans.domain import progress
from plans.domain.windows import years_later
from plans.enums import EventKind, PlanState, ProblemState, ReplanState, StageStatus
from plans.exports import package
from plans.models import Evaluation, Plan, PlanEvent, StageProblem, StageProgress
from tests.fixtures import moment
from tickets.record.models import DeskRule

WORDS = {
    "description": "公众号渠道流转规则遗漏",
    "impact": "公众号投诉需人工转派",
    "countermeasure": "临时由客服主管人工分派",
}
TENTH = date(2024, 8, 10)


@pytest.fixture
def running(cast):
    """The plan as E3 finds it on 2024-08-10."""
    plan = story.draft(cast)
    story.start(plan, cast)
    story.until_the_tenth_of_august(plan, cast)
    return plan


@pytest.fixture
def rolled_out(running, cast):
    """Every stage is done, the last one on 2024-09-01."""
    story.until_the_roll_out(running, cast)
    return running


@pytest.fixture
def measured(rolled_out, cast):
    """In evaluation since 2024-09-02, nothing measured yet."""
    moves.start_evaluation(rolled_out, by=cast.staff["manager"], at=story.at("2024-09-02"))
    return now_of(rolled_out)


def now_of(plan):
    return Plan.objects.get(pk=plan.pk)


def one_decimal(value):
    return str(value.quantize(Decimal("0.1"), ROUND_HALF_UP))


def kept_of(plan):
    """All that a refused step could have left behind."""
    rows = [
        list(found.order_by("pk").values())
        for found in (Plan.objects.filter(pk=plan.pk), plan.stages.all(), plan.metrics.all())
    ]
    counts = [
        model.objects.count()
        for model in (PlanEvent, StageProblem, StageProgress, Evaluation, InboxItem, Outbox)
    ]
    return rows, counts


def take_figures(plan, cast, handling, first_time, at):
    for metric, after in zip(plan.metrics.all(), (handling, first_time), strict=True):
        evaluations.evaluate_metric(
            metric,
            by=cast.staff["analyst"],
            at=at,
            after=Decimal(after),
            evidence="线上投诉工单统计",
        )


def write_up(plan, cast, at):
    closing.write_summary(
        plan, by=cast.staff["manager"], at=at, experience="先统一分类再缩短流转环节"
    )


# --- the tenth of August, and the days after ------------------------------------------------------------------------


def test_the_figures_of_the_tenth_of_august(running):
    rows = list(running.stages.counted())
    found = progress.progress_of(rows, TENTH)
    assert running.number == "AF-202407-001"
    assert (found.done, found.total, found.on_time, found.overdue) == (3, 6, 2, 0)
    assert [
        one_decimal(value)
        for value in (found.completion_pct, found.weighted_pct, found.on_time_pct)
    ] == ["50.0", "60.0", "66.7"]
    late = [
        (stage.code, progress.delay_days(stage, TENTH))
        for stage in rows
        if progress.is_late_finish(stage)
    ]
    assert late == [("1.2", 4)]
    assert not [stage.code for stage in rows if progress.is_overdue(stage, TENTH)]
    done, doing, fresh = StageStatus.DONE, StageStatus.IN_PROGRESS, StageStatus.NOT_STARTED
    assert [stage.status for stage in rows] == [done, done, done, doing, fresh, fresh]
    assert [f"{stage.actual_date}" for stage in rows[:3]] == [
        "2024-07-14",
        "2024-07-29",
        "2024-08-05",
    ]


def test_a_stage_is_late_from_the_first_minute_after_its_day(running):
    before = kept_of(running)
    assert watching.mark_late_stages(at=moment("2024-08-15 23:00")) == 0
    assert kept_of(running) == before
    assert watching.mark_late_stages(at=moment("2024-08-16 00:30")) == 1
    late = story.stage(running, "2.2")
    assert late.status == StageStatus.DELAYED
    assert progress.delay_days(late, date(2024, 8, 16)) == 1
    record = late.problems.get()
    assert record.is_automatic
    assert record.awaits_words
    assert (record.missed_date, record.state, record.raised_by) == (
        date(2024, 8, 15),
        ProblemState.OPEN,
        None,
    )
    told = {
        item.user.username
        for item in InboxItem.objects.filter(
            topic="plan_late", created_at=moment("2024-08-16 00:30")
        )
    }
    assert told == {"supervisor", "manager"}


def watch(at):
    """What the daily job does at a moment; how many stages became late."""
    late = watching.mark_late_stages(at=at)
    watching.send_reminders(at=at)
    return late


def test_marking_late_again_changes_nothing(running):
    watching.mark_late_stages(at=moment("2024-08-16 00:30"))
    before = kept_of(running)
    assert watching.mark_late_stages(at=moment("2024-08-16 00:30")) == 0
    assert watching.mark_late_stages(at=moment("2024-08-17 00:30")) == 0
    assert kept_of(running) == before


@pytest.mark.parametrize(
    "at",
    ["2024-08-14 08:00", "2024-08-16 08:00", "2024-08-23 17:30", "2024-08-26 00:30"],
    ids=["due", "late", "silent", "two late"],
)
def test_a_second_look_tells_nobody_anything_new(running, at):
    watch(moment(at))
    before = kept_of(running)
    assert watch(moment(at)) == 0
    assert kept_of(running) == before
    watch(moment(at) + timedelta(minutes=5))
    assert kept_of(running) == before


def test_while_a_plan_rests_nothing_becomes_late(running, cast):
    moves.pause_plan(
        running, by=cast.staff["manager"], at=moment("2024-08-12 09:00"), note="等待系统升级"
    )
    before = kept_of(running)
    assert watch(moment("2024-08-26 00:30")) == 0
    assert kept_of(running) == before
    moves.resume_plan(running, by=cast.staff["manager"], at=moment("2024-08-26 09:00"))
    assert watching.mark_late_stages(at=moment("2024-08-27 00:30")) == 2


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", list(WORDS))
def test_no_delay_without_words(running, missing):
    before, stage = kept_of(running), story.stage(running, "2.2")
    with pytest.raises(LawBroken) as refused:
        stage_moves.delay_stage(
            stage, by=stage.owner, at=moment("2024-08-12 09:00"), **{**WORDS, missing: " \n"}
        )
    assert refused.value.field == missing
    assert kept_of(running) == before


def test_no_delay_without_a_record(running):
    before, stage = kept_of(running), story.stage(running, "2.2")
    with pytest.raises(LawBroken), transaction.atomic():
        stage_moves.mark_delayed(stage, by=stage.owner, at=moment("2024-08-12 09:00"))
    assert kept_of(running) == before


def test_a_delay_by_hand_keeps_its_words(running):
    stage = story.stage(running, "2.2")
    stage_moves.delay_stage(stage, by=stage.owner, at=moment("2024-08-12 09:00"), **WORDS)
    late = story.stage(running, "2.2")
    record = late.problems.get()
    assert late.status == StageStatus.DELAYED
    assert {name: getattr(record, name) for name in WORDS} == WORDS
    assert (record.is_automatic, record.raised_by_id) == (False, late.owner_id)
    assert watching.mark_late_stages(at=moment("2024-08-16 00:30")) == 0


def test_not_started_is_never_done_at_once(running):
    before, stage = kept_of(running), story.stage(running, "3.1")
    with pytest.raises(IllegalMove):
        stage_moves.finish_stage(
            stage, by=stage.owner, at=moment("2024-08-12 09:00"), text="已完成", resolution="无"
        )
    assert kept_of(running) == before
    stage_moves.start_stage(stage, by=stage.owner, at=moment("2024-08-12 09:00"))
    stage_moves.finish_stage(stage, by=stage.owner, at=moment("2024-08-12 10:00"))
    assert story.stage(running, "3.1").status == StageStatus.DONE


def test_a_late_stage_is_not_done_before_its_problem_has_words(running):
    watching.mark_late_stages(at=moment("2024-08-16 00:30"))
    before, late = kept_of(running), story.stage(running, "2.2")
    steps = (
        lambda: stage_moves.finish_stage(
            late, by=late.owner, at=moment("2024-08-16 09:00"), text="完成", resolution="已解决"
        ),
        lambda: replanning.ask_for_new_date(
            late,
            by=late.owner,
            at=moment("2024-08-16 09:00"),
            to_date=date(2024, 8, 20),
            reason="再观察",
        ),
        lambda: problems.resolve_problem(
            late.problems.get(), by=late.owner, at=moment("2024-08-16 09:00"), resolution="已解决"
        ),
    )
    for step in steps:
        with pytest.raises(LawBroken):
            step()
        assert kept_of(running) == before
    problems.describe_problem(
        late.problems.get(), by=late.owner, at=moment("2024-08-16 09:00"), **WORDS
    )
    stage_moves.finish_stage(late, by=late.owner, at=moment("2024-08-16 10:00"))
    done = story.stage(running, "2.2")
    assert (done.status, done.actual_date, done.percent) == (
        StageStatus.DONE,
        date(2024, 8, 16),
        100,
    )
    assert done.problems.get().description == WORDS["description"]


@pytest.mark.parametrize("who", ["manager", "supervisor", "trainer", "admin"])
def test_a_stage_is_told_of_by_its_owner_alone(running, cast, who):
    before, stage = kept_of(running), story.stage(running, "3.1")
    for step in (
        lambda: stages.report_progress(
            stage, by=cast.staff[who], at=moment("2024-08-12 09:00"), percent=10, text="开始"
        ),
        lambda: stage_moves.start_stage(stage, by=cast.staff[who], at=moment("2024-08-12 09:00")),
        lambda: stage_moves.delay_stage(
            stage, by=cast.staff[who], at=moment("2024-08-12 09:00"), **WORDS
        ),
    ):
        with pytest.raises(NotAllowed):
            step()
    assert kept_of(running) == before


# --- new dates -------------------------------------------------------------------------------------------------------


def asked_of(plan, to_date=date(2024, 8, 20)):
    watching.mark_late_stages(at=moment("2024-08-16 00:30"))
    late = story.stage(plan, "2.2")
    problems.describe_problem(
        late.problems.get(), by=late.owner, at=moment("2024-08-16 09:00"), **WORDS
    )
    return replanning.ask_for_new_date(
        late,
        by=late.owner,
        at=moment("2024-08-16 10:00"),
        to_date=to_date,
        reason="补充公众号规则并再观察三天",
    )


def test_a_new_date_needs_the_plan_owner(running, cast):
    asked = asked_of(running)
    before = kept_of(running)
    assert story.stage(running, "2.2").planned_date == date(2024, 8, 15)
    for who in ("supervisor", "trainer", "analyst"):
        with pytest.raises(NotAllowed):
            replanning.decide_new_date(
                asked, by=cast.staff[who], at=moment("2024-08-16 10:30"), is_approved=True
            )
    assert kept_of(running) == before
    replanning.decide_new_date(
        asked, by=cast.staff["manager"], at=moment("2024-08-16 11:00"), is_approved=True
    )
    stage = story.stage(running, "2.2")
    assert (stage.planned_date, stage.baseline_planned_date, stage.status) == (
        date(2024, 8, 20),
        date(2024, 8, 15),
        StageStatus.IN_PROGRESS,
    )
    with pytest.raises(LawBroken):
        replanning.decide_new_date(
            asked,
            by=cast.staff["manager"],
            at=moment("2024-08-16 11:30"),
            is_approved=False,
            comment="改变主意",
        )
    assert watching.mark_late_stages(at=moment("2024-08-20 23:30")) == 0


def test_a_refused_date_changes_nothing_and_says_why(running, cast):
    asked = asked_of(running)
    with pytest.raises(LawBroken):
        replanning.decide_new_date(
            asked,
            by=cast.staff["manager"],
            at=moment("2024-08-16 11:00"),
            is_approved=False,
            comment=" ",
        )
    replanning.decide_new_date(
        asked,
        by=cast.staff["manager"],
        at=moment("2024-08-16 11:00"),
        is_approved=False,
        comment="影响推广日期",
    )
    asked.refresh_from_db()
    stage = story.stage(running, "2.2")
    assert (asked.state, asked.comment) == (ReplanState.REFUSED, "影响推广日期")
    assert (stage.planned_date, stage.status) == (date(2024, 8, 15), StageStatus.DELAYED)


def test_a_second_missed_date_opens_a_second_record(running, cast):
    asked = asked_of(running)
    replanning.decide_new_date(
        asked, by=cast.staff["manager"], at=moment("2024-08-16 11:00"), is_approved=True
    )
    assert watching.mark_late_stages(at=moment("2024-08-21 00:30")) == 1
    late = story.stage(running, "2.2")
    assert sorted(late.problems.values_list("missed_date", flat=True)) == [
        date(2024, 8, 15),
        date(2024, 8, 20),
    ]
    with pytest.raises(LawBroken):
        stage_moves.finish_stage(late, by=late.owner, at=moment("2024-08-21 10:00"))


def test_the_date_of_a_running_plan_is_not_edited(running, cast):
    stage = story.stage(running, "3.2")
    before = kept_of(running)
    with pytest.raises(LawBroken):
        stages.edit_stage(
            stage,
            by=cast.staff["manager"],
            at=moment("2024-08-12 09:00"),
            version=stage.version,
            code="3.2",
            task=stage.task,
            planned_date=date(2024, 9, 8),
        )
    assert kept_of(running) == before


# --- roll-out and effect ---------------------------------------------------------------------------------------------


def test_the_roll_out_opens_the_window(rolled_out, cast):
    plan = now_of(rolled_out)
    assert plan.rollout_date == date(2024, 9, 1)
    assert (plan.evaluation_due_from, plan.evaluation_due_to) == (
        date(2024, 9, 8),
        date(2024, 9, 15),
    )
    moves.start_evaluation(plan, by=cast.staff["manager"], at=story.at("2024-09-02"))
    plan = now_of(rolled_out)
    assert (plan.state, plan.evaluation_due_from, plan.evaluation_due_to) == (
        PlanState.EVALUATING,
        date(2024, 9, 8),
        date(2024, 9, 15),
    )


def test_a_plan_that_came_in_measured_gets_its_window_first(measured, cast):
    """An imported plan stands in its evaluation without anybody having named the roll-out."""
    Plan.objects.filter(pk=measured.pk).update(
        rollout_date=None, evaluation_due_from=None, evaluation_due_to=None
    )
    typed = {"by": cast.staff["analyst"], "after": Decimal("20"), "evidence": "统计"}
    at = story.at("2024-09-16")
    metric = measured.metrics.first()
    with pytest.raises(LawBroken):
        evaluations.evaluate_metric(metric, at=at, **typed)
    evaluations.set_window(
        now_of(measured),
        by=cast.staff["manager"],
        at=at,
        start=date(2024, 9, 8),
        end=date(2024, 9, 15),
        note="导入的方案",
    )
    assert evaluations.evaluate_metric(metric, at=at, **typed).after == 20


def test_no_evaluation_before_every_stage_is_done(running, cast):
    with pytest.raises(LawBroken):
        moves.start_evaluation(
            running, by=cast.staff["manager"], at=story.at("2024-08-12"), rollout_date=TENTH
        )
    assert now_of(running).state == PlanState.RUNNING


def test_the_owner_does_not_judge_the_own_plan(measured, cast):
    metric = measured.metrics.first()
    before = kept_of(measured)
    told = {"at": story.at("2024-09-16"), "after": Decimal("20"), "evidence": "工单统计"}
    for who in ("manager", "engineer", "trainer", "admin"):
        with pytest.raises(NotAllowed):
            evaluations.evaluate_metric(metric, by=cast.staff[who], **told)
    type(metric).objects.filter(pk=metric.pk).update(evaluator=cast.staff["manager"])
    with pytest.raises(NotAllowed):
        evaluations.evaluate_metric(metric, by=cast.staff["manager"], **told)
    type(metric).objects.filter(pk=metric.pk).update(evaluator=cast.staff["analyst"])
    assert kept_of(measured) == before
    evaluations.evaluate_metric(metric, by=cast.staff["supervisor"], **told)
    assert Evaluation.objects.get().by == cast.staff["supervisor"]


def test_a_named_evaluator_needs_no_further_right(measured, cast):
    metric = measured.metrics.first()
    type(metric).objects.filter(pk=metric.pk).update(evaluator=cast.staff["trainer"])
    evaluations.evaluate_metric(
        metric,
        by=cast.staff["trainer"],
        at=story.at("2024-09-16"),
        after=Decimal("20"),
        evidence="工单统计",
    )
    assert Evaluation.objects.get().is_met is True


def test_a_missed_goal_needs_a_reason_or_another_cycle(measured, cast):
    manager = cast.staff["manager"]
    take_figures(measured, cast, "30", "91", story.at("2024-09-16"))
    write_up(measured, cast, story.at("2024-09-18"))
    before = kept_of(measured)
    for note in ("", " \n "):
        with pytest.raises(LawBroken) as refused:
            moves.summarize_plan(measured, by=manager, at=story.at("2024-09-19"), note=note)
        assert refused.value.field == "note"
    assert kept_of(measured) == before
    moves.summarize_plan(
        measured, by=manager, at=story.at("2024-09-19"), note="改由下一年度方案继续"
    )
    assert now_of(measured).state == PlanState.SUMMARIZED
    assert PlanEvent.objects.filter(
        plan=measured, kind=EventKind.MOVED, after="summarized", note="改由下一年度方案继续"
    ).exists()


def test_a_new_cycle_measures_anew_and_forgets_nothing(measured, cast):
    manager = cast.staff["manager"]
    take_figures(measured, cast, "30", "91", story.at("2024-09-16"))
    first = list(Evaluation.objects.order_by("pk").values())
    moves.open_new_cycle(measured, by=manager, at=story.at("2024-09-17"), note="时长未达标")
    plan = now_of(measured)
    assert (plan.cycle, plan.state, plan.rollout_date, plan.evaluation_due_to) == (
        2,
        PlanState.RUNNING,
        None,
        None,
    )
    assert list(Evaluation.objects.order_by("pk").values()) == first
    assert [(row["cycle"], row["is_met"]) for row in first] == [(1, False), (1, True)]
    assert [
        (metric.before, metric.after, metric.effect.is_met) for metric in plan.metrics.all()
    ] == [(48, None, None), (72, None, None)]
    with pytest.raises(LawBroken):
        moves.start_evaluation(plan, by=manager, at=story.at("2024-09-18"))
    stage_moves.reopen_stage(
        story.stage(plan, "3.2"), by=manager, at=story.at("2024-09-18"), note="第二轮推广"
    )
    stage_moves.finish_stage(story.stage(plan, "3.2"), by=manager, at=story.at("2024-09-20"))
    moves.start_evaluation(plan, by=manager, at=story.at("2024-09-20", 11))
    plan = now_of(measured)
    assert (plan.evaluation_due_from, plan.evaluation_due_to) == (
        date(2024, 9, 27),
        date(2024, 10, 4),
    )
    take_figures(plan, cast, "22", "92", story.at("2024-10-05"))
    assert list(Evaluation.objects.order_by("pk").values_list("cycle", "after")) == [
        (1, 30),
        (1, 91),
        (2, 22),
        (2, 92),
    ]
    told = InboxItem.objects.filter(
        user=manager, path__endswith="#effect", created_at=story.at("2024-10-05")
    )
    assert told.count() == 1


def test_who_met_the_goal_opens_no_new_cycle(measured, cast):
    take_figures(measured, cast, "20", "91", story.at("2024-09-16"))
    with pytest.raises(LawBroken):
        moves.open_new_cycle(
            measured, by=cast.staff["manager"], at=story.at("2024-09-17"), note="再来一轮"
        )
    assert now_of(measured).cycle == 1


# --- archive ---------------------------------------------------------------------------------------------------------


def test_the_package_holds_every_form_with_its_hash(cast):
    plan = story.play(cast)
    kept = plan.archive
    body = files.stored_path(kept.package).read_bytes()
    assert hashlib.sha256(body).hexdigest() == kept.package.sha256
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        assert packed.testzip() is None
        names, told = packed.namelist(), json.loads(packed.read("manifest.json"))
        assert told["files"] == kept.manifest
        assert (told["number"], told["file_no"]) == (plan.number, kept.file_no)
        assert sorted(line["name"] for line in kept.manifest) == sorted(
            set(names) - {"manifest.json"}
        )
        for line in kept.manifest:
            part = packed.read(line["name"])
            assert (len(part), hashlib.sha256(part).hexdigest()) == (line["size"], line["sha256"])
    assert {name.partition("-")[0] for name in names if name.endswith(".xlsx")} == {
        "F2",
        "F10",
        "F19",
        "F24",
    }
    assert kept.retain_until == date(2027, 9, 20)


def test_administrators_tune_for_how_many_years_a_plan_is_kept(cast):
    DeskRule.objects.update_or_create(pk=1, defaults={"years_kept": 5})
    plan = story.play(cast)
    assert plan.archive.retain_until == date(2029, 9, 20)


@pytest.mark.parametrize(
    ("day", "years", "kept_until"),
    [
        (date(2024, 9, 20), 3, date(2027, 9, 20)),
        (date(2024, 2, 29), 3, date(2027, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
    ],
)
def test_a_plan_is_kept_to_the_same_day_or_the_last_of_the_month(day, years, kept_until):
    assert years_later(day, years) == kept_until


LATE_CHANGES = {
    "summary": lambda plan, by, at: closing.write_summary(
        plan, by=by, at=at, experience="另一段经验"
    ),
    "decision": lambda plan, by, at: meetings.finish_action(
        plan.reviews.first().actions.get(state="open"), by=by, at=at, result="完成"
    ),
    "guide": lambda plan, by, at: closing.make_guide(plan, by=by, at=at, title="指南", body="正文"),
}
"""What may still be written into a summarized plan, all of it printed by the package."""


@pytest.mark.parametrize("change", list(LATE_CHANGES))
def test_what_changed_since_it_was_packed_is_not_archived(measured, cast, change):
    manager, at = cast.staff["manager"], story.at("2024-09-19")
    take_figures(measured, cast, "20", "91", story.at("2024-09-16"))
    decided = [meetings.Decision("扩展到电话渠道", manager, date(2024, 10, 8))]
    meetings.record_review(
        measured, by=manager, at=at, held_at=at, attendees="全体", decisions=decided
    )
    write_up(measured, cast, story.at("2024-09-18"))
    moves.summarize_plan(measured, by=manager, at=at)
    packed = package.archive_package(
        now_of(measured), file_no="DA-202409-777", at=story.at("2024-09-20")
    )
    with pytest.raises(NotAllowed):
        closing.archive_plan(
            measured, by=cast.staff["supervisor"], at=story.at("2024-09-20", 11), package=packed
        )
    LATE_CHANGES[change](now_of(measured), manager, story.at("2024-09-20", 11))
    with pytest.raises(StaleVersion):
        closing.archive_plan(measured, by=manager, at=story.at("2024-09-20", 12), package=packed)
    assert now_of(measured).state == PlanState.SUMMARIZED


def refused_when_archived(plan, cast):
    manager, at = cast.staff["manager"], story.at("2024-09-21")
    stage, metric, line = (
        story.stage(plan, "3.1"),
        plan.metrics.first(),
        plan.responsibilities.first(),
    )
    by, told = {"by": manager, "at": at}, {"by": stage.owner, "at": at}
    day = date(2024, 10, 1)
    return {
        "edit": lambda: drafting.edit_plan(plan, **by, version=plan.version, name="另一个名称"),
        "add_subproject": lambda: drafting.add_subproject(plan, **by, name="子项目"),
        "add_stage": lambda: stages.add_stage(
            plan, **by, code="9.1", task="任务", planned_date=day
        ),
        "edit_stage": lambda: stages.edit_stage(
            stage,
            **by,
            version=stage.version,
            code="3.1",
            planned_date=stage.planned_date,
            task="另一个",
        ),
        "drop_stage": lambda: stages.drop_stage(stage, **by, note="不做了"),
        "tell": lambda: stages.report_progress(stage, **told, percent=50, text="补记"),
        "start_stage": lambda: stage_moves.start_stage(stage, **told),
        "finish": lambda: stage_moves.finish_stage(stage, **told),
        "delay": lambda: stage_moves.delay_stage(stage, **told, **WORDS),
        "reopen": lambda: stage_moves.reopen_stage(stage, **by, note="重做"),
        "problem": lambda: problems.report_problem(stage, **told, **WORDS),
        "resolve": lambda: problems.resolve_problem(
            StageProblem.objects.first(), **by, resolution="无"
        ),
        "replan": lambda: replanning.ask_for_new_date(stage, **by, to_date=day, reason="改期"),
        "metric": lambda: effects.add_metric(
            plan, **by, name="满意度", target=Decimal("4.5"), direction="higher"
        ),
        "edit_metric": lambda: effects.edit_metric(metric, **by, target=Decimal("30"), note="放宽"),
        "remove_metric": lambda: effects.remove_metric(metric, **by),
        "evaluate_metric": lambda: evaluations.evaluate_metric(
            metric, by=cast.staff["analyst"], at=at, after=Decimal("10"), evidence="统计"
        ),
        "window": lambda: evaluations.set_window(plan, **by, start=day, end=day, note="改期"),
        "line": lambda: responsibilities.add_responsibility(
            plan, **by, task="任务", department=stage.owner.department
        ),
        "remove_line": lambda: responsibilities.remove_responsibility(line, **by),
        "distribute": lambda: responsibilities.distribute_responsibilities(plan, **by),
        "kick_off": lambda: meetings.record_kick_off(
            plan, **by, held_at=at, attendees="全体", goals="目标"
        ),
        "review": lambda: meetings.record_review(plan, **by, held_at=at, attendees="全体"),
        "summary": lambda: closing.write_summary(plan, **by, experience="改写"),
        "summarize": lambda: moves.summarize_plan(plan, **by, note="再次"),
        "start": lambda: moves.start_plan(plan, **by),
        "pause": lambda: moves.pause_plan(plan, **by, note="暂停"),
        "resume": lambda: moves.resume_plan(plan, **by),
        "evaluate": lambda: moves.start_evaluation(plan, **by),
        "new_cycle": lambda: moves.open_new_cycle(plan, **by, note="再来"),
        "terminate": lambda: moves.terminate_plan(plan, **by, note="终止"),
        "archive": lambda: story.archive(plan, by=manager, day=at),
    }


def test_an_archived_plan_is_read_only(cast):
    plan = story.play(cast)
    before, stayed = kept_of(plan), []
    for name, step in refused_when_archived(plan, cast).items():
        try:
            with transaction.atomic():
                step()
        except (LawBroken, IllegalMove):
            continue
        stayed.append(name)
    assert (stayed, kept_of(plan) == before) == ([], True)
    watch(story.at("2024-12-01"))
    assert kept_of(plan) == before


def test_an_ended_plan_takes_neither_results_nor_guides(running, cast):
    """A decision that was left open, and an experience that nobody made a guide of."""
    manager, at = cast.staff["manager"], story.at("2024-08-12")
    decided = [meetings.Decision("补充流转规则", cast.staff["engineer"], date(2024, 8, 20))]
    meeting = meetings.record_review(
        running, by=manager, at=at, held_at=at, attendees="全体", decisions=decided
    )
    closing.PlanSummary.objects.create(plan=running, experience="先统一分类", author=manager)
    moves.terminate_plan(running, by=manager, at=at, note="业务调整")
    before, stayed = kept_of(running), []
    steps = {
        "finish_action": lambda: meetings.finish_action(
            meeting.actions.get(), by=cast.staff["engineer"], at=at, result="完成"
        ),
        "make_guide": lambda: closing.make_guide(
            running, by=manager, at=at, title="指南", body="正文"
        ),
    }
    for name, step in steps.items():
        try:
            step()
        except LawBroken:
            continue
        stayed.append(name)
    assert (stayed, kept_of(running) == before) == ([], True)


# --- what nobody changes afterwards ----------------------------------------------------------------------------------


@pytest.mark.parametrize("ledger", [PlanEvent, StageProgress, Evaluation])
def test_the_ledgers_of_a_plan_are_append_only(measured, cast, ledger):
    take_figures(measured, cast, "20", "91", story.at("2024-09-16"))
    row, rows = ledger.objects.first(), list(ledger.objects.order_by("pk").values())
    for attempt in (
        lambda: ledger.objects.filter(pk=row.pk).update(at=timezone.now()),
        lambda: row.save(),
        lambda: row.delete(),
        lambda: ledger.objects.bulk_update([row], ["at"]),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()
    assert list(ledger.objects.order_by("pk").values()) == rows


# --- laws ------------------------------------------------------------------------------------------------------------

PERCENTS = st.integers(0, 100)
ROWS = st.lists(
    st.builds(SimpleNamespace, percent=PERCENTS, weight=st.integers(1, 100)),
    min_size=1,
    max_size=40,
)


@given(ROWS, st.data())
def test_more_done_is_never_less_progress(rows, data):
    """The weighted progress grows with the percent of every stage, and stays between the least and the greatest of them."""
    before = progress.weighted_pct(rows)
    assert (
        min(row.percent for row in rows) - Decimal("1e-20")
        <= before
        <= max(row.percent for row in rows) + Decimal("1e-20")
    )
    chosen = rows[data.draw(st.integers(0, len(rows) - 1))]
    former, chosen.percent = chosen.percent, data.draw(st.integers(chosen.percent, 100))
    after = progress.weighted_pct(rows)
    assert after > before if chosen.percent > former else after == before
