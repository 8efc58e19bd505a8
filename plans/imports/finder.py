"""Finds the parts of form F2 in the rows of a file, and keeps what belongs to none.

Judges no value.
"""

from plans.domain import f2
from plans.domain.stage_headings import bare_word_key, word_key
from plans.imports.form_words import (
    COUNTED,
    HEADING,
    HEADINGS,
    LABELLED,
    LABELS,
    LONG_TEXTS,
    METRIC_NAMES,
    REMARK,
    SUBPROJECT,
    SUBPROJECT_IN_HEADING,
    is_code,
)
from plans.imports.headers import read_header, read_stage_header
from plans.imports.layout import (
    BASICS,
    CLOSING,
    EFFECT,
    STAGES,
    FormLayout,
    LabelValue,
    LeftCell,
    StagePart,
    TableLine,
)
from plans.imports.rows import FormRow

LONGEST_HEADING = 120
LONGEST_SUBPROJECT = 80
LONGEST_LABEL = 30


def find_layout(rows: list[FormRow]) -> FormLayout:
    """The parts of the form, and the cells that belong to none of them."""
    finder = _LayoutFinder()
    for row in rows:
        finder.take_row(row)
    return finder.layout


class _LayoutFinder:
    """Reads row by row and remembers in which section, part and table it is.

    `title` are the last words in section two that may turn out to be the name of a sub-project,
    `pending` is the label whose text may go on in the paragraphs below.
    """

    def __init__(self) -> None:
        self.layout = FormLayout()
        self.section = BASICS
        self.part: StagePart | None = None
        self.columns: dict[str, int] | None = None
        self.title = ""
        self.pending: str | None = None

    def take_row(self, row: FormRow) -> None:
        filled = row.filled
        if not filled:
            return
        # Headings come first: they end a table, whose rows would swallow them.
        if len(filled) == 1 and self._take_title(row, row.text_in(filled[0])):
            return
        if self._take_header(row):
            return

        is_in_table = self.columns is not None and not row.is_paragraph
        if is_in_table and not self._begins_closing(row):
            self._take_line(row)
        elif len(filled) == 1:
            self._take_text(row, filled[0])
        else:
            self._take_labels(row, filled)

    # --- headings and names of sub-projects ---

    def _take_title(self, row: FormRow, written: str) -> bool:
        """A heading, or the name of a sub-project.

        Other words in section two may turn out to be a name when a table follows them.
        """
        if self.section == STAGES:
            named = SUBPROJECT.match(written)
            if named:
                self._open_part(named[1].strip())
                return True

        if len(written) <= LONGEST_HEADING:
            heading = HEADING.match(word_key(written))
            if heading:
                section = HEADINGS[heading[1]]
                self.layout.headed.setdefault(section, row)
                self._open_section(section, rest=heading[2])
                return True

        if self.section == STAGES:
            self.title = "" if is_code(written) else written
        return False

    def _open_section(self, section: str, *, rest: str) -> None:
        """`rest` is what the heading says beside the name of the section."""
        self.section = section
        self.columns = None
        self.part = None
        self.title = ""
        self.pending = None

        subproject = SUBPROJECT_IN_HEADING.search(rest)
        if subproject:
            self._open_part(subproject[1])

    def _open_part(self, name: str) -> None:
        """Go on with the stages of this name, which may come back further down."""
        self.columns = None
        self.title = ""
        for part in self.layout.parts:
            if part.name == name:
                self.part = part
                return
        self.part = StagePart(name)
        self.layout.parts.append(self.part)

    # --- tables ---

    def _take_header(self, row: FormRow) -> bool:
        """The names of the columns of section two or three.

        They are known also when their heading is missing, or when the table goes on over the page.
        """
        keys = {column: bare_word_key(row.text_in(column)) for column in row.filled}
        stages = read_stage_header(row, keys, is_expected=self.section == STAGES)
        if stages and not self._has_code(row, stages.columns):
            self.layout.headers.append(stages)
            self._open_stages(stages.columns)
            return True

        metrics = read_header(row, keys, METRIC_NAMES)
        if f2.METRIC in metrics.columns and not {f2.BEFORE, f2.AFTER}.isdisjoint(metrics.columns):
            self.layout.headers.append(metrics)
            self.section = EFFECT
            self.columns = metrics.columns
            self.part = None
            return True

        # Section one has a header too, but its rows are labels with their values.
        return list(keys.values())[:2] == [f2.ITEM, f2.CONTENT]

    def _has_code(self, row: FormRow, names: dict[str, int]) -> bool:
        """Is it a line of the open table, whose texts are called like columns?"""
        column = (self.columns or {}).get(f2.CODE)
        return column != names[f2.CODE] and is_code(row.text_in(column))

    def _open_stages(self, columns: dict[str, int]) -> None:
        title = self.title
        self.section = STAGES
        if self._is_subproject_name(title):
            # It was no remark after all.
            self.layout.left = [cell for cell in self.layout.left if cell.text != title]
            self._open_part(COUNTED.sub("", title))
        elif self.part is None:
            self._open_part("")
        self.columns = columns
        self.title = ""

    def _is_subproject_name(self, title: str) -> bool:
        """Do the words above a table name its stages? A first table has a name only if counted."""
        if not title or len(title) > LONGEST_SUBPROJECT or REMARK.search(title):
            return False
        return bool(self.layout.parts or COUNTED.match(title))

    def _begins_closing(self, row: FormRow) -> bool:
        """Does the last section begin here without its heading? Its rows have no boxes."""
        if self.section != EFFECT:
            return False
        label = LABELS.get(bare_word_key(row.text_in(row.filled[0])))
        verdict = row.text_in((self.columns or {}).get(f2.MET))
        if label not in f2.CLOSING_ROWS or verdict:
            return False

        self.section = CLOSING
        self.columns = None
        return True

    def _take_line(self, row: FormRow) -> None:
        """A line of the table, unless nothing but boxes stands in it, or it is a remark."""
        line = TableLine(self.section, row, self.columns or {})
        if not any(line.cell(name).written for name in line.columns if not _has_boxes(name)):
            return
        if len(row.filled) == 1 and not is_code(row.text_in(row.filled[0])):
            self._leave_cells(row, row.filled)
            return

        self._leave_other_columns(row)
        if self.section == STAGES and self.part:
            self.part.lines.append(line)
        elif self.section == EFFECT:
            self.layout.metrics.append(line)

    # --- labels with their values ---

    def _take_labels(self, row: FormRow, filled: list[int]) -> None:
        """Labels with their values, side by side; in a row of pairs a label may have none."""
        is_row_of_pairs = len(filled) > 2
        unread = list(filled)
        while unread:
            column = unread.pop(0)
            label = LABELS.get(bare_word_key(row.text_in(column)))
            if label is None:
                self._leave_cells(row, [column])
                continue

            following = row.text_in(unread[0]) if unread else ""
            is_next_label = is_row_of_pairs and bare_word_key(following) in LABELS
            if not unread or is_next_label:
                self._keep_value(label, LabelValue(row, column + 1, ""))
            else:
                self._keep_value(label, LabelValue(row, unread.pop(0), following))

    def _take_text(self, row: FormRow, column: int) -> None:
        """One cell: a label alone, labels with their values, or words that go on from above."""
        written = row.text_in(column)
        label = LABELS.get(bare_word_key(written))
        # Brackets are passed over as a hint; a long text in them is more than that.
        if label and len(written) < LONGEST_LABEL:
            # In a table the value of a lone label is expected to its right.
            beside = column if row.is_paragraph else column + 1
            self._keep_value(label, LabelValue(row, beside, ""))
            if label in LONG_TEXTS and row.is_paragraph:
                self.pending = label
            return

        values = _labelled_values(written)
        if values:
            for name, value in values:
                self._keep_value(name, LabelValue(row, column, value))
            last, _value = values[-1]
            self.pending = last if last in LONG_TEXTS else None
        elif self.pending and row.is_paragraph:
            self._continue_value(self.pending, written)
        else:
            self._leave_cells(row, [column])

    def _leave_other_columns(self, row: FormRow) -> None:
        """Keep the cells of a line whose columns are none of ours."""
        header = self.layout.headers[-1]
        named = set(header.columns.values())
        for column in row.filled:
            if column not in named:
                heading = header.row.text_in(column)
                self.layout.left.append(LeftCell(self.section, row, column, heading))

    def _leave_cells(self, row: FormRow, columns: list[int]) -> None:
        """Keep what belongs to no part of the form, so that it can be told."""
        self.layout.left += [LeftCell(self.section, row, column) for column in columns]

    def _keep_value(self, label: str, value: LabelValue) -> None:
        """The first value of a label that says anything; other ones are noted as repeated."""
        known = self.layout.values.get(label)
        self.pending = None
        if known is None or not known.text:
            self.layout.values[label] = value
        elif value.text and value.text != known.text:
            self.layout.repeated.append((label, value))

    def _continue_value(self, label: str, written: str) -> None:
        former = self.layout.values[label]
        whole = f"{former.text}\n{written}".strip()
        self.layout.values[label] = LabelValue(former.row, former.column, whole)


def _has_boxes(name: str) -> bool:
    return name in (f2.STATUS, f2.MET)


def _labelled_values(written: str) -> list[tuple[str, str]]:
    """`方案名称：… 方案编号：…` as pairs of label and value; empty where words begin otherwise."""
    labels = [found for found in LABELLED.finditer(written) if _is_free(written, found.start())]
    if not labels or labels[0].start() != 0:
        return []

    ends = [found.start() for found in labels[1:]]
    ends.append(len(written))

    pairs = []
    for found, end in zip(labels, ends, strict=True):
        value = written[found.end() : end].strip()
        pairs.append((LABELS[found[1]], value))
    return pairs


def _is_free(written: str, start: int) -> bool:
    """Does a word begin here? A label inside a longer word is none."""
    return start == 0 or written[start - 1].isspace()
