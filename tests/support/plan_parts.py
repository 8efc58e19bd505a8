"""A running plan that has one of every part that an address can name."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Department, User
from documents.actions import store_upload
from plans.actions import drafting, effects, meetings, moves, problems, responsibilities, stages
from plans.enums import ChangeKind
from plans.models import (
    ChangeRequest,
    NextAction,
    Plan,
    PlanArchive,
    PlanFile,
    PlanSummary,
    Replan,
    Stage,
)

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
START, END = date(2026, 3, 16), date(2027, 6, 16)


def whole_plan(
    owner: User,
    *,
    department: Department,
    worker: User,
    evaluator: User,
    word: str,
    code: str,
) -> dict[str, Any]:
    """What stands in the addresses of a plan of `owner`, whose one stage belongs to `worker`.

    The department takes part; the evaluator judges its one metric. The rows beside the plan that
    only an end brings (summary, package) are there although it runs.
    """
    now = timezone.now()
    by: dict[str, Any] = {"by": owner, "at": now}
    plan = drafting.create_plan(
        name=f"{word}计划",
        start_date=START,
        end_date=END,
        departments=[department],
        core_goal="快一倍",
        **by,
    )
    stage = stages.add_stage(
        plan, code=code, task=f"{word}阶段", owner=worker, planned_date=END, **by
    )
    metric = effects.add_metric(
        plan,
        name="时长",
        unit="小时",
        direction="lower",
        before=Decimal(48),
        target=Decimal(24),
        before_evidence="月报",
        evaluator=evaluator,
        **by,
    )
    line = responsibilities.add_responsibility(
        plan, task="分派", department=department, person=worker, **by
    )
    meetings.record_kick_off(plan, held_at=now, attendees="大家", goals="快", **by)
    moves.start_plan(plan, **by)
    problem = problems.report_problem(
        Stage.objects.select_related("plan").get(pk=stage.pk),
        description="接口",
        impact="推迟",
        countermeasure="人工",
        **by,
    )
    decision = meetings.Decision("补文档", worker, END, stage)
    review = meetings.record_review(plan, held_at=now, attendees="大家", decisions=[decision], **by)
    return {
        "plan": Plan.objects.get(pk=plan.pk).number,
        "stage": stage.code,
        "metric": metric.pk,
        "line": line.pk,
        "problem": problem.pk,
        "action": review.actions.get().pk,
        **_rows_beside(plan, stage, owner, worker, word),
    }


def _rows_beside(plan: Plan, stage: Stage, owner: User, worker: User, word: str) -> dict[str, Any]:
    """What waits for a decision, what comes with the end, and a file."""
    now = timezone.now()
    replan = Replan.objects.create(
        stage=stage, from_date=END, to_date=END, reason="等料", asked_at=now, asked_by=worker
    )
    change = ChangeRequest.objects.create(
        plan=plan,
        kind=ChangeKind.WINDOW,
        title="窗口",
        reason="晚了",
        cycle=1,
        after={"start": f"{END}", "end": f"{END + timedelta(days=30)}"},
        asked_at=now,
        asked_by=owner,
    )
    summary = PlanSummary.objects.create(plan=plan)
    following = NextAction.objects.create(summary=summary, task="继续")
    annex, package = (
        store_upload(SimpleUploadedFile(f"{word}{name}.pdf", PDF), by=owner, at=now)
        for name in ("附件", "归档")
    )
    PlanFile.objects.create(plan=plan, file=annex, at=now, by=owner)
    PlanArchive.objects.create(
        plan=plan,
        file_no=f"{word}-1",
        package=package,
        archived_at=now,
        archived_by=owner,
        retain_until=END,
    )
    return {
        "replan": replan.pk,
        "change": change.pk,
        "next": following.pk,
        "plan_file": annex.pk,
    }
