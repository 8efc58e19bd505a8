"""Charts as pictures for papers, with the letters of the pages' own font."""

import base64
import json
import string
import subprocess
import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings

from documents.exports.pdf_letters import slices_with

# What the drawing process calls the font.
FAMILY = "Desk"
TIMEOUT_SECONDS = 60

# Papers whose charts are remembered: of a report the document follows upon the PDF, with the same.
REMEMBERED = 8


class NotDrawn(Exception):
    """The charts could not be drawn; the text is what the engine said."""


def draw_pictures(specs: Sequence[dict[str, Any]]) -> list[bytes]:
    """A PNG of each Vega-Lite specification, drawn by one process; raises `NotDrawn`."""
    return list(_draw_written(json.dumps(list(specs), ensure_ascii=False))) if specs else []


@lru_cache(maxsize=REMEMBERED)
def _draw_written(specs: str) -> tuple[bytes, ...]:
    fonts = [str(one.path) for one in slices_with(specs + string.printable)]
    command = [sys.executable, "-m", "documents.exports.picture_drawer"]
    try:
        done = subprocess.run(
            command,
            input=json.dumps({"specs": json.loads(specs), "fonts": fonts}).encode(),
            capture_output=True,
            cwd=settings.BASE_DIR,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotDrawn(f"nothing was drawn within {TIMEOUT_SECONDS} seconds") from None
    if done.returncode:
        raise NotDrawn(done.stderr.decode(errors="replace")[-2000:])
    return tuple(base64.b64decode(picture) for picture in json.loads(done.stdout))
