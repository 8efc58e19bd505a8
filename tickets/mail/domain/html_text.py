"""HTML of a mail as plain text: for search, for the timeline, for whoever writes back.

In one pass over tags that are tags: whatever a stranger leaves open costs no more than its length.
"""

import re
from collections.abc import Iterator
from html import unescape

UNSEEN = {"script", "style", "title", "template", "noscript"}
LINES = {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "blockquote", "table", "ul", "ol"}
LONGEST = 400_000

# Begins anew at every `<`, so that no row of them is read twice.
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>|<[!?][^<>]*>")
COMMENT = re.compile(r"<!--[^<>]*-->")


def text_of_html(html: str) -> str:
    """The words that a reader sees, a line for each line; empty for none."""
    text = unescape("".join(_pieces(html[:LONGEST])))
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _pieces(html: str) -> Iterator[str]:
    """Words and line ends. What is opened and never closed hides nothing."""
    html = COMMENT.sub("", html)
    small = html.lower()
    last_ends = {name: small.rfind(f"</{name}") for name in UNSEEN}
    place, hidden_by = 0, ""
    for tag in TAG.finditer(html):
        name, is_end = (tag[2] or "").lower(), bool(tag[1])
        if not hidden_by:
            yield _one_space(tag.string[place : tag.start()])
        place = tag.end()
        if hidden_by:
            hidden_by = "" if is_end and name == hidden_by else hidden_by
        elif name in UNSEEN and not is_end and tag.end() <= last_ends[name]:
            hidden_by = name
        elif name in LINES:
            yield "\n"
    if not hidden_by:
        yield _one_space(html[place:])


def _one_space(words: str) -> str:
    return re.sub(r"\s+", " ", words)
