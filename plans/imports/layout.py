"""Finds the parts of form F2 in the rows of a file: labels with their values, stages by sub-project, metrics. Judges no value."""

import re
from dataclasses import dataclass, field

from core.domain import text
from plans.domain import f2
from plans.domain.written import CODE
from plans.imports.rows import Row

BASICS, STAGES, EFFECT, CLOSING = "basics", "stages", "effect", "closing"
HEADINGS = {
    "基础信息": BASICS,
    "执行阶段记录": STAGES,
    "效果评估": EFFECT,
    "总结与改进建议": CLOSING,
}
HEADING = re.compile(
    rf"^(?:[(第]?[一二三四五六\d]+[、.,)]?(?:部分)?)?({'|'.join(HEADINGS)})表?((?:[(:—-].*)?)$",
    re.DOTALL,
)
COUNT = r"[(（]?[一二三四五六七八九十\d]+[)）、.．]\s*"
COUNTED = re.compile(f"^{COUNT}")
SUBPROJECT = re.compile(
    rf"^(?:{COUNT})?子项目(?:名称)?(?:[一二三四五六七八九十\d]+\s*[:：、]?|\s*[:：、]|\s)\s*(.+)$",
    re.DOTALL,
)
REMARK = re.compile(r"^(?:[*※]|注|备注|说明|填写|附|续|接上)|[。；]$")

LABELS = {
    **{re.sub(r"\(.*", "", name): name for name in (*f2.BASICS_ROWS, *f2.CLOSING_ROWS)},
    "名称": f2.NAME,
    "方案名": f2.NAME,
    "编号": f2.NUMBER,
    "执行时间": f2.PERIOD,
    "周期": f2.PERIOD,
    "方案负责人": f2.OWNER,
    "参加部门": f2.DEPARTMENTS,
    "参与单位": f2.DEPARTMENTS,
    "核心目标": f2.GOAL,
    "方案目标": f2.GOAL,
    "经验总结": f2.EXPERIENCE,
    "执行经验": f2.EXPERIENCE,
    "改进建议": f2.SUGGESTIONS,
    "后续优化方向": f2.SUGGESTIONS,
    "填表人": f2.AUTHOR,
    "填表日期": f2.WRITTEN_ON,
    "填写时间": f2.WRITTEN_ON,
    "归档号": f2.FILE_NO,
    "档案编号": f2.FILE_NO,
}
LABELLED = re.compile(
    rf"({'|'.join(sorted(LABELS, key=len, reverse=True))})(?:[(（][^()（）]*[)）])?\s*[:：]\s*"
)
LONG_TEXTS = frozenset({f2.GOAL, f2.EXPERIENCE, f2.SUGGESTIONS})
"""What people write below its label, in paragraphs of its own."""

STAGE_NAMES = {
    **{re.sub(r"\(.*", "", name): name for name in f2.STAGE_COLUMNS},
    "编号": f2.CODE,
    "阶段": f2.CODE,
    "阶段序号": f2.CODE,
    "任务": f2.TASK,
    "任务内容": f2.TASK,
    "阶段负责人": f2.STAGE_OWNER,
    "责任人": f2.STAGE_OWNER,
    "计划完成日期": f2.PLANNED,
    "计划时间": f2.PLANNED,
    "实际完成日期": f2.ACTUAL,
    "实际时间": f2.ACTUAL,
    "执行情况": f2.PROGRESS,
    "问题": f2.PROBLEMS,
    "存在问题": f2.PROBLEMS,
    "解决办法": f2.MEASURES,
    "状态": f2.STATUS,
}
METRIC_NAMES = {
    **{re.sub(r"\(.*", "", name): name for name in (*f2.METRIC_COLUMNS, *f2.EXTENSION)},
    "指标": f2.METRIC,
    "指标名称": f2.METRIC,
    "优化前": f2.BEFORE,
    "优化后": f2.AFTER,
    "是否达标": f2.MET,
    "目标": f2.TARGET,
}


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a label, with the cell that it stands in (or should stand in)."""

    row: Row
    column: int
    text: str


@dataclass(slots=True)
class Part:
    """Stages under one name, each a row with the columns of its header."""

    name: str
    lines: list[tuple[Row, dict[str, int]]] = field(default_factory=list)


@dataclass(slots=True)
class Layout:
    """The form as it lies in the file; `repeated` are values that say something else of a label than its first one."""

    values: dict[str, Value] = field(default_factory=dict)
    repeated: list[tuple[str, Value]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    metrics: list[tuple[Row, dict[str, int]]] = field(default_factory=list)

    @property
    def is_form(self) -> bool:
        """Is there enough of it to be the form?"""
        return f2.NAME in self.values and bool(len(self.values) > 2 or self.parts or self.metrics)


def lay_out(rows: list[Row]) -> Layout:
    """The parts of the form. What belongs to none of them (remarks, the title) is passed over."""
    finder = _Finder()
    for row in rows:
        finder.take(row)
    return finder.found


def key_of(written: str) -> str:
    """A header or label without blanks, line breaks, full-width forms and its colon."""
    return re.sub(r"\s+", "", text.comparable_text(written)).rstrip(":")


def base_of(written: str) -> str:
    """The same without what stands in brackets."""
    return re.sub(r"\(.*", "", key_of(written), flags=re.DOTALL)


def is_code(written: str) -> bool:
    """Does a cell hold a stage code and nothing more than a few words around it?"""
    return len(written) <= 12 and bool(CODE.search(text.comparable_text(written)))


class _Finder:
    """Reads row by row and remembers in which section, part and table it is."""

    def __init__(self) -> None:
        self.found = Layout()
        self.section = BASICS
        self.part: Part | None = None
        self.columns: dict[str, int] | None = None
        self.title = ""
        self.pending: str | None = None

    def take(self, row: Row) -> None:
        filled = row.filled
        if (
            not filled
            or (len(filled) == 1 and self._take_title(row.cell(filled[0])))
            or self._take_header(row)
        ):
            return
        if self.columns is not None and not row.is_paragraph and not self._is_closing(row):
            self._take_line(row, self.columns)
        elif len(filled) == 1:
            self._take_text(row, filled[0])
        else:
            self._take_labels(row, filled)

    def _take_title(self, written: str) -> bool:
        """A heading, or the name of a sub-project. Other words in section two may turn out to be a name when a table follows them."""
        named = SUBPROJECT.match(written) if self.section == STAGES else None
        if named:
            self._open_part(named[1].strip())
            return True
        heading = HEADING.match(key_of(written)) if len(written) <= 120 else None
        if heading:
            self.section, self.columns, self.part, self.title, self.pending = (
                HEADINGS[heading[1]],
                None,
                None,
                "",
                None,
            )
            inside = re.search(r"子项目:?([^()]+)", heading[2])
            if inside:
                self._open_part(inside[1])
            return True
        if self.section == STAGES:
            self.title = "" if is_code(written) else written
        return False

    def _open_part(self, name: str) -> None:
        """Go on with the stages of this name."""
        self.columns, self.title = None, ""
        self.part = next((part for part in self.found.parts if part.name == name), None)
        if self.part is None:
            self.part = Part(name)
            self.found.parts.append(self.part)

    def _take_header(self, row: Row) -> bool:
        """The names of the columns of section two or three, also when its heading is missing or the table goes on over the page."""
        keys = {column: base_of(row.cell(column)) for column in row.filled}
        stages = {
            STAGE_NAMES[key]: column for column, key in reversed(keys.items()) if key in STAGE_NAMES
        }
        metrics = {
            METRIC_NAMES[key]: column
            for column, key in reversed(keys.items())
            if key in METRIC_NAMES
        }
        if f2.CODE in stages and f2.TASK in stages:
            self._open_stages(stages)
            return True
        if f2.METRIC in metrics and (f2.BEFORE in metrics or f2.AFTER in metrics):
            self.section, self.columns, self.part = EFFECT, metrics, None
            return True
        return list(keys.values())[:2] == [f2.ITEM, f2.CONTENT]

    def _open_stages(self, columns: dict[str, int]) -> None:
        title, self.section = self.title, STAGES
        is_name = (
            bool(title)
            and len(title) <= 80
            and not REMARK.search(title)
            and bool(self.found.parts or COUNTED.match(title))
        )
        if is_name:
            self._open_part(COUNTED.sub("", title))
        elif self.part is None:
            self._open_part("")
        self.columns, self.title = columns, ""

    def _is_closing(self, row: Row) -> bool:
        """Does the last section begin here without its heading? Its rows have no boxes."""
        is_label = LABELS.get(base_of(row.cell(row.filled[0]))) in f2.CLOSING_ROWS
        if self.section != EFFECT or not is_label or row.cell((self.columns or {}).get(f2.MET)):
            return False
        self.section, self.columns = CLOSING, None
        return True

    def _take_line(self, row: Row, columns: dict[str, int]) -> None:
        """A line of the table, unless nothing but boxes stands in it, or it is a remark."""
        told = [
            name for name in columns if name not in (f2.STATUS, f2.MET) and row.cell(columns[name])
        ]
        if not told or (len(row.filled) == 1 and not is_code(row.cell(row.filled[0]))):
            return
        if self.section == STAGES and self.part:
            self.part.lines.append((row, columns))
        elif self.section == EFFECT:
            self.found.metrics.append((row, columns))

    def _take_labels(self, row: Row, filled: list[int]) -> None:
        """Labels with their values, side by side; in a row of pairs a label may have none."""
        place = 0
        while place < len(filled):
            label = LABELS.get(base_of(row.cell(filled[place])))
            following = filled[place + 1] if place + 1 < len(filled) else None
            is_bare = following is None or (
                len(filled) > 2 and base_of(row.cell(following)) in LABELS
            )
            if label and is_bare:
                self._keep(label, Value(row, filled[place] + 1, ""))
            elif label and following is not None:
                self._keep(label, Value(row, following, row.cell(following)))
                place += 1
            place += 1

    def _take_text(self, row: Row, column: int) -> None:
        """One cell: a label alone, labels with their values, or words that go on from the label above."""
        written = row.cell(column)
        label = LABELS.get(base_of(written))
        if label and len(written) < 30:
            self._keep(label, Value(row, column + (not row.is_paragraph), ""))
            self.pending = label if label in LONG_TEXTS and row.is_paragraph else None
            return
        named = [
            one
            for one in LABELLED.finditer(written)
            if one.start() == 0 or written[one.start() - 1].isspace()
        ]
        if named and named[0].start() == 0:
            for one, end in zip(
                named, [*(later.start() for later in named[1:]), len(written)], strict=True
            ):
                self._keep(LABELS[one[1]], Value(row, column, written[one.end() : end].strip()))
            last = LABELS[named[-1][1]]
            self.pending = last if last in LONG_TEXTS else None
        elif self.pending and row.is_paragraph:
            former = self.found.values[self.pending]
            self.found.values[self.pending] = Value(
                former.row, former.column, f"{former.text}\n{written}".strip()
            )

    def _keep(self, label: str, value: Value) -> None:
        known = self.found.values.get(label)
        self.pending = None
        if known is None or not known.text:
            self.found.values[label] = value
        elif value.text and value.text != known.text:
            self.found.repeated.append((label, value))
