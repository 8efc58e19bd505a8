"""States of an article, each with each move."""

import pytest

from core.work.lifecycle import IllegalMove
from knowledge.domain import lifecycle
from knowledge.enums import ArticleMove, ArticleState

LEGAL = {
    ("draft", "submit"): "review",
    ("review", "publish"): "published",
    ("review", "return"): "draft",
    ("published", "revise"): "draft",
    ("published", "retire"): "retired",
    ("retired", "revise"): "draft",
}


@pytest.mark.parametrize("state", ArticleState.values)
@pytest.mark.parametrize("move", ArticleMove.values)
def test_every_state_and_move(state, move):
    if (state, move) in LEGAL:
        assert lifecycle.state_after(state, move) == LEGAL[state, move]
    else:
        with pytest.raises(IllegalMove):
            lifecycle.state_after(state, move)


def test_every_state_is_reached_and_left():
    assert set(lifecycle.LIFECYCLE) == set(ArticleState)
    assert {after for moves in lifecycle.LIFECYCLE.values() for after in moves.values()} == set(
        ArticleState
    )
