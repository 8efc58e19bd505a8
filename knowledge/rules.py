"""May this person? Whether the state fits is the lifecycle's."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.queries.openable import paths_of_numbers
from core.errors import NotAllowed
from core.work.lifecycle import moves_open_to
from core.work.rules import Rights
from knowledge.domain import lifecycle
from knowledge.enums import ArticleMove, ArticleState
from knowledge.models import Article

RIGHTS = Rights("knowledge")
has_right = RIGHTS.has_right
require_right = RIGHTS.require_right

MOVE_RIGHTS: dict[ArticleMove, str] = {
    ArticleMove.SUBMIT: "write_article",
    ArticleMove.PUBLISH: "publish_article",
    ArticleMove.RETURN: "publish_article",
    ArticleMove.REVISE: "write_article",
    ArticleMove.RETIRE: "publish_article",
}


def may_handle(user: Any, article: Article) -> bool:
    """May this person read and change the working text: its author, or somebody who publishes?"""
    return has_right(user, "publish_article") or (
        article.author_id == user.pk and has_right(user, "write_article")
    )


def require_handle(user: Any, article: Article) -> None:
    """Raise `NotAllowed` for others than author and publishers."""
    if not may_handle(user, article):
        raise NotAllowed(_("Only the author and those who publish change this text."))


def is_writer(user: Any, article: Article) -> bool:
    """Did this person write any of the working text?"""
    return user.pk == article.author_id or user.pk in article.writers


def may_move(user: Any, move: ArticleMove, article: Article) -> bool:
    """May this person make the move on this article, whatever its state?"""
    if not has_right(user, MOVE_RIGHTS[move]):
        return False
    if move == ArticleMove.SUBMIT:
        return may_handle(user, article)
    return move != ArticleMove.PUBLISH or not is_writer(user, article)


def require_move(user: Any, move: ArticleMove, article: Article) -> None:
    """Raise `NotAllowed` with the reason."""
    if may_move(user, move, article):
        return
    if move == ArticleMove.SUBMIT:
        require_handle(user, article)
    if move == ArticleMove.PUBLISH and has_right(user, "publish_article"):
        raise NotAllowed(_("An article must be published by someone who did not write it."))
    raise RIGHTS.refusal()


def moves_for(user: Any, article: Article) -> list[ArticleMove]:
    """The moves that fit the state and that this person may make: the buttons of the page."""
    return moves_open_to(
        lifecycle.LIFECYCLE,
        ArticleState(article.state),
        lambda move: may_move(user, move, article),
    )


def filter_article_paths(user: Any, paths: set[str]) -> set[str]:
    """Of `/knowledge/NUMBER/` those whose article the person may see."""
    return paths_of_numbers(paths, Article.objects.visible_to(user))
