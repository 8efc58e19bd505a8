"""The cells of form F2 that hold several rows of a stage: progress, problems, what mended them.

Each pair of functions writes such a cell and reads it again. Reading is lenient (people type these
cells by hand), so a cell is written in the shape that reading gives back unchanged:
`problem_cells(problems_in(*cells)) == cells` for every pair of cells that was written here.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from plans.domain.record import tidy_text

DATED_LINE = re.compile(r"^(\d{4}-\d{2}-\d{2}) (\d{1,3})%(?: (.*))?$", re.ASCII)
PERCENT = re.compile(r"(?<![\d.])(\d{1,3})\s*[%％]")
NUMBERED = re.compile(r"^(\d{1,2})[.、．)）]\s*(.*)$", re.ASCII)
LABELS = {
    "问题描述": "description",
    "问题": "description",
    "影响范围": "impact",
    "影响": "impact",
    "应对措施": "countermeasure",
    "措施": "countermeasure",
}
LABEL = re.compile(rf"(?:^|[；;\n])\s*({'|'.join(LABELS)})\s*[：:]\s*")
FIRST_LABEL = re.compile(rf"^(?:{'|'.join(LABELS)})\s*[：:]")
PROBLEM_LABEL = re.compile(r"^问题(?:描述)?\s*[：:]", re.MULTILINE)
MISSED = re.compile(r"^计划完成时间(\d{4}-\d{2}-\d{2})已过，未完成$", re.ASCII)

# Of a million random problems none needed more than six; a page must not write for ever.
MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """A line of progress; `on` and `percent` are None where the form does not name them."""

    on: date | None
    percent: int | None
    text: str


@dataclass(frozen=True, slots=True)
class ProblemEntry:
    """A problem of a stage with what mended it.

    `missed` is the date that the daily job found missed, until somebody puts it into words.
    """

    description: str = ""
    impact: str = ""
    countermeasure: str = ""
    resolution: str = ""
    missed: date | None = None


# --- progress ---------------------------------------------------------------------------------
def progress_cell(lines: Sequence[ProgressLine]) -> str:
    """One line: its text alone. Several: `YYYY-MM-DD 60% text`, a line each, oldest first."""
    if len(lines) == 1:
        return tidy_text(lines[0].text)
    dated = [tidy_text(f"{line.on} {line.percent}% {tidy_text(line.text)}") for line in lines]
    return "\n".join(dated)


def progress_in(cell: str) -> list[ProgressLine]:
    """The lines of a cell; a cell that is no list of dated lines is one line."""
    if not cell:
        return []
    lines: list[ProgressLine] = []
    for line in cell.split("\n"):
        dated = _dated_line(line)
        if dated:
            lines.append(dated)
        elif lines:
            # A description of several lines goes on below its date.
            lines[-1] = replace(lines[-1], text=f"{lines[-1].text}\n{line}")
        else:
            break

    # One dated line alone would be written without its date, and so is read as a text.
    if len(lines) > 1:
        return lines
    return [ProgressLine(None, percent_in(cell), cell)]


def _dated_line(line: str) -> ProgressLine | None:
    """`2024-07-19 80% text`; None for a line of another shape, or a date that does not exist."""
    match = DATED_LINE.match(line)
    if match is None:
        return None
    percent = int(match[2])
    if percent > 100:
        return None
    try:
        return ProgressLine(date.fromisoformat(match[1]), percent, match[3] or "")
    except ValueError:
        return None


def percent_in(written: str) -> int | None:
    """The last percent up to 100 that a text names."""
    for digits in reversed(PERCENT.findall(written)):
        if int(digits) <= 100:
            return int(digits)
    return None


# --- problems: writing ------------------------------------------------------------------------
def problem_cells(problems: Iterable[ProblemEntry]) -> tuple[str, str]:
    """问题记录 and 解决措施 of a stage, oldest first.

    More than one problem are numbered, so that each finds what mended it.
    """
    cells = _cells_once(list(problems))

    # A description that looks like numbers or labels is read as several problems: written until
    # reading gives back the same.
    for _round in range(MOST_ROUNDS):
        again = _cells_once(problems_in(*cells))
        if again == cells:
            break
        cells = again
    return cells


def _cells_once(problems: Sequence[ProblemEntry]) -> tuple[str, str]:
    reports, measures = [], []
    for number, problem in enumerate(problems, 1):
        report, measure = _problem_text(problem), tidy_text(problem.resolution)
        if len(problems) > 1:
            report = _numbered_text(number, report)
            measure = _numbered_text(number, measure) if measure else ""
        reports.append(report)
        if measure:
            measures.append(measure)
    return tidy_text("\n".join(reports)), tidy_text("\n".join(measures))


def _numbered_text(number: int, text: str) -> str:
    """`1. text`; a numbered list within the text is indented, so that it stays within."""
    first, *others = text.split("\n")
    indented = (f"  {line}" if NUMBERED.match(line) else line for line in others)
    return "\n".join([f"{number}. {first}", *indented])


def _problem_text(problem: ProblemEntry) -> str:
    """`问题：…；影响：…；措施：…`, without the parts that are empty."""
    missed = f"计划完成时间{problem.missed}已过，未完成" if problem.missed else ""
    description = tidy_text(problem.description)
    impact = tidy_text(problem.impact)
    countermeasure = tidy_text(problem.countermeasure)
    if missed and not (description or impact or countermeasure):
        return missed
    parts = {"问题": description or missed, "影响": impact, "措施": countermeasure}
    return "；".join(f"{label}：{part}" for label, part in parts.items() if part)


# --- problems: reading ------------------------------------------------------------------------
def problems_in(reported: str, mended: str) -> list[ProblemEntry]:
    """The problems that two cells speak of.

    Words without labels are a description; what mended it is matched by number, or by order.
    """
    problems = []
    if reported:
        problems = [_problem_in(report) for report in _split_problems(reported)]
    if not mended:
        return problems
    if len(problems) < 2:
        problem = problems[0] if problems else ProblemEntry()
        return [replace(problem, resolution=mended)]
    resolutions = _split_measures(mended, len(problems))
    pairs = zip(problems, resolutions, strict=True)
    return [replace(problem, resolution=resolution) for problem, resolution in pairs]


def _split_problems(reported: str) -> list[str]:
    """One text per problem: by numbers 1, 2, …; else by lines that begin with 问题; else one."""
    numbered = _texts_by_number(reported)
    if len(numbered) > 1 and list(numbered) == list(range(1, len(numbered) + 1)):
        return list(numbered.values())

    starts = [match.start() for match in PROBLEM_LABEL.finditer(reported)]
    if len(starts) < 2 or starts[0] != 0:
        return [reported]
    texts = []
    for start, end in pairwise([*starts, len(reported)]):
        texts.append(reported[start:end].strip())
    return texts


def _texts_by_number(written: str) -> dict[int, str]:
    """Texts by their numbers, which rise; empty when the first line has none."""
    texts: dict[int, str] = {}
    number = 0
    for line in written.split("\n"):
        head = NUMBERED.match(line)

        # A number that does not rise belongs to a list within the text.
        if head and int(head[1]) > number:
            number = int(head[1])
            texts[number] = head[2]
        elif texts:
            texts[number] += f"\n{line}"
        else:
            return {}
    return {number: text.strip() for number, text in texts.items()}


def _problem_in(report: str) -> ProblemEntry:
    """One problem: that a date was missed, or its labelled parts, or a description alone."""
    missed = MISSED.match(report)
    if missed:
        try:
            return ProblemEntry(missed=date.fromisoformat(missed[1]))
        except ValueError:
            return ProblemEntry(description=report)
    if not FIRST_LABEL.match(report):
        return ProblemEntry(description=report)

    # Splitting at a pattern with one group gives what stands before, label, text, label, text, …
    parts: dict[str, list[str]] = defaultdict(list)
    pieces = LABEL.split(report)
    for label, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        parts[LABELS[label]].append(piece.strip(" ；;\n"))
    return ProblemEntry(
        description=_joined_lines(parts["description"]),
        impact=_joined_lines(parts["impact"]),
        countermeasure=_joined_lines(parts["countermeasure"]),
    )


def _joined_lines(texts: Iterable[str]) -> str:
    return "\n".join(filter(None, texts))


def _split_measures(mended: str, count: int) -> list[str]:
    """What mended each of `count` problems: by number, or a line for each, or all to the first."""
    numbered = _texts_by_number(mended)
    if numbered and max(numbered) <= count:
        return [numbered.get(number, "") for number in range(1, count + 1)]
    lines = mended.split("\n")
    if len(lines) == count:
        return lines
    return [mended, *[""] * (count - 1)]
