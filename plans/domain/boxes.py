"""Check boxes of form F2, `☑已完成`, as they are printed and as people tick them by hand. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.domain import text
from plans.enums import StageStatus

EMPTY, TICKED = "□", "☑"

STATUSES: dict[str, StageStatus] = {
    "未开始": StageStatus.NOT_STARTED,
    "进行中": StageStatus.IN_PROGRESS,
    "已完成": StageStatus.DONE,
    "延期": StageStatus.DELAYED,
}
"""The words of the form in the source's order."""

WORDS: dict[str, str] = {status: word for word, status in STATUSES.items()}
VERDICTS: dict[str, bool] = {"达标": True, "未达标": False}

OTHER_STATUSES = {
    "未启动": StageStatus.NOT_STARTED,
    "待开始": StageStatus.NOT_STARTED,
    "执行中": StageStatus.IN_PROGRESS,
    "正在进行": StageStatus.IN_PROGRESS,
    "完成": StageStatus.DONE,
    "已完结": StageStatus.DONE,
    "已延期": StageStatus.DELAYED,
    "延期中": StageStatus.DELAYED,
}
OTHER_VERDICTS = {"不达标": False, "是": True, "否": False, "未完成": False}

TICKS = frozenset("☑☒✓✔√■▣▪●◉⦿◆✅✗✘❌×✕⊠\uf052\uf0fe\uf0fc\uf0fd\uf053\uf054\uf06e")
EMPTIES = frozenset("□☐○◯◻▢◇〇⬜❑❏\uf0a8\uf06f\uf0a1\uf071\uf072")
BRACKETS = re.compile(r"[\[【(（]\s*([xX×✓✔√vV]?)\s*[\]】)）]")
CROSSES = frozenset("×✗✘❌✕")


class Unclear(ValueError):
    """Boxes that do not say one thing."""


def printed(words: Sequence[str], chosen: str | None) -> str:
    """`□未开始□进行中☑已完成□延期`."""
    return "".join(f"{TICKED if word == chosen else EMPTY}{word}" for word in words)


def status_boxes(status: str) -> str:
    return printed(tuple(STATUSES), WORDS[status])


def verdict_boxes(is_met: bool | None) -> str:
    return printed(
        tuple(VERDICTS),
        None if is_met is None else next(word for word, one in VERDICTS.items() if one == is_met),
    )


def status_in(cell: str) -> StageStatus | None:
    """The status that is ticked or written; None for an empty cell or boxes without a tick. Raises `Unclear`."""
    return _chosen(cell, STATUSES, OTHER_STATUSES)


def verdict_in(cell: str) -> bool | None:
    """达标 or not; None while nothing is ticked. A lone tick says yes, a lone cross no. Raises `Unclear`."""
    marks = _marked(cell).strip()
    if marks in TICKS | EMPTIES:
        return False if marks in CROSSES else None if marks in EMPTIES else True
    return _chosen(re.sub(r"不达标", "未达标", cell), VERDICTS, OTHER_VERDICTS)


def _marked(cell: str) -> str:
    """One character per box: `[x]` and `( )` become boxes too."""
    return BRACKETS.sub(
        lambda found: TICKED if found[1] else EMPTY,
        text.INVISIBLE.sub("", cell).replace("\ufe0f", ""),
    )


def _chosen(cell: str, words: Mapping[str, Any], others: Mapping[str, Any]) -> Any:
    """What the boxes of a cell say; None for no tick."""
    marked = _marked(cell)
    bare = text.comparable_text(marked)
    alone = {**words, **others}
    if not bare or bare in alone:
        return alone.get(bare)
    tokens = _tokens(marked, words)
    named = [token for token in tokens if token in words]
    if not named:
        raise Unclear(cell)
    ticked = [word for word, marks in _assigned(tokens, words) if set(marks) & TICKS]
    if not ticked and len(named) == 1 and len(tokens) == 1:
        return words[named[0]]
    if len(ticked) > 1 or (not ticked and not set(marked) & EMPTIES):
        raise Unclear(cell)
    return words[ticked[0]] if ticked else None


def _tokens(marked: str, words: Mapping[str, Any]) -> list[str]:
    """Words and runs of boxes in order; a blank between a box and its neighbour is kept as a token where boxes could belong to either."""
    pattern = "|".join(
        (*sorted(words, key=len, reverse=True), f"[{''.join(TICKS | EMPTIES)}]+", r"\s+")
    )
    return re.findall(
        pattern,
        re.sub(
            rf"(?<=[{''.join(TICKS | EMPTIES)}])\s+(?=[{''.join(TICKS | EMPTIES)}])", "", marked
        ).strip(),
    )


def _assigned(tokens: Sequence[str], words: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each word with its boxes. They stand before the words when the text begins with one, after them when it ends with one; else a box
    belongs to the word that it touches. Raises `Unclear` for a box that may belong to two words.
    """
    solid = [token for token in tokens if token.strip()]
    if solid[0] not in words or solid[-1] not in words:
        step = -1 if solid[0] not in words else 1
        for place, token in enumerate(solid):
            if token in words:
                beside = solid[place + step] if 0 <= place + step < len(solid) else ""
                yield token, "" if beside in words else _one_of(beside, step)
        return
    for place, token in enumerate(tokens):
        if token.strip() and token not in words:
            sides = [one for one in (tokens[place - 1], tokens[place + 1]) if one in words]
            if len(sides) != 1:
                raise Unclear(token)
            yield sides[0], token


def _one_of(marks: str, step: int) -> str:
    """A tick set beside the printed box counts for it, unless it stands as near to the word on its other side."""
    if len(marks) < 2 or not set(marks) & TICKS:
        return marks
    near = marks[-1] if step < 0 else marks[0]
    if near not in TICKS:
        raise Unclear(marks)
    return near
