"""Articles as templates write them: blocks of their text, the colour of their state."""

from knowledge.domain.markup import blocks_of
from knowledge.enums import ArticleState

# The state of a ticket whose colour says the same.
TONES = {
    ArticleState.DRAFT: "waiting_internal",
    ArticleState.REVIEW: "pending_approval",
    ArticleState.PUBLISHED: "resolved",
    ArticleState.RETIRED: "cancelled",
}


def state_tone(state: str) -> str:
    """The colour of an article's state."""
    return TONES[ArticleState(state)]


# The names by which templates know them.
FILTERS = {"article_blocks": blocks_of, "article_tone": state_tone}
