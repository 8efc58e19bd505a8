"""Form F2 as it lies in a file: labels with their values, stages by sub-project, metrics."""

from dataclasses import dataclass, field

from plans.domain import f2
from plans.imports.rows import FormRow

# The sections of the form.
BASICS, STAGES, EFFECT, CLOSING = "basics", "stages", "effect", "closing"

# Printed behind them, and never read back.
CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell with the name of its label or column.

    `written` is what counts of it: where label and value share a cell, the value alone.
    """

    section: str
    name: str
    row: FormRow
    column: int | None
    written: str

    @property
    def address(self) -> str:
        return self.row.place_of(self.column)

    @property
    def is_broken(self) -> bool:
        """A broken reference, or a formula without a result: it says nothing."""
        return self.column in self.row.broken

    @property
    def whole_text(self) -> str:
        """The cell as its reader sees it, to be repeated in a message."""
        return self.row.text_in(self.column)


@dataclass(frozen=True, slots=True)
class LabelValue:
    """The value of a label, with the cell that it stands in (or should stand in)."""

    row: FormRow
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line of a table, with the columns of the header above it by their names."""

    section: str
    row: FormRow
    columns: dict[str, int]

    def cell(self, name: str) -> FormCell:
        """The cell of a column; one without text where the table has no such column."""
        column = self.columns.get(name)
        return FormCell(self.section, name, self.row, column, self.row.text_in(column))


@dataclass(slots=True)
class StagePart:
    """Stages under one name; those of the plan itself have none."""

    name: str
    lines: list[TableLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TableHeader:
    """The header of a table: our columns by name.

    `guessed` are names that a heading got by its place alone, `renamed` those it got by its
    meaning, `left` the columns of other headings, of which nothing is read.
    """

    row: FormRow
    columns: dict[str, int]
    guessed: dict[str, int] = field(default_factory=dict)
    renamed: dict[str, int] = field(default_factory=dict)
    left: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftCell:
    """A cell that belongs to no part of the form; `section` is where it stands.

    `heading` is that of its column, for a cell of a table whose column is not read.
    """

    section: str
    row: FormRow
    column: int
    heading: str = ""

    @property
    def text(self) -> str:
        return self.row.text_in(self.column)


@dataclass(slots=True)
class FormLayout:
    """The parts of a form.

    `repeated` are values that say something else of a label than its first one, `headed` are
    sections whose heading the form has, `left` what belongs to none of its parts.
    """

    values: dict[str, LabelValue] = field(default_factory=dict)
    repeated: list[tuple[str, LabelValue]] = field(default_factory=list)
    parts: list[StagePart] = field(default_factory=list)
    metrics: list[TableLine] = field(default_factory=list)
    headers: list[TableHeader] = field(default_factory=list)
    headed: dict[str, FormRow] = field(default_factory=dict)
    left: list[LeftCell] = field(default_factory=list)

    @property
    def is_form(self) -> bool:
        """Is there enough of it to be the form?"""
        # One or two of the labels may stand in any list of names.
        has_more = len(self.values) > 2 or self.parts or self.metrics
        return f2.NAME in self.values and bool(has_more)

    def label_cell(self, section: str, label: str) -> FormCell | None:
        """The value of a label; None where the file does not have the label."""
        value = self.values.get(label)
        return None if value is None else cell_of_label(section, label, value)


def cell_of_label(section: str, label: str, value: LabelValue) -> FormCell:
    return FormCell(section, label, value.row, value.column, value.text)
