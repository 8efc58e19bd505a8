"""Problem records of a stage (PL-8).

What happened, whom it hits, what is done first, what mended it.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import LawBroken
from plans import rules
from plans.actions import ledger
from plans.actions.locking import lock_stage, require_counted, require_state
from plans.domain import lifecycle
from plans.enums import EventKind, ProblemState
from plans.models import Stage, StageProblem


# --- reported by people -----------------------------------------------------------------------
@transaction.atomic
def report_problem(
    stage: Stage,
    *,
    by: User,
    at: datetime,
    description: str,
    impact: str,
    countermeasure: str,
) -> StageProblem:
    """A sudden problem; the stage goes on."""
    stage = lock_stage(stage)
    _require_part_in(stage, by)
    require_state(stage.plan, lifecycle.LIVE)
    require_counted(stage)
    return write_problem(
        stage, by=by, at=at, description=description, impact=impact, countermeasure=countermeasure
    )


def write_problem(
    stage: Stage,
    *,
    by: User,
    at: datetime,
    description: str,
    impact: str,
    countermeasure: str,
) -> StageProblem:
    """The same for a locked stage."""
    _require_all_words(description=description, impact=impact, countermeasure=countermeasure)
    problem = StageProblem.objects.create(
        stage=stage,
        description=description.strip(),
        impact=impact.strip(),
        countermeasure=countermeasure.strip(),
        raised_at=at,
        raised_by=by,
    )
    _write_to_ledger(problem, EventKind.PROBLEM, problem.description, by=by, at=at)
    return problem


# --- opened by the daily job ------------------------------------------------------------------
@transaction.atomic
def describe_problem(
    problem: StageProblem,
    *,
    by: User,
    at: datetime,
    description: str,
    impact: str,
    countermeasure: str,
) -> StageProblem:
    """The owner puts into words what the daily job opened. Only once: what was said stays."""
    problem = _lock_problem(problem)
    _require_part_in(problem.stage, by)
    require_state(problem.stage.plan, lifecycle.EDITABLE)
    if not problem.awaits_words:
        raise LawBroken(_("This problem is described already."))
    _require_all_words(description=description, impact=impact, countermeasure=countermeasure)

    problem.description = description.strip()
    problem.impact = impact.strip()
    problem.countermeasure = countermeasure.strip()
    problem.save()
    _write_to_ledger(problem, EventKind.PROBLEM, problem.description, by=by, at=at)
    return problem


def require_described(stage: Stage) -> None:
    """Raise `LawBroken` while a record that the daily job opened has no words."""
    automatic = stage.problems.filter(is_automatic=True)
    if any(problem.awaits_words for problem in automatic):
        raise LawBroken(
            _("The stage was late: first describe the problem, its impact and the countermeasure.")
        )


# --- mended -----------------------------------------------------------------------------------
@transaction.atomic
def resolve_problem(
    problem: StageProblem, *, by: User, at: datetime, resolution: str
) -> StageProblem:
    """What mended it (解决措施)."""
    problem = _lock_problem(problem)
    _require_part_in(problem.stage, by)
    require_state(problem.stage.plan, lifecycle.EDITABLE)
    if problem.state == ProblemState.RESOLVED:
        raise LawBroken(_("This problem is resolved already."))
    if problem.awaits_words:
        raise LawBroken(_("Describe the problem first."))
    _mark_resolved(problem, by=by, at=at, resolution=resolution)
    return problem


def resolve_open_problems(stage: Stage, *, by: User, at: datetime, resolution: str) -> None:
    """Every open problem of a locked stage is mended by the same."""
    for problem in stage.problems.filter(state=ProblemState.OPEN):
        problem.stage = stage
        _mark_resolved(problem, by=by, at=at, resolution=resolution)


def _mark_resolved(problem: StageProblem, *, by: User, at: datetime, resolution: str) -> None:
    problem.resolution = resolution.strip()
    problem.state = ProblemState.RESOLVED
    problem.resolved_at = at
    problem.resolved_by = by
    problem.save()
    _write_to_ledger(problem, EventKind.PROBLEM_RESOLVED, problem.resolution, by=by, at=at)


# --- common -----------------------------------------------------------------------------------
def _lock_problem(problem: StageProblem) -> StageProblem:
    """The record as it is now, with its stage and plan locked."""
    stage = lock_stage(problem.stage)
    current = StageProblem.objects.select_for_update(no_key=True).get(pk=problem.pk)
    current.stage = stage
    return current


def _require_part_in(stage: Stage, by: User) -> None:
    """Who leads the plan, and the owner of the stage."""
    if not rules.leads(by, stage.plan):
        rules.require_update(by, stage)


def _require_all_words(**texts: str) -> None:
    """Raise `LawBroken` at the first field that is blank (PL-8)."""
    for field, text in texts.items():
        if not text.strip():
            raise LawBroken(
                _("What happened, whom it hits and what is done first: all three are needed."),
                field=field,
            )


def _write_to_ledger(
    problem: StageProblem, kind: EventKind, note: str, *, by: User, at: datetime
) -> None:
    ledger.write_line(
        problem.stage.plan,
        kind,
        by=by,
        at=at,
        stage=problem.stage,
        note=note,
        problem=problem.pk,
    )
