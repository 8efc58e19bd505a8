"""Charts as pictures for papers, with the letters of the pages' own font."""

import base64
import json
import string
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from documents.exports.pdf_letters import slices_with

# What the drawing process calls the font.
FAMILY = "Desk"
TIMEOUT_SECONDS = 60


class NotDrawn(Exception):
    """The charts could not be drawn; the text is what the engine said."""


def draw_pictures(specs: Sequence[dict[str, Any]]) -> list[bytes]:
    """A PNG of each Vega-Lite specification, drawn by one process; raises `NotDrawn`."""
    if not specs:
        return []
    written = json.dumps(list(specs), ensure_ascii=False)
    fonts = [str(one.path) for one in slices_with(written + string.printable)]
    command = [sys.executable, "-m", "documents.exports.picture_drawer"]
    try:
        done = subprocess.run(
            command,
            input=json.dumps({"specs": list(specs), "fonts": fonts}).encode(),
            capture_output=True,
            cwd=settings.BASE_DIR,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotDrawn(f"nothing was drawn within {TIMEOUT_SECONDS} seconds") from None
    if done.returncode:
        raise NotDrawn(done.stderr.decode(errors="replace")[-2000:])
    return [base64.b64decode(picture) for picture in json.loads(done.stdout)]
