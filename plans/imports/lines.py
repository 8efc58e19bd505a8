"""The tables of form F2: stages by sub-project, and metrics, judged line by line."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from plans.domain import f2
from plans.domain.direction import direction_by_name, direction_of
from plans.domain.effect import is_met
from plans.domain.progress import code_key
from plans.domain.record import LONGEST, MetricLine, Section, StageLine, label_of, split_label
from plans.domain.written import is_nothing, plain_figure
from plans.enums import StageStatus, Wanted
from plans.imports.cells import Cells
from plans.imports.findings import Fault
from plans.imports.layout import EFFECT, STAGES, Layout, Part
from plans.imports.rows import Row

Columns = dict[str, int]
Period = tuple[date, date] | None
HUNDRED = Decimal(100)


# --- section two ------------------------------------------------------------------------------------------------------------
def sections(cells: Cells, layout: Layout, period: Period) -> tuple[Section, ...]:
    """The stages of the plan itself first, then those of its sub-projects in the order of the file."""
    taken: dict[str, str] = {}
    parts = sorted(layout.parts, key=lambda part: part.name != "")
    found = [_section(cells, part, period, taken) for part in parts]
    return tuple(section for section in found if section.name or section.stages)


def _section(cells: Cells, part: Part, period: Period, taken: dict[str, str]) -> Section:
    if len(part.name) > LONGEST["subproject"]:
        reason = _("is longer than %(limit)d characters") % {"limit": LONGEST["subproject"]}
        cells.faults.append(
            Fault(f2.STAGES, "", f2.SUBPROJECT.rstrip("："), part.name[:60], reason)
        )
    stages: list[StageLine] = []
    for row, columns in part.lines:
        code = _code(cells, row, columns, stages[-1].code if stages else "", taken)
        stages.append(_stage(cells, row, columns, code, period))
    return Section(
        part.name, tuple(sorted(stages, key=lambda stage: code_key(stage.code or "0.0")))
    )


def _code(cells: Cells, row: Row, columns: Columns, above: str, taken: dict[str, str]) -> str:
    """The code of a line. Where a spreadsheet took 1.10 for a number and left 1.1, the line above (1.9) tells."""
    column = columns.get(f2.CODE)
    code = cells.code(row, column)
    if code in taken and above:
        phase, sequence = code_key(code)
        meant = f"{phase}.{sequence * 10}"
        if code_key(above) == (phase, sequence * 10 - 1) and meant not in taken:
            cells.warn(
                STAGES,
                row,
                column,
                f2.CODE,
                _("is read as %(code)s, which follows the line above") % {"code": meant},
            )
            code = meant
    if code and code in taken:
        cells.fault(
            STAGES, row, column, f2.CODE, _("stands in %(place)s already") % {"place": taken[code]}
        )
        return ""
    taken[code] = row.place(column)
    return code


def _stage(cells: Cells, row: Row, columns: Columns, code: str, period: Period) -> StageLine:
    def told(name: str, longest: str | None = None, *, needed: bool = False) -> str:
        return cells.words(STAGES, row, columns.get(name), name, longest, needed=needed)

    planned = cells.day(STAGES, row, columns.get(f2.PLANNED), f2.PLANNED, period)
    if is_nothing(row.cell(columns.get(f2.PLANNED))):
        cells.fault(STAGES, row, columns.get(f2.PLANNED), f2.PLANNED, _("is missing"))
    actual = cells.day(STAGES, row, columns.get(f2.ACTUAL), f2.ACTUAL, period)
    line = StageLine(
        code=code,
        task=told(f2.TASK, "task", needed=True),
        owner=told(f2.STAGE_OWNER, "owner"),
        planned=planned or date.min,
        actual=actual,
        progress=told(f2.PROGRESS),
        problems=told(f2.PROBLEMS),
        measures=told(f2.MEASURES),
        status=StageStatus.NOT_STARTED,
    )
    return replace(line, status=_status(cells, row, columns, line))


def _status(cells: Cells, row: Row, columns: Columns, line: StageLine) -> StageStatus:
    """The ticked status; without a tick what the line tells. What is done has its date, and only that."""
    column = columns.get(f2.STATUS)
    before = len(cells.faults)
    status = cells.status(row, column)
    if len(cells.faults) > before:
        return StageStatus.NOT_STARTED
    if status is None:
        status = _guessed(line)
        if status != StageStatus.NOT_STARTED:
            reason = _("is not ticked; read as %(status)s") % {"status": status.label}
            cells.warn(STAGES, row, column, f2.STATUS, reason)
    actual = columns.get(f2.ACTUAL)
    if status == StageStatus.DONE and line.actual is None:
        if is_nothing(row.cell(actual)):
            cells.fault(STAGES, row, actual, f2.ACTUAL, _("is missing, although the stage is done"))
    elif status != StageStatus.DONE and line.actual is not None:
        cells.fault(STAGES, row, actual, f2.ACTUAL, _("is there, although the stage is not done"))
    if status == StageStatus.DELAYED and not line.problems:
        reason = _("is missing, although the stage is delayed; it has to be described later")
        cells.warn(STAGES, row, columns.get(f2.PROBLEMS), f2.PROBLEMS, reason)
    return status


def _guessed(line: StageLine) -> StageStatus:
    if line.actual is not None:
        return StageStatus.DONE
    return StageStatus.IN_PROGRESS if line.progress else StageStatus.NOT_STARTED


# --- section three ----------------------------------------------------------------------------------------------------------
def metric_lines(cells: Cells, layout: Layout) -> tuple[MetricLine, ...]:
    """The metrics in the order of the file."""
    found: list[MetricLine] = []
    for row, columns in layout.metrics:
        line = _metric(cells, row, columns)
        if any(one.label == line.label for one in found):
            cells.fault(
                EFFECT, row, columns.get(f2.METRIC), f2.METRIC, _("stands here a second time")
            )
        found.append(line)
    return tuple(found)


def _metric(cells: Cells, row: Row, columns: Columns) -> MetricLine:
    column = columns.get(f2.METRIC)
    written = cells.words(EFFECT, row, column, f2.METRIC, needed=True)
    label = label_of(written, "")
    name, unit = split_label(label)
    if len(name) > LONGEST["metric"]:
        cells.fault(
            EFFECT,
            row,
            column,
            f2.METRIC,
            _("is longer than %(limit)d characters") % {"limit": LONGEST["metric"]},
        )
    before, after, target = _figures(cells, row, columns, name, unit)
    line = MetricLine(label, before, after, target, cells.verdict(row, columns.get(f2.MET)))
    _doubt(cells, row, columns, line)
    return line


def _figures(
    cells: Cells, row: Row, columns: Columns, name: str, unit: str
) -> list[Decimal | None]:
    """Before, after and target. A spreadsheet keeps 72% as 0.72: such shares are taken as per cent where the metric is one that rises."""
    names = (f2.BEFORE, f2.AFTER, f2.TARGET)
    found = [cells.figure(EFFECT, row, columns.get(one), one) for one in names]
    told = [figure for figure in found if figure is not None]
    is_share = (
        bool(told)
        and unit in f2.PERCENT_UNITS
        and all(0 <= figure <= 1 for figure in told)
        and any(told)
    )
    is_plain = not any(sign in row.cell(columns.get(one)) for one in names for sign in "%％")
    if not is_share or not is_plain or "百分点" in row.cell(columns.get(f2.CHANGE)):
        return found
    if direction_by_name(name) == Wanted.HIGHER:
        cells.warn(
            EFFECT,
            row,
            columns.get(f2.BEFORE),
            f2.METRIC,
            _("is a share between 0 and 1; read as per cent"),
        )
        return [None if figure is None else plain_figure(figure * HUNDRED) for figure in found]
    cells.warn(
        EFFECT,
        row,
        columns.get(f2.BEFORE),
        f2.METRIC,
        _("is less than one per cent: is it meant so?"),
    )
    return found


def _doubt(cells: Cells, row: Row, columns: Columns, line: MetricLine) -> None:
    """Directions that nobody told, and ticks that the figures contradict."""
    wanted = direction_of(line)
    if direction_by_name(split_label(line.label)[0]) is None:
        reason = _("does not tell which way is better; taken as: %(direction)s") % {
            "direction": wanted.label
        }
        cells.warn(EFFECT, row, columns.get(f2.METRIC), f2.METRIC, reason)
    if line.target is None or line.is_met is None or line.after is None:
        return
    if is_met(line.target, line.after, wanted) != line.is_met:
        cells.warn(
            EFFECT, row, columns.get(f2.MET), f2.MET, _("contradicts the figures, which count")
        )
