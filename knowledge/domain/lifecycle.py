"""The states of an article.

What readers see is not a state: an edition stays readable while its revision goes the way again.

`docs/states.md` is generated from `LIFECYCLE`.

"""

from core.work.lifecycle import follow_move
from knowledge.enums import ArticleMove, ArticleState

LIFECYCLE: dict[ArticleState, dict[ArticleMove, ArticleState]] = {
    ArticleState.DRAFT: {ArticleMove.SUBMIT: ArticleState.REVIEW},
    ArticleState.REVIEW: {
        ArticleMove.PUBLISH: ArticleState.PUBLISHED,
        ArticleMove.RETURN: ArticleState.DRAFT,
    },
    ArticleState.PUBLISHED: {
        ArticleMove.REVISE: ArticleState.DRAFT,
        ArticleMove.RETIRE: ArticleState.RETIRED,
    },
    ArticleState.RETIRED: {ArticleMove.REVISE: ArticleState.DRAFT},
}

EDITABLE = frozenset({ArticleState.DRAFT})
IN_REVIEW = frozenset({ArticleState.REVIEW})

# The working text differs, or may differ, from the edition that was published.
IN_WORK = EDITABLE | IN_REVIEW

RETIRED = frozenset({ArticleState.RETIRED})


def state_after(state: str, move: str) -> ArticleState:
    """The state that a move leads to; raises `IllegalMove`."""
    return ArticleState(follow_move(LIFECYCLE, state, move))
