"""What an import came to, as the commands print it: for people, or as JSON for scripts."""

import json
from collections.abc import Mapping, Sequence

from django.core.management.base import OutputWrapper

# Row, column, value, reason and code of a cell that is wrong.
PlainProblem = Mapping[str, object]

# Kind, place, value, what it becomes, reason and count of what is not simply taken.
PlainRemark = Mapping[str, str | int]


def write_report(
    out: OutputWrapper,
    *,
    counts: Mapping[str, int],
    refused: Sequence[PlainProblem],
    warned: Sequence[PlainProblem],
    remarks: Sequence[PlainRemark],
    is_committed: bool,
    as_json: bool,
) -> None:
    if as_json:
        report = {
            **counts,
            "committed": is_committed,
            "problems": refused,
            "warnings": warned,
            "remarks": remarks,
        }
        out.write(json.dumps(report, ensure_ascii=False, indent=2))
        return
    listed_counts = ", ".join(f"{name} {count}" for name, count in counts.items())
    verdict = "committed" if is_committed else "dry run"
    out.write(f"{verdict}: {listed_counts}")
    for problem in refused:
        out.write("row {row}, {column}: “{value}” {reason}".format(**problem))
    for line in summarized_warnings(warned):
        out.write(line)
    for remark in remarks:
        line = "{kind}, {place}: “{value}” {reason}"
        if remark["becomes"]:
            line += " → “{becomes}”"
        out.write(line.format(**remark))


def summarized_warnings(warned: Sequence[PlainProblem]) -> list[str]:
    """One line for each kind of warning, with the first as its example: a history has thousands."""
    kinds: dict[tuple[object, object], list[PlainProblem]] = {}
    for problem in warned:
        kinds.setdefault((problem["column"], problem["code"]), []).append(problem)
    lines = []
    for problems in kinds.values():
        line = "row {row}, {column}: “{value}” {reason}".format(**problems[0])
        others = len(problems) - 1
        lines.append(f"{line} (and {others} more)" if others else line)
    return lines
