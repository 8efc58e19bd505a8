"""What stands in the execution record (form F2): texts, dates and decimals, nothing of a row or a file. Pure.

An export prints a `Record`, an import reads a file into one; the same plan, printed and read, gives an equal `Record`. Every text in it has
been through `tidy`, so two ways to the same form compare equal.
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
"""Characters that the desk keeps of each text; what has no limit is not named."""

LONGEST_TEXT = 20_000
"""Characters of a description; a spreadsheet's cell holds 32,767."""


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
    """One row of section two; `progress`, `problems` and `measures` are the texts of their cells (see `plans.domain.told`)."""

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
    """Section two of the plan itself (no name) or of one sub-project; stages in the order of their codes as numbers."""

    name: str
    stages: tuple[StageLine, ...]


@dataclass(frozen=True, slots=True)
class MetricLine:
    """One row of section three. `label` is `平均处理时长(小时)`; `change` and `attainment` are computed and do not count for equality."""

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
class Record:
    """A whole form F2. Stages of the plan itself come first, then its sub-projects in their order."""

    basics: Basics
    sections: tuple[Section, ...]
    metrics: tuple[MetricLine, ...]
    closing: Closing

    @property
    def stages(self) -> Iterator[StageLine]:
        """All stages, whichever sub-project they belong to."""
        return (stage for section in self.sections for stage in section.stages)

    def strict(self) -> "Record":
        """What the source's own form keeps of it: it has no column for the target (EV-7)."""
        return replace(self, metrics=tuple(replace(metric, target=None) for metric in self.metrics))

    def renumbered(self, number: str) -> "Record":
        """The same record of another plan; the file number belongs to the archived one."""
        return replace(
            self,
            basics=replace(self.basics, number=number),
            closing=replace(self.closing, file_no=""),
        )

    def filed_as(self, file_no: str) -> "Record":
        """The same record with the file number it is about to get; without one it keeps what it has."""
        return replace(self, closing=replace(self.closing, file_no=file_no)) if file_no else self


def tidy(written: object) -> str:
    """A text as both files keep it: no invisible or unprintable characters, one kind of line break, no outer blanks."""
    plain = "" if written is None else str(written)
    plain = plain.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    lines = UNPRINTABLE.sub("", text.clean_text(plain)).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def names_in(written: str) -> tuple[str, ...]:
    """Departments as a form lists them, `客服部、技术支持部`: sorted, each once."""
    return tuple(sorted({tidy(name) for name in SEPARATORS.split(written)} - {""}))


def joined(names: Iterable[str]) -> str:
    """The reverse of `names_in`."""
    return "、".join(names)


def label_of(name: str, unit: str) -> str:
    """`平均处理时长(小时)`; without unit the name alone."""
    name, unit = split_label(" ".join(tidy(f"{name}({unit})" if unit else name).split()))
    return f"{name}({unit})" if unit else name


def split_label(label: str) -> tuple[str, str]:
    """The reverse: name and unit. What stands in the last brackets is the unit, as long as it is short."""
    found = re.match(r"^(.+?)\s*[(（]([^()（）]+)[)）]$", label, re.DOTALL)
    if not found or len(found[2].strip()) > LONGEST["unit"]:
        return label, ""
    return found[1].strip(), found[2].strip()
