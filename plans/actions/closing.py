"""The end of a plan: summary, guide, the archived package."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions import numbers
from core.errors import LawBroken, StaleVersion
from core.work.record import lock_row, store_row
from documents import actions as files
from knowledge.actions import articles
from knowledge.enums import ArticleKind
from plans import rules
from plans.actions import drafting, ledger, moves
from plans.actions.locking import lock_for_lead
from plans.domain import lifecycle
from plans.enums import EventKind, PlanMove
from plans.models import NextAction, Plan, PlanArchive, PlanSummary

KEPT_YEARS = 3
"""LM-14: three years and longer."""


@dataclass(frozen=True, slots=True)
class Package:
    """The zip of a plan as it was at `version`, under its file number; `manifest` lists name, size and SHA-256 of all that is in it."""

    file_no: str
    file: File
    manifest: list[dict[str, Any]]
    version: int


@transaction.atomic
def write_summary(
    plan: Plan,
    *,
    by: Any,
    at: datetime,
    experience: str,
    suggestions: str = "",
    next_actions: Iterable[str] = (),
    version: int | None = None,
) -> PlanSummary:
    """总结与改进建议. `version` is that of the summary one has read; raises `StaleVersion` when somebody wrote meanwhile."""
    plan = lock_for_lead(plan, by, lifecycle.WRITTEN_UP)
    summary = PlanSummary.objects.filter(plan=plan).first() or PlanSummary(plan=plan, version=0)
    if version is not None and version != summary.version:
        raise StaleVersion(summary.version)
    summary.experience, summary.suggestions = experience.strip(), suggestions.strip()
    summary.author, summary.author_text, summary.written_on = by, "", timezone.localdate(at)
    summary.version += 1
    summary.save()
    _set_next(summary, [task.strip() for task in next_actions if task.strip()])
    ledger.write_line(plan, EventKind.SUMMARY, by=by, at=at, note=summary.experience)
    store_row(plan, by=by, at=at)
    return summary


def _set_next(summary: PlanSummary, tasks: list[str]) -> None:
    """The list as it stands now; what became a plan stays."""
    known = {action.task: action for action in summary.next_actions.all()}
    for task, action in known.items():
        if task not in tasks and action.plan_id is None:
            action.delete()
    for task in dict.fromkeys(tasks):
        if task not in known:
            NextAction.objects.create(summary=summary, task=task[:300])


@transaction.atomic
def begin_next(
    action: NextAction, *, by: Any, at: datetime, name: str, start_date: date, end_date: date
) -> Plan:
    """A next action becomes a plan of its own."""
    action = (
        NextAction.objects.select_for_update(of=("self",), no_key=True)
        .select_related("summary__plan")
        .get(pk=action.pk)
    )
    if action.plan_id:
        raise LawBroken(_("This became plan %(number)s already.") % {"number": action.plan.number})
    source = action.summary.plan
    background = _("Follows from plan %(number)s %(name)s: %(task)s") % {
        "number": source.number,
        "name": source.name,
        "task": action.task,
    }
    action.plan = drafting.create(
        by=by, at=at, name=name, start_date=start_date, end_date=end_date, background=background
    )
    action.save()
    return action.plan


@transaction.atomic
def make_guide(plan: Plan, *, by: Any, at: datetime, title: str, body: str) -> PlanSummary:
    """What was learned becomes a draft of a standard guide in the knowledge base (PL-12); its own review publishes it."""
    plan = lock_for_lead(plan, by, lifecycle.WRITTEN_UP)
    summary = (
        PlanSummary.objects.select_for_update(of=("self",), no_key=True).filter(plan=plan).first()
    )
    if summary is None:
        raise LawBroken(_("Write the summary first."))
    if summary.article_number:
        raise LawBroken(
            _("The experience is in guide %(number)s already.") % {"number": summary.article_number}
        )
    article = articles.draft(
        by=by,
        at=at,
        kind=ArticleKind.GUIDE,
        title=title,
        body=body,
        source_number=plan.number,
        source_path=f"/plans/{plan.number}/",
    )
    summary.article_number = article.number
    summary.save()
    ledger.write_line(plan, EventKind.GUIDE, by=by, at=at, after=article.number, note=title)
    store_row(plan, by=by, at=at)
    return summary


@transaction.atomic
def archive(plan: Plan, *, by: Any, at: datetime, package: Package) -> PlanArchive:
    """Keep the package, three years and longer; the plan is read-only for ever. Raises `StaleVersion` if it changed since it was packed."""
    plan = lock_row(plan)
    rules.require_right(by, "archive_plan")
    lifecycle.plan_target(plan.state, PlanMove.ARCHIVE)
    if plan.version != package.version:
        raise StaleVersion(plan.version)
    today = timezone.localdate(at)
    kept = PlanArchive.objects.create(
        plan=plan,
        file_no=package.file_no,
        package=files.store_upload(package.file, by=by, at=at),
        manifest=package.manifest,
        archived_at=at,
        archived_by=by,
        retain_until=_years_later(today, KEPT_YEARS),
    )
    moves.archive(plan, by=by, at=at, file_no=kept.file_no)
    return kept


def next_file_no(at: datetime) -> str:
    """`DA-YYYYMM-NNN` (NB-5)."""
    return numbers.issue_monthly_number(prefix="DA-", at=at)


def _years_later(day: date, years: int) -> date:
    """The same day; the last of the month where there is none (LW-1)."""
    last = calendar.monthrange(day.year + years, day.month)[1]
    return day.replace(year=day.year + years, day=min(day.day, last))
