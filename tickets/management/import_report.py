"""What an import came to, as the commands print it: for people, or as JSON for scripts."""

import json
from collections.abc import Mapping, Sequence

from django.core.management.base import OutputWrapper

# Row, column, value, reason and code of a cell that is wrong.
PlainProblem = Mapping[str, object]


def write_report(
    out: OutputWrapper,
    *,
    counts: Mapping[str, int],
    refused: Sequence[PlainProblem],
    warned: Sequence[PlainProblem],
    is_committed: bool,
    as_json: bool,
) -> None:
    if as_json:
        report = {
            **counts,
            "committed": is_committed,
            "problems": refused,
            "warnings": warned,
        }
        out.write(json.dumps(report, ensure_ascii=False, indent=2))
        return
    listed_counts = ", ".join(f"{name} {count}" for name, count in counts.items())
    verdict = "committed" if is_committed else "dry run"
    out.write(f"{verdict}: {listed_counts}")
    for problem in (*refused, *warned):
        out.write("row {row}, {column}: “{value}” {reason}".format(**problem))
