"""The end of a plan: summary, guide, the archived package."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.actions import numbers
from core.domain.days import years_later
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
from tickets.record.queries.desk_rules import current_desk_rule


@dataclass(frozen=True, slots=True)
class ArchivePackage:
    """The zip of a plan as it was at `version`, under its file number.

    `manifest` lists name, size and SHA-256 of all that is in it.
    """

    file_no: str
    file: UploadedFile[bytes]
    manifest: list[dict[str, Any]]
    version: int


# --- summary ----------------------------------------------------------------------------------
@transaction.atomic
def write_summary(
    plan: Plan,
    *,
    by: User,
    at: datetime,
    experience: str,
    suggestions: str = "",
    next_actions: Iterable[str] = (),
    version: int | None = None,
) -> PlanSummary:
    """总结与改进建议. `version` is that of the summary one has read.

    Raises `StaleVersion` when somebody wrote meanwhile.
    """
    plan = lock_for_lead(plan, by, lifecycle.WRITTEN_UP)
    summary = PlanSummary.objects.filter(plan=plan).first() or PlanSummary(plan=plan, version=0)
    if version is not None and version != summary.version:
        raise StaleVersion(summary.version)

    summary.experience = experience.strip()
    summary.suggestions = suggestions.strip()
    summary.author = by
    summary.author_text = ""
    summary.written_on = timezone.localdate(at)
    summary.version += 1
    summary.save()
    _set_next_actions(summary, next_actions)
    ledger.write_line(plan, EventKind.SUMMARY, by=by, at=at, note=summary.experience)
    store_row(plan, by=by, at=at)
    return summary


def _set_next_actions(summary: PlanSummary, tasks: Iterable[str]) -> None:
    """The list as it stands now; what became a plan stays."""
    wanted = dict.fromkeys(task.strip() for task in tasks)
    wanted.pop("", None)
    known = {action.task: action for action in summary.next_actions.all()}
    for task, action in known.items():
        if task not in wanted and action.plan_id is None:
            action.delete()
    for task in wanted:
        if task not in known:
            NextAction.objects.create(summary=summary, task=task[:300])


@transaction.atomic
def start_next_plan(
    action: NextAction, *, by: User, at: datetime, name: str, start_date: date, end_date: date
) -> Plan:
    """A next action becomes a plan of its own."""
    rows = NextAction.objects.select_for_update(of=("self",), no_key=True)
    action = rows.select_related("summary__plan").get(pk=action.pk)
    if action.plan is not None:
        raise LawBroken(
            _("This has already become plan %(number)s.") % {"number": action.plan.number}
        )

    source = action.summary.plan
    background = _("Follows from plan %(number)s %(name)s: %(task)s") % {
        "number": source.number,
        "name": source.name,
        "task": action.task,
    }
    action.plan = drafting.create_plan(
        by=by, at=at, name=name, start_date=start_date, end_date=end_date, background=background
    )
    action.save()
    return action.plan


@transaction.atomic
def make_guide(plan: Plan, *, by: User, at: datetime, title: str, body: str) -> PlanSummary:
    """What was learned becomes a draft of a standard guide in the knowledge base (PL-12).

    Its own review publishes it.
    """
    plan = lock_for_lead(plan, by, lifecycle.WRITTEN_UP)
    rows = PlanSummary.objects.select_for_update(of=("self",), no_key=True)
    summary = rows.filter(plan=plan).first()
    if summary is None:
        raise LawBroken(_("Write the summary first."))
    if summary.article_number:
        raise LawBroken(
            _("The experience is in guide %(number)s already.") % {"number": summary.article_number}
        )
    article = articles.draft_article(
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


# --- archive ----------------------------------------------------------------------------------
@transaction.atomic
def archive_plan(plan: Plan, *, by: User, at: datetime, package: ArchivePackage) -> PlanArchive:
    """Keep the package for years; the plan is read-only for ever.

    Raises `StaleVersion` if the plan changed since it was packed.
    """
    plan = lock_row(plan)
    rules.require_right(by, "archive_plan")
    lifecycle.plan_target(plan.state, PlanMove.ARCHIVE)

    # The package is built before the lock is taken: reading every file may take long.
    if plan.version != package.version:
        raise StaleVersion(plan.version)
    archive = PlanArchive.objects.create(
        plan=plan,
        file_no=package.file_no,
        package=files.store_upload(package.file, by=by, at=at),
        manifest=package.manifest,
        archived_at=at,
        archived_by=by,
        retain_until=years_later(timezone.localdate(at), current_desk_rule().years_kept),
    )
    moves.mark_archived(plan, by=by, at=at, file_no=archive.file_no)
    return archive


def next_file_no(at: datetime) -> str:
    """`DA-YYYYMM-NNN` (NB-5)."""
    return numbers.issue_monthly_number(prefix="DA-", at=at)
