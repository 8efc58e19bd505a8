"""What the worker does with histories that were brought in by page: survey, trial, commit."""

from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from core.errors import BadFile
from documents.actions import local_copy
from tickets.record import rules
from tickets.transfer.actions.history import uploads
from tickets.transfer.domain.history import DeskMapping, Incident
from tickets.transfer.domain.history.guessing import guess_mapping
from tickets.transfer.domain.history.survey import FileSurvey, survey_table
from tickets.transfer.domain.register_sheet import CellProblem
from tickets.transfer.enums import HistoryTask
from tickets.transfer.imports.failures import refusing_bad_file
from tickets.transfer.imports.history.files import open_table, without_title
from tickets.transfer.imports.history.known_mappings import known_mappings, usable_mapping
from tickets.transfer.imports.history.outcome import ImportOutcome
from tickets.transfer.imports.history.run import bring_in
from tickets.transfer.models import HistoryUpload

# Moments of an incident that the page shows.
SHOWN_MOMENTS = ("reported_at", "first_responded_at", "resolved_at", "closed_at")
SHOWN_TEXTS = (
    "customer",
    "contact",
    "phone",
    "summary",
    "tier",
    "priority",
    "channel",
    "department",
    "assignee",
)


def work_on_histories(*, at: datetime) -> int:
    """Do what was asked for, also after a crash or a lost bell; the number of files."""
    uploads.drop_forgotten_files(at=at)
    done: set[tuple[int, str, int]] = set()
    while upload := _next_asked(done):
        done.add((upload.pk, upload.asked_for, upload.version))
        # What is said of the file is said to whoever asked.
        with translation.override(upload.language or upload.by.language):
            _work_on(upload, at)
    return len(done)


def _next_asked(done: set[tuple[int, str, int]]) -> HistoryUpload | None:
    """The oldest as it stands now: it may have been asked for something else meanwhile."""
    asked = HistoryUpload.objects.filter(file__isnull=False).exclude(asked_for="")
    for upload in asked.select_related("file", "by").order_by("pk"):
        if (upload.pk, upload.asked_for, upload.version) not in done:
            return upload
    return None


def _work_on(upload: HistoryUpload, at: datetime) -> None:
    with refusing_bad_file(f"history {upload.pk}", partial(uploads.note_failure, upload)):
        if not rules.has_right(upload.by, "import_ticket"):
            raise BadFile(_("The import stopped: the right to import was taken away meanwhile."))
        if upload.asked_for == HistoryTask.SURVEY:
            _survey(upload)
        else:
            _run(upload, at)


def _survey(upload: HistoryUpload) -> None:
    survey = survey_file(upload)
    mapping = upload.mapping
    if not mapping:
        known = list(known_mappings().values())
        mapping = guess_mapping(survey, known, ZoneInfo(settings.TIME_ZONE))
    uploads.note_survey(upload, survey.as_plain(), mapping)


def survey_file(upload: HistoryUpload) -> FileSurvey:
    """The columns of an upload. Raises `BadFile`."""
    # Times of a workbook are shown as ISO writes them, whatever the mapping will say.
    plain = DeskMapping("", "", {}, {}, {}, {}, {})
    with local_copy(upload.file) as path:
        table = open_table(path, plain)
        # What a program sent has its headings on top, whatever they look like.
        if not upload.batches.exists():
            table = without_title(table)
        rows = (cells for _number, cells in table.read_rows())
        header = next(rows, [])
        survey = survey_table(header, rows)
    if not survey.rows:
        raise BadFile(_("There is no row under the header."))
    return survey


def _run(upload: HistoryUpload, at: datetime) -> None:
    is_dry = upload.asked_for == HistoryTask.TRIAL
    with local_copy(upload.file) as path:
        outcome = bring_in(
            path,
            usable_mapping(upload.mapping),
            name=upload.name,
            by=upload.by,
            at=at,
            is_dry=is_dry,
            on_progress=lambda count: uploads.note_progress(upload, count),
        )
    found = plain_outcome(outcome)
    if upload.batches.exists():
        found["refused_rows"] = [_plain_refusal(problem) for problem in outcome.refused]
    if is_dry:
        shown = [_plain_incident(incident) for incident in outcome.shown]
        uploads.note_trial(upload, {**found, "shown": shown})
    else:
        uploads.note_commit(upload, found, at=at)


def plain_outcome(outcome: ImportOutcome) -> dict[str, Any]:
    """What a run came to, as JSON, with one line for each kind of problem."""
    return {
        "counts": outcome.counts,
        "refused": outcome.refused_kinds.as_plain(),
        "warned": outcome.warned_kinds.as_plain(),
        "remarks": [remark.as_plain() for remark in outcome.remarks],
    }


def _plain_refusal(problem: CellProblem) -> list[Any]:
    """Why a row stays out, without its value: whoever sent it knows that."""
    return [problem.row, problem.column, problem.reason, problem.about]


def _plain_incident(incident: Incident) -> dict[str, Any]:
    moments = {name: incident.fields.get(name) for name in SHOWN_MOMENTS}
    return {
        "number": incident.number,
        "row": incident.row,
        "status": str(incident.status),
        "wait_reason": incident.wait_reason,
        "reopened": incident.reopened,
        **{name: str(incident.fields.get(name) or "") for name in SHOWN_TEXTS},
        **{name: moment.isoformat() if moment else "" for name, moment in moments.items()},
    }
