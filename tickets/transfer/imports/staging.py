"""Judged rows as they are kept until somebody commits them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tickets.transfer.domain.register_sheet import JudgedRow
from tickets.transfer.imports.register import Verdicts, as_plain


def staged_rows(verdicts: Verdicts) -> Iterator[dict[str, Any]]:
    """Plain rows for `tickets.transfer.actions.imports.stage`."""
    for row in verdicts.rows:
        yield {
            "row": row.row,
            "cells": row.cells,
            "verdict": verdicts.verdict(row),
            "problems": [as_plain(problem) for problem in (*row.refused, *row.warned)],
            "fields": plain_fields(row),
        }


def plain_fields(row: JudgedRow) -> dict[str, Any]:
    """The fields of a good row as JSON."""
    told = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.fields.items()
    }
    return {**told, "number": row.number} if not row.refused else {}
