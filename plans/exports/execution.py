"""Form F2, the execution record: wording and order are the source's.

The extended one appends the target and the degree of attainment.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import IO

from django.utils.translation import override

from documents.exports import docs
from plans.domain import boxes, f2
from plans.domain.record import ChangeLine, Closing, MetricLine, Record, StageLine, joined_names
from plans.exports.sheet import FormSheet
from plans.models import Plan
from plans.queries.record import record_of

SHEET_WIDTHS = (13, 22, 12, 12, 12, 34, 34, 28, 16)
SHEET_PAIR = (1, len(SHEET_WIDTHS) - 1)
SHEET_CLOSING_PAIR = (2, len(SHEET_WIDTHS) - 2)
SHEET_STAGE = (1,) * len(SHEET_WIDTHS)

# How many columns of the sheet each column of section three takes, by their number.
SHEET_METRICS = {5: (2, 1, 1, 2, 3), 7: (2, 1, 1, 1, 1, 1, 2)}

SHEET_CHANGES = (2, 2, 1, 1, 1, 2)

# The days have room for any font.
PAPER_STAGES = (13, 36, 18, 26, 26, 50, 48, 33, 17)
PAPER_LABELS = (52, 215)

# Millimetres on paper; they add up to the printed width.
PAPER_CHANGES = (50, 45, 45, 50, 35, 42)
PAPER_METRICS = {5: (80, 40, 40, 52, 55), 7: (70, 32, 32, 46, 35, 26, 26)}


def f2_xlsx(
    plan: Plan, mark: str = "", *, is_extended: bool = False, file_no: str = ""
) -> IO[bytes]:
    """The record as a workbook; `file_no` is that of the archive it is about to go to."""
    # Units and names of figures are translated: on this form they are Chinese for everybody.
    with override("zh-hans"):
        return sheet_of(record_of(plan).filed_as(file_no), mark, is_extended=is_extended)


def f2_docx(
    plan: Plan, mark: str = "", *, is_extended: bool = False, file_no: str = ""
) -> IO[bytes]:
    """The record as a Word document."""
    with override("zh-hans"):
        return paper_of(record_of(plan).filed_as(file_no), mark, is_extended=is_extended)


# --- a workbook -------------------------------------------------------------------------------


def sheet_of(record: Record, mark: str = "", *, is_extended: bool = False) -> IO[bytes]:
    """A record as a workbook with one sheet."""
    form = FormSheet("执行记录表", SHEET_WIDTHS, mark)
    form.add_title(f2.TITLE)

    form.add_heading(f2.BASICS)
    form.add_header((f2.ITEM, f2.CONTENT), spans=SHEET_PAIR)
    for row in basics_rows(record):
        form.add_row(row, spans=SHEET_PAIR, bold=1)

    form.add_heading(f2.STAGES)
    _add_stages_to_sheet(form, record)

    columns = metric_columns(is_extended)
    spans = SHEET_METRICS[len(columns)]
    form.add_heading(f2.EFFECT)
    form.add_header(columns, spans=spans)
    for metric in record.metrics:
        form.add_row(metric_row(metric, is_extended), spans=spans)

    form.add_heading(f2.CLOSING)
    for row in closing_rows(record.closing):
        form.add_row(row, spans=SHEET_CLOSING_PAIR, bold=1)

    if record.changes:
        form.add_heading(f2.CHANGES)
        form.add_header(f2.CHANGE_COLUMNS, spans=SHEET_CHANGES)
        for change in record.changes:
            form.add_row(change_row(change), spans=SHEET_CHANGES)
    return form.to_file()


def _add_stages_to_sheet(form: FormSheet, record: Record) -> None:
    for name, stages in _printed_sections(record):
        if name:
            form.add_heading(f"{f2.SUBPROJECT}{name}")
        form.add_header(f2.STAGE_COLUMNS, spans=SHEET_STAGE)
        for stage in stages:
            form.add_row(stage_row(stage), spans=SHEET_STAGE)


# --- a Word document --------------------------------------------------------------------------


def paper_of(record: Record, mark: str = "", *, is_extended: bool = False) -> IO[bytes]:
    """A record as a Word document."""
    document = docs.open_document(f2.TITLE, mark)
    pair = (f2.ITEM, f2.CONTENT)

    docs.add_heading(document, f2.BASICS)
    docs.add_table(document, pair, PAPER_LABELS, basics_rows(record), bold=1)

    docs.add_heading(document, f2.STAGES)
    for name, stages in _printed_sections(record):
        if name:
            docs.add_heading(document, f"{f2.SUBPROJECT}{name}", 2)
        rows = [stage_row(stage) for stage in stages]
        docs.add_table(document, f2.STAGE_COLUMNS, PAPER_STAGES, rows)

    columns = metric_columns(is_extended)
    docs.add_heading(document, f2.EFFECT)
    rows = [metric_row(metric, is_extended) for metric in record.metrics]
    docs.add_table(document, columns, PAPER_METRICS[len(columns)], rows)

    docs.add_heading(document, f2.CLOSING)
    docs.add_table(document, pair, PAPER_LABELS, closing_rows(record.closing), bold=1)

    if record.changes:
        docs.add_heading(document, f2.CHANGES)
        rows = [change_row(change) for change in record.changes]
        docs.add_table(document, f2.CHANGE_COLUMNS, PAPER_CHANGES, rows)
    return docs.finish_document(document)


# --- the rows of both -------------------------------------------------------------------------


def _printed_sections(record: Record) -> Iterator[tuple[str, Sequence[StageLine]]]:
    """Section two once per sub-project; once and empty for a plan without any stage."""
    for section in record.sections:
        yield section.name, section.stages
    if not record.sections:
        yield "", ()


def basics_rows(record: Record) -> list[tuple[str, str]]:
    """Section one as pairs of label and value."""
    basics = record.basics
    values = (
        basics.name,
        basics.number,
        f2.period_text(basics.start, basics.end),
        basics.owner,
        joined_names(basics.departments),
        basics.core_goal,
    )
    return list(zip(f2.BASICS_ROWS, values, strict=True))


def stage_row(stage: StageLine) -> tuple[str, ...]:
    """One line of section two, in the order of `STAGE_COLUMNS`."""
    return (
        stage.code,
        stage.task,
        stage.owner,
        day_text(stage.planned),
        day_text(stage.actual),
        stage.progress,
        stage.problems,
        stage.measures,
        boxes.status_boxes(stage.status),
    )


def metric_columns(is_extended: bool) -> tuple[str, ...]:
    """The source's five columns, or those with the target and its attainment."""
    if is_extended:
        return (*f2.METRIC_COLUMNS, *f2.EXTENSION)
    return f2.METRIC_COLUMNS


def metric_row(metric: MetricLine, is_extended: bool) -> tuple[str, ...]:
    """One line of section three, in the order of `metric_columns`."""
    row = (
        metric.label,
        figure_text(metric.before),
        figure_text(metric.after),
        metric.change,
        boxes.verdict_boxes(metric.is_met),
    )
    if is_extended:
        return (*row, figure_text(metric.target), metric.attainment)
    return row


def closing_rows(closing: Closing) -> list[tuple[str, str]]:
    """The last section as pairs of label and value."""
    values = (
        closing.experience,
        closing.suggestions,
        closing.author,
        day_text(closing.written_on),
        closing.file_no,
    )
    return list(zip(f2.CLOSING_ROWS, values, strict=True))


def change_row(change: ChangeLine) -> tuple[str, ...]:
    """One line of the changes, in the order of `CHANGE_COLUMNS`."""
    return (
        change.title,
        change.before,
        change.after,
        change.reason,
        change.asked,
        change.decided,
    )


def day_text(on: date | None) -> str:
    """`YYYY-MM-DD`; empty for none."""
    return f"{on:%Y-%m-%d}" if on else ""


def figure_text(number: Decimal | None) -> str:
    """As a person writes it; empty for none."""
    return "" if number is None else f"{number:f}"
