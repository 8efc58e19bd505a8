"""Judged rows as they are kept until somebody commits them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tickets.transfer.actions.imports import RowToStage
from tickets.transfer.domain.register_sheet import JudgedRow
from tickets.transfer.imports.register import Verdicts, problem_data


def staged_rows(verdicts: Verdicts) -> Iterator[RowToStage]:
    """Plain rows for `tickets.transfer.actions.imports.stage_rows`."""
    for row in verdicts.rows:
        yield {
            "row": row.row,
            "cells": row.cells,
            "verdict": verdicts.verdict_of(row),
            "problems": [problem_data(problem) for problem in (*row.refused, *row.warned)],
            "fields": stored_fields(row),
        }


def stored_fields(row: JudgedRow) -> dict[str, Any]:
    """The fields of a good row as JSON, moments as ISO texts; of a refused one none."""
    if row.refused:
        return {}
    fields: dict[str, Any] = {"number": row.number}
    for name, value in row.fields.items():
        fields[name] = value.isoformat() if isinstance(value, datetime) else value
    return fields
