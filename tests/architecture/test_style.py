"""What the formatters and linters cannot see: how often they are told to look away."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UNFORMATTED = re.compile(r"#\s*fmt:\s*(skip|off)\b")
MOST_UNFORMATTED = 20


def committed_code() -> list[Path]:
    """Every Python file of the repository, a new one that is not committed yet as well."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = (ROOT / name for name in names.splitlines())
    return [path for path in paths if path.is_file()]


def test_few_tables_are_kept_from_the_formatter() -> None:
    """Only tables of literal data may be: their columns say more than the formatter's lines."""
    places = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in committed_code()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if UNFORMATTED.search(line) and path != Path(__file__)
    ]
    assert len(places) <= MOST_UNFORMATTED, "\n".join(places)
