"""Judged rows as they are kept until somebody commits them, and large files that wait for it."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.utils import translation

from documents.actions import stored_path
from tickets.transfer.actions import imports
from tickets.transfer.actions.imports import RowToStage
from tickets.transfer.domain.register_sheet import JudgedRow
from tickets.transfer.imports.failures import refusing_bad_file
from tickets.transfer.imports.register import Verdicts, check_register, problem_data
from tickets.transfer.imports.register_account import change_data
from tickets.transfer.models import ImportBatch


def read_waiting_files(*, at: datetime) -> int:
    """Read the large files that wait, also after a crash or a lost bell; their number."""
    waiting = ImportBatch.objects.filter(file__isnull=False).select_related("file", "by")
    batches = list(waiting.order_by("pk"))
    for batch in batches:
        _read_file(batch, at)
    return len(batches)


def _read_file(batch: ImportBatch, at: datetime) -> None:
    refuse = partial(imports.refuse_reading, batch)
    # What is said of the file is said to whoever sent it.
    language = batch.by.language if batch.by else None
    with translation.override(language), refusing_bad_file(f"import {batch.pk}", refuse):
        verdicts = check_register(
            stored_path(batch.file),
            batch.name,
            by=batch.by,
            now=at,
            on_progress=lambda count, total: imports.note_rows_read(batch, count, total),
        )
        rows, remarks = list(staged_rows(verdicts)), staged_remarks(verdicts)
        imports.finish_reading(batch, rows, verdicts.counts, remarks)


def staged_rows(verdicts: Verdicts) -> Iterator[RowToStage]:
    """Plain rows for `tickets.transfer.actions.imports.stage_rows`."""
    above = 0
    sheet = ""
    last = 0
    for row in verdicts.rows:
        if row.sheet != sheet:
            # The rows of the next sheet are counted on from the last.
            above = last
            sheet = row.sheet
        last = above + row.row
        yield {
            "row": last,
            "place": row.row_name,
            "cells": row.cells,
            "verdict": verdicts.verdict_of(row),
            "problems": [problem_data(problem) for problem in (*row.refused, *row.warned)],
            "changes": [change_data(change) for change in row.changed],
            "left": {**row.left_columns, **row.left_cells},
            "fields": stored_fields(row),
        }


def staged_remarks(verdicts: Verdicts) -> list[dict[str, str | int]]:
    """What of the file is not simply taken, as JSON."""
    return [remark.as_plain() for remark in verdicts.remarks]


def stored_fields(row: JudgedRow) -> dict[str, Any]:
    """The fields of a good row as JSON, moments as ISO texts; of a refused one none."""
    if row.refused:
        return {}
    fields: dict[str, Any] = {"number": row.number}
    for name, value in row.fields.items():
        fields[name] = value.isoformat() if isinstance(value, datetime) else value
    return fields
