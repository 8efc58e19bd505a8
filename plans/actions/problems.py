"""Problem records of a stage: what happened, whom it hits, what is done first, what mended it (PL-8)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import LawBroken
from plans import rules
from plans.actions import ledger
from plans.actions.locking import lock_stage, require_counted, require_state
from plans.domain import lifecycle
from plans.enums import EventKind, ProblemState
from plans.models import Stage, StageProblem


def _lock_problem(problem: StageProblem) -> StageProblem:
    """The record as it is now, with its stage and plan locked."""
    stage = lock_stage(problem.stage)
    current = StageProblem.objects.select_for_update(no_key=True).get(pk=problem.pk)
    current.stage = stage
    return current


def _require_words(**told: str) -> None:
    for field, text in told.items():
        if not text.strip():
            raise LawBroken(
                _("What happened, whom it hits and what is done first: all three are needed."),
                field=field,
            )


@transaction.atomic
def report_problem(
    stage: Stage, *, by: Any, at: datetime, description: str, impact: str, countermeasure: str
) -> StageProblem:
    """A sudden problem; the stage goes on."""
    stage = lock_stage(stage)
    if not rules.leads(by, stage.plan):
        rules.require_update(by, stage)
    require_state(stage.plan, lifecycle.LIVE)
    require_counted(stage)
    return write_problem(
        stage, by=by, at=at, description=description, impact=impact, countermeasure=countermeasure
    )


def write_problem(
    stage: Stage, *, by: Any, at: datetime, description: str, impact: str, countermeasure: str
) -> StageProblem:
    """The same for a locked stage."""
    _require_words(description=description, impact=impact, countermeasure=countermeasure)
    problem = StageProblem.objects.create(
        stage=stage,
        description=description.strip(),
        impact=impact.strip(),
        countermeasure=countermeasure.strip(),
        raised_at=at,
        raised_by=by,
    )
    ledger.write_line(
        stage.plan,
        EventKind.PROBLEM,
        by=by,
        at=at,
        stage=stage,
        note=problem.description,
        problem=problem.pk,
    )
    return problem


@transaction.atomic
def describe_problem(
    problem: StageProblem,
    *,
    by: Any,
    at: datetime,
    description: str,
    impact: str,
    countermeasure: str,
) -> StageProblem:
    """The owner puts into words what the daily job opened. Only once: what was said stays."""
    problem = _lock_problem(problem)
    stage = problem.stage
    if not rules.leads(by, stage.plan):
        rules.require_update(by, stage)
    require_state(stage.plan, lifecycle.EDITABLE)
    if not problem.awaits_words:
        raise LawBroken(_("This problem is described already."))
    _require_words(description=description, impact=impact, countermeasure=countermeasure)
    problem.description, problem.impact, problem.countermeasure = (
        description.strip(),
        impact.strip(),
        countermeasure.strip(),
    )
    problem.save()
    ledger.write_line(
        stage.plan,
        EventKind.PROBLEM,
        by=by,
        at=at,
        stage=stage,
        note=problem.description,
        problem=problem.pk,
    )
    return problem


@transaction.atomic
def resolve_problem(
    problem: StageProblem, *, by: Any, at: datetime, resolution: str
) -> StageProblem:
    """What mended it (解决措施)."""
    problem = _lock_problem(problem)
    if not rules.leads(by, problem.stage.plan):
        rules.require_update(by, problem.stage)
    require_state(problem.stage.plan, lifecycle.EDITABLE)
    if problem.state == ProblemState.RESOLVED:
        raise LawBroken(_("This problem is resolved already."))
    if problem.awaits_words:
        raise LawBroken(_("Describe the problem first."))
    return _mark_resolved(problem, by=by, at=at, resolution=resolution)


def _mark_resolved(
    problem: StageProblem, *, by: Any, at: datetime, resolution: str
) -> StageProblem:
    problem.resolution, problem.state = resolution.strip(), ProblemState.RESOLVED
    problem.resolved_at, problem.resolved_by = at, by
    problem.save()
    stage = problem.stage
    ledger.write_line(
        stage.plan,
        EventKind.PROBLEM_RESOLVED,
        by=by,
        at=at,
        stage=stage,
        note=problem.resolution,
        problem=problem.pk,
    )
    return problem


def resolve_open_problems(stage: Stage, *, by: Any, at: datetime, resolution: str) -> None:
    """Every open problem of a locked stage is mended by the same."""
    for problem in stage.problems.filter(state=ProblemState.OPEN):
        problem.stage = stage
        _mark_resolved(problem, by=by, at=at, resolution=resolution)


def require_described(stage: Stage) -> None:
    """Raise `LawBroken` while a record that the daily job opened has no words."""
    if any(problem.awaits_words for problem in stage.problems.filter(is_automatic=True)):
        raise LawBroken(
            _("The stage was late: first describe the problem, its impact and the countermeasure.")
        )
