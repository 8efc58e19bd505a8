"""Unfinished texts of a person who leaves go to somebody else."""

from datetime import datetime

from accounts.models import User
from core.actions import audit
from core.work.record import lock_row, store_row
from knowledge.enums import Audited
from knowledge.models import Article


def hand_over_articles(person: User, *, to: User, by: User, at: datetime) -> int:
    """Drafts and texts in review: the new author goes on with them. Their number.

    The person stays among those who wrote, so the new author publishes no foreign text unread.
    """
    articles = list(Article.objects.in_work().filter(author=person).order_by("pk"))
    for article in articles:
        article = lock_row(article)
        article.author = to
        store_row(article, by=by, at=at)
        audit.write_audit_entry(
            Audited.ARTICLE_HANDED_OVER, by=by, at=at, target=article.audit_target
        )
    return len(articles)
