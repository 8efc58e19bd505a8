"""Form F2 on its way in: xlsx or docx, printed here or filled in by hand, becomes a `Record` and a list of what is wrong with it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.errors import BadFile
from plans.domain import f2
from plans.domain.record import NUMBER, Basics, Closing, Record, names_in
from plans.imports import rows
from plans.imports.cells import Cells
from plans.imports.findings import Fault
from plans.imports.layout import BASICS, CLOSING, Layout, lay_out
from plans.imports.lines import metric_lines, sections
from plans.queries.known import doubtful_people, has_number, unknown_departments

FAR_AWAY = (date(2000, 1, 1), date(2099, 12, 31))
"""Stands for a period that cannot be read, so that the dates of the stages are still looked at."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says. `record` is None while there is a fault; warnings do not keep it from being taken over."""

    record: Record | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def read(name: str, data: bytes) -> Reading:
    """Read a form; what it is, its content tells, not its `name`. Raises `BadFile` when there is no execution record in it."""
    layout = lay_out(rows.rows_of(data))
    if not layout.is_form:
        raise BadFile(
            _(
                "No execution record was found in “%(name)s”: 方案名称, 执行周期, 阶段编号 … are missing."
            )
            % {"name": name}
        )
    cells = Cells()
    _look_for_a_second(cells, layout)
    period = _period(cells, layout)
    record = Record(
        basics=_basics(cells, layout, period or FAR_AWAY),
        sections=sections(cells, layout, period),
        metrics=metric_lines(cells, layout),
        closing=_closing(cells, layout, period),
    )
    _look_up(cells, layout, record)
    return Reading(None if cells.faults else record, tuple(cells.faults), tuple(cells.warnings))


def _look_for_a_second(cells: Cells, layout: Layout) -> None:
    """One file, one plan: two names or two numbers are two records."""
    for label, value in layout.repeated:
        if label in (f2.NAME, f2.NUMBER):
            cells.fault(
                BASICS,
                value.row,
                value.column,
                label,
                _("stands here a second time; hand in one record per file"),
            )
        else:
            cells.warn(
                BASICS,
                value.row,
                value.column,
                label,
                _("stands here a second time; the first one counts"),
            )


def _period(cells: Cells, layout: Layout) -> tuple[date, date] | None:
    value = layout.values.get(f2.PERIOD)
    return cells.period(BASICS, value)


def _basics(cells: Cells, layout: Layout, period: tuple[date, date]) -> Basics:
    def told(label: str, longest: str | None = None, *, needed: bool = False) -> str:
        return cells.labelled(BASICS, label, layout.values.get(label), longest, needed=needed)

    return Basics(
        name=told(f2.NAME, "name", needed=True),
        number=_number(cells, layout),
        start=period[0],
        end=period[1],
        owner=told(f2.OWNER, "owner"),
        departments=names_in(told(f2.DEPARTMENTS, "departments")),
        core_goal=told(f2.GOAL),
    )


def _number(cells: Cells, layout: Layout) -> str:
    """The number in one spelling; empty for one that is not of this desk, which is told."""
    value = layout.values.get(f2.NUMBER)
    written = cells.key(value)
    if not written or value is None:
        return ""
    if not NUMBER.fullmatch(written):
        cells.warn(
            BASICS,
            value.row,
            value.column,
            f2.NUMBER,
            _("is no number such as AF-202407-001; a new one is issued"),
        )
        return ""
    if has_number(written):
        cells.fault(
            BASICS, value.row, value.column, f2.NUMBER, _("belongs to a plan that is here already")
        )
    return written


def _closing(cells: Cells, layout: Layout, period: tuple[date, date] | None) -> Closing:
    def told(label: str, longest: str | None = None) -> str:
        return cells.labelled(CLOSING, label, layout.values.get(label), longest)

    written_on = layout.values.get(f2.WRITTEN_ON)
    file_no = told(f2.FILE_NO)
    if file_no:
        value = layout.values[f2.FILE_NO]
        cells.warn(
            CLOSING,
            value.row,
            value.column,
            f2.FILE_NO,
            _("is not taken over: the desk gives its own when the plan is archived"),
        )
    return Closing(
        experience=told(f2.EXPERIENCE),
        suggestions=told(f2.SUGGESTIONS),
        author=told(f2.AUTHOR, "author"),
        written_on=cells.labelled_day(CLOSING, f2.WRITTEN_ON, written_on, period),
        file_no=file_no,
    )


def _look_up(cells: Cells, layout: Layout, record: Record) -> None:
    """People and departments that the desk does not know stay as words."""
    basics = record.basics
    owner = layout.values.get(f2.OWNER)
    if owner is not None and not basics.owner:
        cells.warn(
            BASICS,
            owner.row,
            owner.column,
            f2.OWNER,
            _("is missing; who imports the plan becomes its owner"),
        )
    where = {basics.owner: [f2.OWNER], record.closing.author: [f2.AUTHOR]}
    for stage in record.stages:
        where.setdefault(stage.owner, []).append(f"{f2.STAGE_OWNER} {stage.code}")
    for name, is_several in doubtful_people(where).items():
        reason = (
            _("is the name of several people; kept as words")
            if is_several
            else _("is nobody of the desk; kept as words")
        )
        cells.warned("", "、".join(where[name]), name, reason)
    for name in unknown_departments(basics.departments):
        cells.warned(BASICS, f2.DEPARTMENTS, name, _("is no department of the desk; kept as words"))
