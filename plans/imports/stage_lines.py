"""Section two of form F2: stages by sub-project, judged line by line."""

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from plans.domain import f2
from plans.domain.progress import code_key
from plans.domain.record import LONGEST, Section, StageLine
from plans.domain.written import is_nothing
from plans.enums import StageStatus
from plans.imports.cells import CellReader, Period
from plans.imports.layout import STAGES, FormLayout, StagePart, TableLine

# Sorts stages whose code could not be read before all others.
UNREADABLE_CODE = "0.0"


def read_sections(
    reader: CellReader, layout: FormLayout, period: Period | None
) -> tuple[Section, ...]:
    """The stages of the plan itself first, then those of its sub-projects in the file's order."""
    places_by_code: dict[str, str] = {}
    sections = []
    # The sort is stable, and only moves the part without a name to the front.
    for part in sorted(layout.parts, key=lambda part: part.name != ""):
        section = _read_section(reader, part, period, places_by_code)
        if section.name or section.stages:
            sections.append(section)
    return tuple(sections)


def _read_section(
    reader: CellReader, part: StagePart, period: Period | None, places_by_code: dict[str, str]
) -> Section:
    """`places_by_code` are the codes of the plan so far; a code is one stage's in a whole plan."""
    if len(part.name) > LONGEST["subproject"]:
        reason = _("is longer than %(limit)d characters") % {"limit": LONGEST["subproject"]}
        reader.add_placeless_fault(STAGES, f2.SUBPROJECT.rstrip("："), part.name, reason)

    stages: list[StageLine] = []
    for line in part.lines:
        # The order of codes goes on from the table above.
        code_above = next(reversed(places_by_code), "")
        code = _read_stage_code(reader, line, code_above, places_by_code)
        stages.append(_read_stage(reader, line, code, period))

    stages.sort(key=lambda stage: code_key(stage.code or UNREADABLE_CODE))
    return Section(part.name, tuple(stages))


def _read_stage_code(
    reader: CellReader, line: TableLine, code_above: str, places_by_code: dict[str, str]
) -> str:
    """The code of a line; empty for none, and for one that another stage has."""
    cell = line.cell(f2.CODE)
    code = reader.read_code(cell)
    if not code:
        return ""

    if code in places_by_code and code_above:
        meant = _code_with_lost_zero(code, code_above)
        if meant and meant not in places_by_code:
            reason = _("is read as %(code)s, which follows the line above") % {"code": meant}
            reader.add_warning(cell, reason)
            code = meant

    if code in places_by_code:
        reason = _("stands in %(place)s already") % {"place": places_by_code[code]}
        reader.add_fault(cell, reason)
        return ""

    places_by_code[code] = cell.address
    return code


def _code_with_lost_zero(code: str, code_above: str) -> str:
    """A spreadsheet takes 1.10 for a number and keeps 1.1: below 1.9 it means 1.10. Else empty."""
    phase, sequence = code_key(code)
    meant = sequence * 10
    return f"{phase}.{meant}" if code_key(code_above) == (phase, meant - 1) else ""


def _read_stage(reader: CellReader, line: TableLine, code: str, period: Period | None) -> StageLine:
    # An empty date is no fault to the parser, but every stage has a planned one (PL-4).
    planned_cell = line.cell(f2.PLANNED)
    planned = reader.read_day(planned_cell, period)
    if is_nothing(planned_cell.written):
        reader.add_fault(planned_cell, _("is missing"))

    stage = StageLine(
        code=code,
        actual=reader.read_day(line.cell(f2.ACTUAL), period),
        task=reader.read_text(line.cell(f2.TASK), "task", is_needed=True),
        owner=reader.read_text(line.cell(f2.STAGE_OWNER), "owner"),
        planned=planned or date.min,
        progress=reader.read_text(line.cell(f2.PROGRESS)),
        problems=reader.read_text(line.cell(f2.PROBLEMS)),
        measures=reader.read_text(line.cell(f2.MEASURES)),
        status=StageStatus.NOT_STARTED,
    )
    return replace(stage, status=_read_stage_status(reader, line, stage))


def _read_stage_status(reader: CellReader, line: TableLine, stage: StageLine) -> StageStatus:
    """The ticked status; without a tick the one that date and progress tell."""
    cell = line.cell(f2.STATUS)
    faults_before = len(reader.faults)
    status = reader.read_status(cell)
    if len(reader.faults) > faults_before:
        # Boxes that contradict each other say nothing; more faults of the line would only confuse.
        return StageStatus.NOT_STARTED

    if status is None:
        status = _guess_status(stage)
        if status != StageStatus.NOT_STARTED:
            reason = _("is not ticked; read as %(status)s") % {"status": status.label}
            reader.add_warning(cell, reason)

    _check_actual_date(reader, line, stage, status)
    if status == StageStatus.DELAYED and not stage.problems:
        reason = _("is missing, although the stage is delayed; it has to be described later")
        reader.add_warning(line.cell(f2.PROBLEMS), reason)
    return status


def _guess_status(stage: StageLine) -> StageStatus:
    if stage.actual is not None:
        return StageStatus.DONE
    return StageStatus.IN_PROGRESS if stage.progress else StageStatus.NOT_STARTED


def _check_actual_date(
    reader: CellReader, line: TableLine, stage: StageLine, status: StageStatus
) -> None:
    """What is done has its date, and only that."""
    cell = line.cell(f2.ACTUAL)
    is_done = status == StageStatus.DONE

    # A date that could not be read is a fault already; only an empty cell is one more.
    if is_done and stage.actual is None and is_nothing(cell.written):
        reader.add_fault(cell, _("is missing, although the stage is done"))
    elif not is_done and stage.actual is not None:
        reader.add_fault(cell, _("is there, although the stage is not done"))
