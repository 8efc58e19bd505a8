"""The cells of form F2 that hold several rows of the desk: what was told of a stage, what went wrong, what mended it. Pure.

Each pair of functions writes such a cell and reads it again. Reading is lenient (people type these cells by hand), so a cell is written in
the shape that reading gives back unchanged: `problem_cells(problems_in(*cells)) == cells` for every pair of cells that was written here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

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
MISSED = re.compile(r"^计划完成时间(\d{4}-\d{2}-\d{2})已过，未完成$", re.ASCII)


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """A line of progress; `on` and `percent` are None where the form does not name them."""

    on: date | None
    percent: int | None
    text: str


@dataclass(frozen=True, slots=True)
class ProblemEntry:
    """A problem of a stage with what mended it; `missed` is the date that the daily job found missed, until somebody puts it into words."""

    description: str = ""
    impact: str = ""
    countermeasure: str = ""
    resolution: str = ""
    missed: date | None = None


# --- progress -----------------------------------------------------------------------------------------------------------
def progress_cell(lines: Sequence[ProgressLine]) -> str:
    """One line: its text alone. Several: `YYYY-MM-DD 60% text`, a line each, as handed in (oldest first)."""
    if len(lines) == 1:
        return tidy_text(lines[0].text)
    return "\n".join(
        tidy_text(f"{line.on} {line.percent}% {tidy_text(line.text)}") for line in lines
    )


def progress_in(cell: str) -> list[ProgressLine]:
    """The lines of a cell; a cell that is no list of dated lines is one line."""
    if not cell:
        return []
    found: list[ProgressLine] = []
    for line in cell.split("\n"):
        dated = _dated_line(line)
        if dated:
            found.append(dated)
        elif found:
            found[-1] = replace(found[-1], text=f"{found[-1].text}\n{line}")
        else:
            break
    if len(found) > 1:
        return found
    return [ProgressLine(None, percent_in(cell), cell)]


def _dated_line(line: str) -> ProgressLine | None:
    found = DATED_LINE.match(line)
    if not found or int(found[2]) > 100:
        return None
    try:
        return ProgressLine(date.fromisoformat(found[1]), int(found[2]), found[3] or "")
    except ValueError:
        return None


def percent_in(written: str) -> int | None:
    """The last percent up to 100 that a text names."""
    named = [int(found) for found in PERCENT.findall(written) if int(found) <= 100]
    return named[-1] if named else None


# --- problems and what mended them --------------------------------------------------------------------------------------
def problem_cells(problems: Iterable[ProblemEntry]) -> tuple[str, str]:
    """问题记录 and 解决措施 of a stage, oldest first; more than one problem are numbered, so that each finds what mended it."""
    cells = _problem_texts(list(problems))
    while (again := _problem_texts(problems_in(*cells))) != cells:
        cells = again
    return cells


def _problem_texts(problems: Sequence[ProblemEntry]) -> tuple[str, str]:
    told, mended = (
        [_problem_text(problem) for problem in problems],
        [tidy_text(problem.resolution) for problem in problems],
    )
    if len(problems) > 1:
        told = [f"{number}. {words}" for number, words in enumerate(told, 1)]
        mended = [f"{number}. {words}" for number, words in enumerate(mended, 1) if words]
    return tidy_text("\n".join(told)), tidy_text("\n".join(mended))


def _problem_text(problem: ProblemEntry) -> str:
    missed = f"计划完成时间{problem.missed}已过，未完成" if problem.missed else ""
    description, impact, countermeasure = (
        tidy_text(text) for text in (problem.description, problem.impact, problem.countermeasure)
    )
    if missed and not (description or impact or countermeasure):
        return missed
    parts = {"问题": description or missed, "影响": impact, "措施": countermeasure}
    return "；".join(f"{label}：{words}" for label, words in parts.items() if words)


def problems_in(told: str, mended: str) -> list[ProblemEntry]:
    """The problems that two cells speak of. Words without labels are a description; what mended it is matched by number, or by order."""
    problems = [_problem_in(words) for words in _split_problems(told)] if told else []
    if not mended:
        return problems
    if len(problems) < 2:
        return [replace(problems[0] if problems else ProblemEntry(), resolution=mended)]
    return [
        replace(problem, resolution=words)
        for problem, words in zip(problems, _split_measures(mended, len(problems)), strict=True)
    ]


def _split_problems(told: str) -> list[str]:
    """One text per problem: by numbers 1, 2, …; else by lines that begin with 问题; else it is one."""
    numbered = _texts_by_number(told)
    if numbered and len(numbered) > 1 and list(numbered) == list(range(1, len(numbered) + 1)):
        return list(numbered.values())
    starts = [found.start() for found in re.finditer(r"^问题(?:描述)?\s*[：:]", told, re.MULTILINE)]
    if len(starts) < 2 or starts[0] != 0:
        return [told]
    return [
        told[start:end].strip() for start, end in zip(starts, [*starts[1:], len(told)], strict=True)
    ]


def _texts_by_number(written: str) -> dict[int, str]:
    """Texts by their numbers, which rise; empty when the first line has none."""
    found: dict[int, str] = {}
    number = 0
    for line in written.split("\n"):
        head = NUMBERED.match(line)
        if head and int(head[1]) > number:
            number = int(head[1])
            found[number] = head[2]
        elif found:
            found[number] += f"\n{line}"
        else:
            return {}
    return {number: words.strip() for number, words in found.items()}


def _problem_in(words: str) -> ProblemEntry:
    missed = MISSED.match(words)
    if missed:
        try:
            return ProblemEntry(missed=date.fromisoformat(missed[1]))
        except ValueError:
            return ProblemEntry(description=words)
    if not FIRST_LABEL.match(words):
        return ProblemEntry(description=words)
    parts: dict[str, list[str]] = {}
    pieces = LABEL.split(words)
    for label, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        parts.setdefault(LABELS[label], []).append(piece.strip(" ；;\n"))
    return ProblemEntry(**{name: "\n".join(filter(None, texts)) for name, texts in parts.items()})


def _split_measures(mended: str, count: int) -> list[str]:
    """What mended each of `count` problems: by number, or a line for each, or all of it to the first."""
    numbered = _texts_by_number(mended)
    if numbered and max(numbered) <= count:
        return [numbered.get(number, "") for number in range(1, count + 1)]
    lines = mended.split("\n")
    return lines if len(lines) == count else [mended, *[""] * (count - 1)]
