"""Form F2, the execution record: wording and order are the source's; the extended one appends the target and the degree of attainment."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import IO

from django.utils.translation import override

from documents.exports import docs
from plans.domain import boxes, f2
from plans.domain.record import Closing, MetricLine, Record, StageLine, joined
from plans.exports.sheet import Form
from plans.models import Plan
from plans.queries.record import record_of

SHEET_WIDTHS = (13, 22, 12, 12, 12, 34, 34, 28, 16)
METRIC_SPANS = {5: (2, 1, 1, 2, 3), 7: (2, 1, 1, 1, 1, 1, 2)}
"""How many columns of the sheet each column of section three takes."""

PAPER_STAGES = (14, 36, 18, 22, 22, 52, 52, 34, 17)
PAPER_LABELS = (52, 215)
PAPER_METRICS = {5: (80, 40, 40, 52, 55), 7: (70, 32, 32, 46, 35, 26, 26)}
"""Millimetres on paper; they add up to the printed width."""


def f2_xlsx(plan: Plan, mark: str = "", *, extended: bool = False, file_no: str = "") -> IO[bytes]:
    """The record as a workbook; `file_no` is that of the archive it is about to go to."""
    with override("zh-hans"):
        return sheet_of(record_of(plan).filed_as(file_no), mark, extended=extended)


def f2_docx(plan: Plan, mark: str = "", *, extended: bool = False, file_no: str = "") -> IO[bytes]:
    """The record as a Word document."""
    with override("zh-hans"):
        return paper_of(record_of(plan).filed_as(file_no), mark, extended=extended)


def sheet_of(record: Record, mark: str = "", *, extended: bool = False) -> IO[bytes]:
    """A record as a workbook with one sheet."""
    form = Form("执行记录表", SHEET_WIDTHS, mark)
    pair, rest = (1, len(SHEET_WIDTHS) - 1), (1,) * len(SHEET_WIDTHS)
    form.title(f2.TITLE)
    form.heading(f2.BASICS)
    form.header((f2.ITEM, f2.CONTENT), spans=pair)
    for row in basics_rows(record):
        form.row(row, spans=pair, bold=1)
    form.heading(f2.STAGES)
    for name, stages in _sections(record):
        if name:
            form.heading(f"{f2.SUBPROJECT}{name}")
        form.header(f2.STAGE_COLUMNS, spans=rest)
        for stage in stages:
            form.row(stage_row(stage), spans=rest)
    columns = metric_columns(extended)
    spans = METRIC_SPANS[len(columns)]
    form.heading(f2.EFFECT)
    form.header(columns, spans=spans)
    for metric in record.metrics:
        form.row(metric_row(metric, extended), spans=spans)
    form.heading(f2.CLOSING)
    for row in closing_rows(record.closing):
        form.row(row, spans=(2, len(SHEET_WIDTHS) - 2), bold=1)
    return form.finish()


def paper_of(record: Record, mark: str = "", *, extended: bool = False) -> IO[bytes]:
    """A record as a Word document."""
    document = docs.open_document(f2.TITLE, mark)
    docs.add_heading(document, f2.BASICS)
    docs.add_table(document, (f2.ITEM, f2.CONTENT), PAPER_LABELS, basics_rows(record), bold=1)
    docs.add_heading(document, f2.STAGES)
    for name, stages in _sections(record):
        if name:
            docs.add_heading(document, f"{f2.SUBPROJECT}{name}", 2)
        docs.add_table(
            document, f2.STAGE_COLUMNS, PAPER_STAGES, [stage_row(stage) for stage in stages]
        )
    columns = metric_columns(extended)
    docs.add_heading(document, f2.EFFECT)
    docs.add_table(
        document,
        columns,
        PAPER_METRICS[len(columns)],
        [metric_row(metric, extended) for metric in record.metrics],
    )
    docs.add_heading(document, f2.CLOSING)
    docs.add_table(
        document, (f2.ITEM, f2.CONTENT), PAPER_LABELS, closing_rows(record.closing), bold=1
    )
    return docs.finish_document(document)


def _sections(record: Record) -> Iterator[tuple[str, Sequence[StageLine]]]:
    """Section two once per sub-project; once and empty for a plan without any stage."""
    for section in record.sections:
        yield section.name, section.stages
    if not record.sections:
        yield "", ()


def basics_rows(record: Record) -> list[tuple[str, str]]:
    basics = record.basics
    told = (
        basics.name,
        basics.number,
        f2.period(basics.start, basics.end),
        basics.owner,
        joined(basics.departments),
        basics.core_goal,
    )
    return list(zip(f2.BASICS_ROWS, told, strict=True))


def stage_row(stage: StageLine) -> tuple[str, ...]:
    """One line of section two, in the order of `STAGE_COLUMNS`."""
    return (
        stage.code,
        stage.task,
        stage.owner,
        day(stage.planned),
        day(stage.actual),
        stage.progress,
        stage.problems,
        stage.measures,
        boxes.status_boxes(stage.status),
    )


def metric_columns(extended: bool) -> tuple[str, ...]:
    return (*f2.METRIC_COLUMNS, *(f2.EXTENSION if extended else ()))


def metric_row(metric: MetricLine, extended: bool) -> tuple[str, ...]:
    """One line of section three."""
    strict = (
        metric.label,
        figure(metric.before),
        figure(metric.after),
        metric.change,
        boxes.verdict_boxes(metric.is_met),
    )
    return (*strict, *((figure(metric.target), metric.attainment) if extended else ()))


def closing_rows(closing: Closing) -> list[tuple[str, str]]:
    told = (
        closing.experience,
        closing.suggestions,
        closing.author,
        day(closing.written_on),
        closing.file_no,
    )
    return list(zip(f2.CLOSING_ROWS, told, strict=True))


def day(on: date | None) -> str:
    """`YYYY-MM-DD`; empty for none."""
    return f"{on:%Y-%m-%d}" if on else ""


def figure(number: Decimal | None) -> str:
    """As a person writes it; empty for none."""
    return "" if number is None else f"{number:f}"
