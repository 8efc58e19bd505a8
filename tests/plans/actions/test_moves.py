"""Moves of the source's own plan (vectors.md E3): what each of them needs, and what an ended plan refuses."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from core.errors import LawBroken
from core.work.lifecycle import IllegalMove
from demo import source_plan as story
from notifications.models import InboxItem
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
)
from plans.enums import EventKind, PlanState
from plans.models import Evaluation, PlanEvent, StageProblem
from tests.support.source_plan import TENTH, WORDS, kept_of, now_of, take_figures, watch, write_up


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


def test_no_evaluation_before_every_stage_is_done(running, cast):
    with pytest.raises(LawBroken):
        moves.start_evaluation(
            running, by=cast.staff["manager"], at=story.at("2024-08-12"), rollout_date=TENTH
        )
    assert now_of(running).state == PlanState.RUNNING


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
