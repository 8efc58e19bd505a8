"""Check boxes of form F2, `☑已完成`: as they are printed, and as people tick them by hand."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from core.domain import text
from plans.enums import StageStatus

Value = TypeVar("Value")

EMPTY, TICKED = "□", "☑"

# The words of the form in the source's order.
STATUSES: dict[str, StageStatus] = {
    "未开始": StageStatus.NOT_STARTED,
    "进行中": StageStatus.IN_PROGRESS,
    "已完成": StageStatus.DONE,
    "延期": StageStatus.DELAYED,
}

STATUS_WORDS: dict[str, str] = {status: word for word, status in STATUSES.items()}
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

# The last signs are those of symbol fonts, which word processors keep in the private area.
TICKS = frozenset("☑☒✓✔√■▣▪●◉⦿◆✅✗✘❌×✕⊠\uf052\uf0fe\uf0fc\uf0fd\uf053\uf054\uf06e")
EMPTIES = frozenset("□☐○◯◻▢◇〇⬜❑❏\uf0a8\uf06f\uf0a1\uf071\uf072")
BRACKETS = re.compile(r"[\[【(（]\s*([xX×✓✔√vV]?)\s*[\]】)）]")
CROSSES = frozenset("×✗✘❌✕")


class Unclear(ValueError):
    """Boxes that do not say one thing."""


# --- printing ---------------------------------------------------------------------------------
def boxes_text(labels: Sequence[str], chosen: str | None) -> str:
    """`□未开始□进行中☑已完成□延期`; nothing is ticked for None."""
    return "".join(f"{TICKED if word == chosen else EMPTY}{word}" for word in labels)


def status_boxes(status: str) -> str:
    """The four boxes of a stage."""
    return boxes_text(tuple(STATUSES), STATUS_WORDS[status])


def verdict_boxes(is_met: bool | None) -> str:
    """□达标□未达标; None ticks neither."""
    if is_met is None:
        return boxes_text(tuple(VERDICTS), None)
    chosen = next(word for word, verdict in VERDICTS.items() if verdict == is_met)
    return boxes_text(tuple(VERDICTS), chosen)


# --- reading ----------------------------------------------------------------------------------
def status_in(cell: str) -> StageStatus | None:
    """The status that is ticked or written; None for an empty cell or boxes without a tick.

    Raises `Unclear`.
    """
    return _chosen_value(cell, STATUSES, OTHER_STATUSES)


def verdict_in(cell: str) -> bool | None:
    """达标 or not; None while nothing is ticked. A lone tick says yes, a lone cross no.

    Raises `Unclear`.
    """
    mark = _with_plain_boxes(cell).strip()
    if mark in EMPTIES:
        return None
    if mark in TICKS:
        return mark not in CROSSES

    # 不达标 holds the word 达标, which would be found in it.
    return _chosen_value(cell.replace("不达标", "未达标"), VERDICTS, OTHER_VERDICTS)


def _with_plain_boxes(cell: str) -> str:
    """One character per box: `[x]` and `( )` become boxes too."""
    visible = text.INVISIBLE.sub("", cell)

    # Editors append this selector to a sign when they draw it as a picture.
    plain = visible.replace("\ufe0f", "")
    return BRACKETS.sub(lambda match: TICKED if match[1] else EMPTY, plain)


def _chosen_value(
    cell: str, meanings: Mapping[str, Value], others: Mapping[str, Value]
) -> Value | None:
    """What a cell says by its boxes, or by one word alone (also one of `others`); None for no tick.

    Raises `Unclear`.
    """
    marked = _with_plain_boxes(cell)
    bare = text.comparable_text(marked)
    if not bare:
        return None
    alone = {**meanings, **others}
    if bare in alone:
        return alone[bare]

    tokens = _split_tokens(marked, meanings)
    named = [token for token in tokens if token in meanings]
    if not named:
        raise Unclear(cell)
    boxes = _boxes_by_word(tokens, meanings)
    ticked = [word for word, marks in boxes if set(marks) & TICKS]

    has_one_word_alone = len(named) == 1 and len(tokens) == 1
    if not ticked and has_one_word_alone:
        return meanings[named[0]]
    has_boxes = bool(set(marked) & EMPTIES)
    if len(ticked) > 1 or (not ticked and not has_boxes):
        raise Unclear(cell)
    return meanings[ticked[0]] if ticked else None


def _split_tokens(marked: str, meanings: Mapping[str, Value]) -> list[str]:
    """Words and runs of boxes in order.

    A blank between a box and its neighbour is kept as a token where boxes could belong to either.
    """
    box = f"[{''.join(TICKS | EMPTIES)}]"

    # Longer words first: 未达标 must not be read as its end 达标.
    longest_first = sorted(meanings, key=len, reverse=True)
    token = "|".join((*longest_first, f"{box}+", r"\s+"))
    joined_boxes = re.sub(rf"(?<={box})\s+(?={box})", "", marked)
    return re.findall(token, joined_boxes.strip())


def _boxes_by_word(
    tokens: Sequence[str], meanings: Mapping[str, Value]
) -> Iterator[tuple[str, str]]:
    """Each word with its boxes.

    They stand before the words when the text begins with one, after them when it ends with one;
    else a box belongs to the word that it touches. Raises `Unclear` for a box that may belong to
    two words.
    """
    solid = [token for token in tokens if token.strip()]
    begins_with_box = solid[0] not in meanings
    ends_with_box = solid[-1] not in meanings
    if begins_with_box or ends_with_box:
        yield from _boxes_on_one_side(solid, meanings, -1 if begins_with_box else 1)
    else:
        yield from _boxes_that_touch(tokens, meanings)


def _boxes_on_one_side(
    solid: Sequence[str], meanings: Mapping[str, Value], step: int
) -> Iterator[tuple[str, str]]:
    """Each word with the boxes before it (`step` -1) or behind it (1); none for no boxes there."""
    for index, token in enumerate(solid):
        if token not in meanings:
            continue
        is_inside = 0 <= index + step < len(solid)
        beside = solid[index + step] if is_inside else ""
        yield token, "" if beside in meanings else _deciding_mark(beside, step)


def _boxes_that_touch(
    tokens: Sequence[str], meanings: Mapping[str, Value]
) -> Iterator[tuple[str, str]]:
    """Boxes between words, each with the one word that no blank parts from it."""
    for index, token in enumerate(tokens):
        if not token.strip() or token in meanings:
            continue
        neighbours = (tokens[index - 1], tokens[index + 1])
        touching = [neighbour for neighbour in neighbours if neighbour in meanings]
        if len(touching) != 1:
            raise Unclear(token)
        yield touching[0], token


def _deciding_mark(marks: str, step: int) -> str:
    """A tick set beside the printed box counts for it.

    Raises `Unclear` where it stands as near to the word on its other side.
    """
    if len(marks) < 2 or not set(marks) & TICKS:
        return marks
    near = marks[-1] if step < 0 else marks[0]
    if near not in TICKS:
        raise Unclear(marks)
    return near
