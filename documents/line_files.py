"""Files of JSON lines that outlive the database: a line is on the disk once it was added."""

import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)


def add_line(path: Path, said: Mapping[str, Any]) -> None:
    """Raises `OSError` where it cannot be kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _cut_off_half_a_line(path)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{json.dumps(said, ensure_ascii=False)}\n")
        file.flush()
        os.fsync(file.fileno())


def lines_in(path: Path) -> list[dict[str, Any]]:
    """All whole lines, the oldest first; none of a file that is not there."""
    if not path.exists():
        return []
    whole, _newline, _rest = path.read_text(encoding="utf-8").rpartition("\n")
    return [json.loads(line) for line in whole.splitlines()]


def _cut_off_half_a_line(path: Path) -> None:
    """What a full disk or a kill left of a line, which would spoil the next one."""
    if not path.exists():
        return
    whole, _newline, rest = path.read_bytes().rpartition(b"\n")
    if rest:
        log.warning("half a line in %s was taken out: %d bytes", path, len(rest))
        os.truncate(path, len(whole) + 1 if whole else 0)
