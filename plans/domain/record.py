"""What stands in the execution record (form F2): texts, dates and decimals, no rows, no files.

An export prints a `Record`, an import reads a file into one; the same plan, printed and read, gives
an equal `Record`. Every text in it has been through `tidy_text`, so two ways to the same form
compare equal.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from core.domain import text
from plans.enums import StageStatus

UNPRINTABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
SEPARATORS = re.compile(r"[、，,；;\n]")
NUMBER = re.compile(r"AF-20\d\d(?:0[1-9]|1[0-2])-\d{3,6}", re.ASCII)

# Characters that the desk keeps of each text; what has no limit is not named.
LONGEST = {
    "name": 120,
    "owner": 80,
    "departments": 200,
    "subproject": 80,
    "code": 12,
    "task": 200,
    "metric": 80,
    "unit": 12,
    "author": 80,
}

# Characters of a description; a spreadsheet's cell holds 32,767.
LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Basics:
    """Section one. `departments` are sorted and named once."""

    name: str
    number: str
    start: date
    end: date
    owner: str
    departments: tuple[str, ...]
    core_goal: str


@dataclass(frozen=True, slots=True)
class StageLine:
    """One row of section two.

    `progress`, `problems` and `measures` are the texts of their cells (`plans.domain.stage_cells`).
    """

    code: str
    task: str
    owner: str
    planned: date
    actual: date | None
    progress: str
    problems: str
    measures: str
    status: StageStatus


@dataclass(frozen=True, slots=True)
class Section:
    """Section two of the plan itself (no name) or of one sub-project.

    Stages stand in the order of their codes as numbers.
    """

    name: str
    stages: tuple[StageLine, ...]


@dataclass(frozen=True, slots=True)
class MetricLine:
    """One row of section three. `label` is `平均处理时长(小时)`.

    `change` and `attainment` are computed and do not count for equality.
    """

    label: str
    before: Decimal | None
    after: Decimal | None
    target: Decimal | None
    is_met: bool | None
    change: str = field(default="", compare=False)
    attainment: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Closing:
    """总结与改进建议 (F2d)."""

    experience: str = ""
    suggestions: str = ""
    author: str = ""
    written_on: date | None = None
    file_no: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Closing()


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A goal that was changed after the start, or is not better than before, with its reason."""

    title: str
    before: str
    after: str
    reason: str
    asked: str
    decided: str


@dataclass(frozen=True, slots=True)
class Record:
    """A whole form F2: stages of the plan itself come first, then its sub-projects in order.

    `changes` are printed and never read back: a file cannot decide about a goal.
    """

    basics: Basics
    sections: tuple[Section, ...]
    metrics: tuple[MetricLine, ...]
    closing: Closing
    changes: tuple[ChangeLine, ...] = field(default=(), compare=False)

    @property
    def stages(self) -> Iterator[StageLine]:
        """All stages, whichever sub-project they belong to."""
        for section in self.sections:
            yield from section.stages

    def without_targets(self) -> "Record":
        """What the source's own form keeps of it: it has no column for the target (EV-7)."""
        metrics = tuple(replace(metric, target=None) for metric in self.metrics)
        return replace(self, metrics=metrics)

    def with_number(self, number: str) -> "Record":
        """The same record of another plan; the file number belongs to the archived one."""
        basics = replace(self.basics, number=number)
        closing = replace(self.closing, file_no="")
        return replace(self, basics=basics, closing=closing)

    def filed_as(self, file_no: str) -> "Record":
        """The same record with the file number it is about to get.

        Without one it keeps what it has.
        """
        if not file_no:
            return self
        return replace(self, closing=replace(self.closing, file_no=file_no))


def tidy_text(written: object) -> str:
    """A text as both files keep it.

    No invisible or unprintable characters, one kind of line break, no outer blanks; empty for None.
    """
    plain = "" if written is None else str(written)
    plain = plain.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    printable = UNPRINTABLE.sub("", text.clean_text(plain))
    lines = [line.rstrip() for line in printable.split("\n")]
    return "\n".join(lines).strip()


def names_in(written: str) -> tuple[str, ...]:
    """Departments as a form lists them, `客服部、技术支持部`: sorted, each once."""
    names = {tidy_text(name) for name in SEPARATORS.split(written)}
    return tuple(sorted(names - {""}))


def joined_names(names: Iterable[str]) -> str:
    """The reverse of `names_in`."""
    return "、".join(names)


def label_of(name: str, unit: str) -> str:
    """`平均处理时长(小时)`; without unit the name alone."""
    label = f"{name}({unit})" if unit else name
    one_line = " ".join(tidy_text(label).split())

    # Split again: a name that ends in brackets of its own looks like one with a unit.
    name, unit = split_label(one_line)
    return f"{name}({unit})" if unit else name


def split_label(label: str) -> tuple[str, str]:
    """The reverse: name and unit.

    What stands in the last brackets is the unit, as long as it is short.
    """
    # The unit holds no brackets itself, so this is the last pair; earlier ones belong to the name.
    match = re.match(r"^(.+?)\s*[(（]([^()（）]+)[)）]$", label, re.DOTALL)
    if match is None:
        return label, ""
    name, unit = match[1].strip(), match[2].strip()
    if len(unit) > LONGEST["unit"]:
        return label, ""
    return name, unit
