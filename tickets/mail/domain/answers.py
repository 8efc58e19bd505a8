"""What is new in an answer: mail programs put below it, or between, what it answers."""

import re

# Lines after which everything was said before.
MARKERS = (
    re.compile(r"-{2,} ?original message", re.IGNORECASE),
    re.compile(r"-{2,} ?原始邮件"),
)
# A line that announces lines with `>`.
ANNOUNCEMENTS = (
    re.compile(r".{6,120}(写道|寫道)[:：]$"),
    re.compile(r"on .{6,120} wrote:$", re.IGNORECASE),
)
# The head of a quoted mail: its sender, and near to it when it was sent.
SENDER = re.compile(r"\**(from|发件人|寄件者)\**[:：]", re.IGNORECASE)
SENT = re.compile(r"\**(sent|date|发送时间|日期|时间)\**[:：]", re.IGNORECASE)
NEAR = 4
# No line that a mail program writes is longer.
LONGEST = 300


def new_part(text: str) -> str:
    """The text without what it answers; the whole text where nothing would be left.

    What stands between quoted lines is kept.
    """
    lines = text.split("\n")
    heads = [" ".join(line[:LONGEST].split()) for line in lines]
    end = next((n for n in range(len(lines)) if _begins_quote(heads, n)), len(lines))
    kept = [lines[n] for n in range(end) if not _is_quoted(heads, n)]
    return "\n".join(kept).strip() or text.strip()


def _begins_quote(heads: list[str], n: int) -> bool:
    line = heads[n]
    if any(marker.match(line) for marker in MARKERS):
        return True
    if any(one.match(line) for one in ANNOUNCEMENTS):
        return not _next_words(heads, n).startswith(">")
    return bool(SENDER.match(line)) and any(map(SENT.match, heads[n + 1 : n + 1 + NEAR]))


def _is_quoted(heads: list[str], n: int) -> bool:
    line = heads[n]
    if line.startswith(">"):
        return True
    is_announcement = any(one.match(line) for one in ANNOUNCEMENTS)
    return is_announcement and _next_words(heads, n).startswith(">")


def _next_words(heads: list[str], n: int) -> str:
    return next(filter(None, heads[n + 1 : n + 1 + NEAR]), "")
