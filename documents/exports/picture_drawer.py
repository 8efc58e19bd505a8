"""Draws charts in a process of its own: `python -m documents.exports.picture_drawer`.

The engine takes a hundred megabytes, which end with the process. It reads one JSON object from its
input (`specs`: Vega-Lite specifications, `fonts`: files of the pages' font) and writes a JSON list
of PNG files as base64. Knows nothing of Django.
"""

import base64
import json
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import vl_convert
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

# The slice with digits and Latin letters has the name that the charts ask for; what it lacks is
# looked for in the others.
FAMILY = "Desk"
LATIN = "latin-wght"
SCALE = 2
REGULAR = {"wght": 400}
NAMES_OF_FAMILY, NAMES_OF_STYLE = (1, 16), (2, 17)


def main() -> None:
    asked = json.load(sys.stdin)
    with tempfile.TemporaryDirectory(prefix="aftersales-fonts-") as folder:
        _make_fonts(asked["fonts"], Path(folder))
        vl_convert.register_font_directory(folder)
        pictures = [vl_convert.vegalite_to_png(spec, scale=SCALE) for spec in asked["specs"]]
    json.dump([base64.b64encode(picture).decode() for picture in pictures], sys.stdout)


def _make_fonts(paths: Iterable[str], folder: Path) -> None:
    """The engine reads neither compressed nor variable fonts, and knows fonts by their names."""
    for number, path in enumerate(paths):
        font = instancer.instantiateVariableFont(TTFont(path), REGULAR)
        font.flavor = None
        family = FAMILY if f"-{LATIN}" in path else f"{FAMILY} {number}"
        for key in NAMES_OF_FAMILY:
            font["name"].setName(family, key, 3, 1, 0x409)
        for key in NAMES_OF_STYLE:
            font["name"].setName("Regular", key, 3, 1, 0x409)
        font.save(folder / f"{number}.ttf")


if __name__ == "__main__":
    main()
