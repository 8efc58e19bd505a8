"""What was learned from a ticket becomes the draft of an article, without the customer's names."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import LawBroken
from customers.rules import masked_words
from knowledge import rules
from knowledge.actions import articles
from knowledge.enums import ArticleKind
from knowledge.models import Article
from tickets.record.actions.locking import lock_ticket
from tickets.record.models import Ticket
from tickets.work.queries import course_of_work


@transaction.atomic
def draft_article_of(ticket: Ticket, *, by: User, at: datetime) -> Article:
    """The article that was made of this ticket, else a new draft: whoever clicks twice, or comes
    second, gets the same.

    Raises `NotAllowed` without the right to write articles, `LawBroken` before there is a solution.
    """
    rules.require_right(by, "write_article")
    if ticket.resolved_at is None:
        raise LawBroken(_("An article is written of what was solved."))
    # The lock keeps two who click at once from writing two.
    ticket = lock_ticket(ticket)
    known = Article.objects.filter(source_number=ticket.number).order_by("pk").first()
    if known is not None:
        return known
    work = course_of_work(ticket)
    parts = (
        (_("What the customer sees"), ticket.symptom or ticket.summary),
        (_("Cause"), work.cause),
        (_("What helps"), work.course),
        (_("Lessons"), work.lessons),
    )
    body = "\n\n".join(f"{head}\n{text}" for head, text in parts if text)
    return articles.draft_article(
        by=by,
        at=at,
        kind=ArticleKind.FAULT,
        title=masked_words(ticket.summary, ticket.customer),
        body=masked_words(body, ticket.customer),
        source_number=ticket.number,
        source_path=f"/tickets/{ticket.number}/",
    )
