"""Form F2 on its way in.

An xlsx or docx, printed here or filled in by hand, becomes a `Record` and a list of what is wrong
with it.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.errors import BadFile
from documents.imports.account import FileRemark, RemarkKind
from plans.domain import f2
from plans.domain.record import NUMBER, Basics, Closing, Record, names_in
from plans.imports.cells import CellReader, Period, plan_number_in
from plans.imports.finder import find_layout
from plans.imports.findings import CellFinding
from plans.imports.form_account import judge_tables, remarks_on_layout
from plans.imports.layout import BASICS, CLOSING, FormLayout, cell_of_label
from plans.imports.metric_lines import read_metrics
from plans.imports.rows import read_form_file
from plans.imports.stage_lines import read_sections
from plans.queries.known import doubtful_people, has_number, unknown_departments

# Stands for a period that cannot be read, so that the dates of the stages are still looked at.
FAR_AWAY = (date(2000, 1, 1), date(2099, 12, 31))


@dataclass(frozen=True, slots=True)
class RecordReading:
    """What a file says.

    `record` is None while there is a fault; warnings do not keep it from being taken over.
    `remarks` tell what of the file is left, or taken in another form.
    """

    record: Record | None
    faults: tuple[CellFinding, ...]
    warnings: tuple[CellFinding, ...]
    remarks: tuple[FileRemark, ...] = ()

    @property
    def left_count(self) -> int:
        """Parts of the file that are not taken."""
        return sum(remark.kind == RemarkKind.LEFT for remark in self.remarks)


def read_record(name: str, data: bytes) -> RecordReading:
    """Read a form; what it is, its content tells, not its `name`.

    Raises `BadFile` when there is no execution record in it.
    """
    file = read_form_file(data)
    layout = find_layout(file.rows)
    if not layout.is_form:
        sentence = _(
            "No execution record was found in “%(name)s”: "
            "方案名称, 执行周期, 阶段编号 … are missing."
        )
        raise BadFile(sentence % {"name": name})

    reader = CellReader()
    _judge_repeated_labels(reader, layout)
    period = reader.read_period(layout.label_cell(BASICS, f2.PERIOD))
    record = Record(
        basics=_read_basics(reader, layout, period or FAR_AWAY),
        sections=read_sections(reader, layout, period),
        metrics=read_metrics(reader, layout),
        closing=_read_closing(reader, layout, period),
    )
    judge_tables(reader, layout)
    _warn_of_unknown_names(reader, layout, record)

    faults = tuple(reader.faults)
    remarks = (*file.remarks, *remarks_on_layout(layout))
    return RecordReading(None if faults else record, faults, tuple(reader.warnings), remarks)


def _judge_repeated_labels(reader: CellReader, layout: FormLayout) -> None:
    """One file, one plan: two names or two numbers are two records."""
    for label, value in layout.repeated:
        cell = cell_of_label(BASICS, label, value)
        if label in (f2.NAME, f2.NUMBER):
            reader.add_fault(cell, _("stands here a second time; hand in one record per file"))
        else:
            reader.add_warning(cell, _("stands here a second time; the first one counts"))


def _read_basics(reader: CellReader, layout: FormLayout, period: Period) -> Basics:
    def text_of(label: str, limit_name: str = "", *, is_needed: bool = False) -> str:
        cell = layout.label_cell(BASICS, label)
        return reader.read_text(cell, limit_name, is_needed=is_needed)

    start, end = period
    return Basics(
        name=text_of(f2.NAME, "name", is_needed=True),
        number=_read_number(reader, layout),
        start=start,
        end=end,
        owner=text_of(f2.OWNER, "owner"),
        departments=names_in(text_of(f2.DEPARTMENTS, "departments")),
        core_goal=text_of(f2.GOAL),
    )


def _read_number(reader: CellReader, layout: FormLayout) -> str:
    """The number in one spelling; empty, with a warning, for one that is not of this desk."""
    cell = layout.label_cell(BASICS, f2.NUMBER)
    number = plan_number_in(cell)
    if cell is None or not number:
        return ""

    if not NUMBER.fullmatch(number):
        reason = _("is no number such as AF-202407-001; a new one is issued")
        reader.add_warning(cell, reason)
        return ""
    # Asked here and not only when it is stored, so that a check alone names it.
    if has_number(number):
        reader.add_fault(cell, _("belongs to a plan that is here already"))
    return number


def _read_closing(reader: CellReader, layout: FormLayout, period: Period | None) -> Closing:
    def text_of(label: str, limit_name: str = "") -> str:
        return reader.read_text(layout.label_cell(CLOSING, label), limit_name)

    file_no_cell = layout.label_cell(CLOSING, f2.FILE_NO)
    file_no = reader.read_text(file_no_cell)
    if file_no_cell is not None and file_no:
        reason = _("is not taken over: the desk gives its own when the plan is archived")
        reader.add_warning(file_no_cell, reason)

    return Closing(
        experience=text_of(f2.EXPERIENCE),
        suggestions=text_of(f2.SUGGESTIONS),
        author=text_of(f2.AUTHOR, "author"),
        written_on=reader.read_day(layout.label_cell(CLOSING, f2.WRITTEN_ON), period),
        file_no=file_no,
    )


# --- names that the desk does not know --------------------------------------------------------


def _warn_of_unknown_names(reader: CellReader, layout: FormLayout, record: Record) -> None:
    """People and departments that the desk does not know stay as words."""
    owner_cell = layout.label_cell(BASICS, f2.OWNER)
    if owner_cell is not None and not record.basics.owner:
        reason = _("is missing; who imports the plan becomes its owner")
        reader.add_warning(owner_cell, reason)

    columns_by_name = _columns_by_name(record)
    # All names are looked up in one statement.
    for name, is_several in doubtful_people(columns_by_name).items():
        if is_several:
            reason = _("is the name of several people; kept as words")
        else:
            reason = _("is not a person of the desk; kept as words")
        reader.add_placeless_warning("", "、".join(columns_by_name[name]), name, reason)

    for name in unknown_departments(record.basics.departments):
        reason = _("is no department of the desk; kept as words")
        reader.add_placeless_warning(BASICS, f2.DEPARTMENTS, name, reason)


def _columns_by_name(record: Record) -> dict[str, list[str]]:
    """Where each person is named; a message names all the places at once."""
    columns = {record.basics.owner: [f2.OWNER], record.closing.author: [f2.AUTHOR]}
    for stage in record.stages:
        columns.setdefault(stage.owner, []).append(f"{f2.STAGE_OWNER} {stage.code}")
    return columns
