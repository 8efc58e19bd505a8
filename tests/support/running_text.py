"""What a page says when its looks are taken away: to a screen reader, a search, a copied line."""

from __future__ import annotations

import html
import re

INLINE = {
    *("a", "abbr", "b", "bdi", "button", "code", "em", "i", "kbd", "label", "mark", "progress"),
    *("q", "s", "small", "span", "strong", "sub", "sup", "svg", "time", "use"),
}
SILENT = re.compile(r"<!--.*?-->|<(script|style|title|textarea|option)\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"</?([a-zA-Z0-9]+)[^>]*>")
SEAM, BREAK = "\x00", "\x01"
GLUED = re.compile(rf"[^{BREAK}\n]{{0,20}}[\d%]{SEAM}+\d[^{BREAK}\n]{{0,20}}")


def glued_figures(page: str) -> list[str]:
    """Figures of neighbouring inline elements with nothing between them, as in "100%3/3"."""

    def mark(found: re.Match[str]) -> str:
        return SEAM if found[1].lower() in INLINE else BREAK

    text = html.unescape(TAG.sub(mark, SILENT.sub(BREAK, page)))
    return [found.group().replace(SEAM, "") for found in GLUED.finditer(text)]
