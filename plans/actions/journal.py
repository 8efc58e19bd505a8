"""What people report of a stage: lines that are never changed. They carry the annexes (AT-2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import LawBroken
from documents import actions as files
from plans.actions import ledger
from plans.enums import EventKind
from plans.models import Evaluation, Plan, PlanFile, Stage, StageProgress


def write_progress(
    stage: Stage,
    *,
    by: User,
    at: datetime,
    on: date,
    percent: int,
    text: str,
    uploads: Iterable[UploadedFile[bytes]] = (),
) -> StageProgress:
    """One line, with its annexes; the caller saves the stage, which takes over the percent.

    Unless a later day was reported already: what is dated back adds to the history alone.
    """
    if not 0 <= percent <= 100:
        raise LawBroken(_("A percentage must be between 0 and 100."), field="percent")
    if not text.strip():
        raise LawBroken(_("Briefly describe the progress."), field="text")
    line = StageProgress.objects.create(
        stage=stage, date=on, percent=percent, text=text.strip(), at=at, by=by
    )
    ledger.write_line(
        stage.plan,
        EventKind.PROGRESS,
        by=by,
        at=at,
        stage=stage,
        before=f"{stage.percent}",
        after=f"{percent}",
        note=line.text,
        on=f"{on}",
    )
    # After the ledger, which says from what to what.
    if not stage.progress.filter(date__gt=on).exists():
        stage.percent = percent
    attach_files(stage.plan, uploads, by=by, at=at, stage=stage, progress=line)
    return line


def attach_files(
    plan: Plan,
    uploads: Iterable[UploadedFile[bytes]],
    *,
    by: User,
    at: datetime,
    stage: Stage | None = None,
    progress: StageProgress | None = None,
    evaluation: Evaluation | None = None,
) -> list[PlanFile]:
    """Keep files with the record. Raises `BadFile` for what is refused."""
    attached = []
    for upload in uploads:
        stored = files.store_upload(upload, by=by, at=at)
        plan_file = PlanFile.objects.create(
            plan=plan,
            file=stored,
            stage=stage,
            progress=progress,
            evaluation=evaluation,
            at=at,
            by=by,
        )
        attached.append(plan_file)
        ledger.write_line(plan, EventKind.FILED, by=by, at=at, stage=stage, note=stored.name)
    return attached
