"""A history on its way in by page: what is asked of the worker, and what the worker found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from core import later
from core.errors import LawBroken
from documents import actions as files
from privacy.domain.redact import redacted_text
from tickets.transfer.enums import HistoryTask
from tickets.transfer.models import FILE_KEPT, HistoryMapping, HistoryUpload

JOB = "tickets.work_on_histories"
ERROR_LENGTH = 400


@transaction.atomic
def keep_upload(
    upload: UploadedFile[bytes],
    *,
    mapping: dict[str, Any],
    by: User,
    at: datetime,
    language: str = "",
) -> HistoryUpload:
    """Keep the file and ask for its columns; an empty `mapping` is guessed from them.

    What the worker finds it says in the `language` of whoever asks it; without one in that of the
    account.
    """
    stored = files.store_upload(upload, by=by, at=at, is_only_read=True)
    kept = HistoryUpload.objects.create(
        name=stored.name,
        at=at,
        by=by,
        file=stored,
        mapping=mapping,
        asked_for=HistoryTask.SURVEY,
        language=language,
    )
    later.enqueue(JOB)
    return kept


@transaction.atomic
def request_trial(
    upload: HistoryUpload, mapping: dict[str, Any], *, version: int, language: str = ""
) -> None:
    """Keep the mapping with its upload and ask what it would bring.

    `version` is that which the person saw. Raises `LawBroken` when it has changed meanwhile, the
    file is gone, is being written, or nobody has looked at it yet.
    """
    locked = lock_upload(upload)
    if locked.file is None or locked.survey is None or locked.asked_for == HistoryTask.COMMIT:
        raise LawBroken(_("The mapping of this file can no longer be changed."))
    if locked.version != version:
        raise LawBroken(
            _("The mapping was changed in another window. Send again to replace it by this one.")
        )
    locked.mapping = mapping
    locked.version += 1
    locked.trial = None
    _ask_for(locked, HistoryTask.TRIAL, language)


@transaction.atomic
def request_commit(upload: HistoryUpload, version: int, *, language: str = "") -> None:
    """Ask for the tickets to be written as the trial of this version showed them. Once.

    Raises `LawBroken` when there is no such trial.
    """
    locked = lock_upload(upload)
    if locked.committed_at or locked.asked_for == HistoryTask.COMMIT:
        return
    if locked.file is None or locked.trial is None or locked.version != version:
        raise LawBroken(_("Look at the tickets first: the mapping has changed since."))
    _ask_for(locked, HistoryTask.COMMIT, language)


@transaction.atomic
def give_up(upload: HistoryUpload) -> None:
    """The file goes, or what has come of it; a mapping kept by name stays.

    Raises `LawBroken` while it is written, and once it is.
    """
    locked = lock_upload(upload)
    if locked.committed_at:
        raise LawBroken(_("This history is imported already: there is nothing left to give up."))
    if locked.asked_for == HistoryTask.COMMIT:
        raise LawBroken(_("The import is running; it can no longer be given up."))
    locked.asked_for = ""
    locked.is_open = False
    _drop_file(locked)


def drop_forgotten_files(*, at: datetime) -> None:
    """Files that were sent longer ago than `FILE_KEPT` and wait for a person, and batches that were
    never closed: customers' data.
    """
    kept = HistoryUpload.objects.filter(Q(file__isnull=False) | Q(is_open=True), asked_for="")
    for upload in kept.filter(at__lt=at - FILE_KEPT):
        with transaction.atomic():
            locked = lock_upload(upload)
            if not locked.asked_for:
                locked.is_open = False
                _drop_file(locked)


def keep_mapping(name: str, data: dict[str, Any], *, by: User, at: datetime) -> HistoryMapping:
    """Keep a mapping under a name; another one of that name is replaced."""
    kept, _is_new = HistoryMapping.objects.update_or_create(
        name=name, defaults={"data": data, "by": by, "updated_at": at}
    )
    return kept


def drop_mapping(mapping: HistoryMapping) -> None:
    """It is offered no more; uploads that began with it keep their own copy."""
    mapping.delete()


# --- what the worker found ----------------------------------------------------------------------
def note_progress(upload: HistoryUpload, count: int) -> None:
    """How many lines were judged, for the page that waits."""
    HistoryUpload.objects.filter(pk=upload.pk).update(looked_at=count)


@transaction.atomic
def note_survey(upload: HistoryUpload, survey: dict[str, Any], mapping: dict[str, Any]) -> None:
    """The columns of the file and the mapping to begin with. A program looks at nothing: what it
    sent is tried at once.
    """
    is_noted = _finish(upload, HistoryTask.SURVEY, survey=survey, mapping=mapping)
    if is_noted and upload.batches.exists():
        request_trial(upload, mapping, version=upload.version, language=upload.language)


def note_trial(upload: HistoryUpload, trial: dict[str, Any]) -> None:
    """What the mapping would bring; forgotten where it has changed meanwhile."""
    _finish(upload, HistoryTask.TRIAL, trial=trial)


@transaction.atomic
def note_commit(upload: HistoryUpload, outcome: dict[str, Any], *, at: datetime) -> None:
    """What was written; the file is no longer needed, nor what stood in its cells."""
    for kind in (*outcome["refused"], *outcome["warned"]):
        kind["value"] = ""
    if _finish(upload, HistoryTask.COMMIT, outcome=outcome, committed_at=at):
        _drop_file(lock_upload(upload))


@transaction.atomic
def note_failure(upload: HistoryUpload, reason: str) -> None:
    """Why what was asked for could not be done; it may be asked for again.

    Of a file without columns there is nothing to ask: it goes.
    """
    if upload.asked_for == HistoryTask.COMMIT:
        stopped = _("The import stopped; what was written so far stays. Import again to go on.")
        reason = f"{stopped} {reason}"
    is_noted = _finish(upload, upload.asked_for, error=redacted_text(reason)[:ERROR_LENGTH])
    if is_noted and upload.asked_for == HistoryTask.SURVEY:
        _drop_file(lock_upload(upload))


def _finish(upload: HistoryUpload, task: str, **found: Any) -> int:
    """Nothing where something else is asked for by now: another version, or given up."""
    as_asked = HistoryUpload.objects.filter(
        pk=upload.pk, asked_for=task, version=upload.version, file__isnull=False
    )
    return as_asked.update(**{"asked_for": "", "error": "", **found})


def lock_upload(upload: HistoryUpload) -> HistoryUpload:
    """The upload as it is now, locked until the transaction ends."""
    return HistoryUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)


def _ask_for(upload: HistoryUpload, task: HistoryTask, language: str) -> None:
    upload.asked_for = task
    upload.language = language
    upload.looked_at = 0
    upload.error = ""
    upload.save()
    later.enqueue(JOB)


def _drop_file(upload: HistoryUpload) -> None:
    """Also what was shown of the file: names and phones of customers."""
    stored = upload.file
    upload.file = None
    upload.survey = None
    upload.trial = None
    upload.save()
    upload.batches.update(rows=[])
    if stored is not None:
        files.drop_file(stored)
