"""Writing, reviewing, publishing and using articles. `_move` is the one place that sets a state."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.actions import audit, numbers
from core.domain import text
from core.errors import LawBroken
from core.work.record import lock_row, store_row
from knowledge import rules
from knowledge.domain import lifecycle, review
from knowledge.enums import ArticleKind, ArticleMove, Audited
from knowledge.models import TITLE_LENGTH, Article, ArticleEdition, ArticleVote

AUDIT_WORDS: dict[ArticleMove, Audited] = {
    ArticleMove.SUBMIT: Audited.ARTICLE_SUBMITTED,
    ArticleMove.PUBLISH: Audited.ARTICLE_PUBLISHED,
    ArticleMove.RETURN: Audited.ARTICLE_RETURNED,
    ArticleMove.REVISE: Audited.ARTICLE_REVISED,
    ArticleMove.RETIRE: Audited.ARTICLE_RETIRED,
}


def plain_text(body: str) -> str:
    """A text as it is kept: without invisible signs, one kind of line end."""
    return text.clean_text(body.replace("\r\n", "\n").replace("\r", "\n"))


@transaction.atomic
def draft_article(
    *,
    by: User,
    at: datetime,
    kind: str,
    title: str,
    body: str,
    source_number: str = "",
    source_path: str = "",
) -> Article:
    """A new article.

    `source_number` names what it was drawn from (`AF-202407-001`), `source_path` is its page on
    this desk.

    A title that is longer than fits is cut: people edit the draft before anybody else reads it.
    Raises `NotAllowed` without the right to write, `ValueError` for an unknown kind or a path that
    leads elsewhere.
    """
    rules.require_right(by, "write_article")
    if source_path and (not source_path.startswith("/") or source_path[1:2] in ("/", "\\")):
        raise ValueError(f"{source_path} is no page of this desk")
    article = Article(
        number=_next_number(at),
        kind=ArticleKind(kind),
        title=text.clean_text(title)[:TITLE_LENGTH],
        body=plain_text(body),
        author=by,
        writers=[by.pk],
        source_number=source_number,
        source_path=source_path,
        created_at=at,
        updated_at=at,
        updated_by=by,
    )
    _refresh_search_text(article)
    article.save(force_insert=True)
    audit.write_audit_entry(Audited.ARTICLE_DRAFTED, by=by, at=at, target=article.audit_target)
    return article


@transaction.atomic
def edit_article(
    article: Article, *, by: User, at: datetime, version: int, title: str, body: str, kind: str
) -> Article:
    """Change the working text.

    Raises `StaleVersion` when somebody else saved first, `LawBroken` for what is no draft.
    """
    article = lock_row(article, version=version)
    rules.require_handle(by, article)
    if not article.is_editable:
        raise LawBroken(_("Only a draft can be edited."))
    written = {"title": text.clean_text(title), "body": plain_text(body), "kind": ArticleKind(kind)}
    if all(getattr(article, name) == value for name, value in written.items()):
        return article

    for name, value in written.items():
        setattr(article, name, value)
    article.writers = sorted({*article.writers, by.pk})
    return _store_article(article, by=by, at=at)


@transaction.atomic
def submit_article(
    article: Article, *, by: User, at: datetime, version: int | None = None
) -> Article:
    """Ask for the review of a draft."""
    article = lock_row(article, version=version)
    _move_article(article, ArticleMove.SUBMIT, by, at)
    if not (article.title and article.body):
        raise LawBroken(_("Write a title and a text first."))
    return _store_article(article, by=by, at=at)


@transaction.atomic
def publish_article(
    article: Article, *, by: User, at: datetime, version: int | None = None
) -> Article:
    """The reviewed text becomes the edition that everybody reads.

    By somebody who did not write it.
    """
    article = lock_row(article, version=version)
    _move_article(article, ArticleMove.PUBLISH, by, at, edition=article.edition + 1)
    article.edition += 1
    article.is_public = True
    article.published_kind = article.kind
    article.published_title = article.title
    article.published_body = article.body
    article.published_at, article.published_by = at, by
    article.review_due_on = review.due_on(timezone.localtime(at).date())
    ArticleEdition(
        article=article,
        number=article.edition,
        kind=article.kind,
        title=article.title,
        body=article.body,
        author=article.author,
        published_by=by,
        at=at,
    ).save(force_insert=True)
    return _store_article(article, by=by, at=at)


@transaction.atomic
def send_back(
    article: Article, *, by: User, at: datetime, reason: str, version: int | None = None
) -> Article:
    """The review asks for changes: a draft again."""
    article = lock_row(article, version=version)
    _move_article(article, ArticleMove.RETURN, by, at, reason=_required_reason(reason))
    return _store_article(article, by=by, at=at)


@transaction.atomic
def revise_article(
    article: Article, *, by: User, at: datetime, version: int | None = None
) -> Article:
    """Begin a new working text; the edition that was published stays readable meanwhile, a retired
    one stays hidden.
    """
    article = lock_row(article, version=version)
    _move_article(article, ArticleMove.REVISE, by, at)
    article.author, article.writers = by, [by.pk]
    return _store_article(article, by=by, at=at)


@transaction.atomic
def retire_article(
    article: Article, *, by: User, at: datetime, reason: str, version: int | None = None
) -> Article:
    """Nobody reads it any more; its editions are kept."""
    article = lock_row(article, version=version)
    _move_article(article, ArticleMove.RETIRE, by, at, reason=_required_reason(reason))
    article.is_public, article.review_due_on = False, None
    return _store_article(article, by=by, at=at)


def count_view(article: Article, *, by: User, at: datetime) -> None:
    """Somebody read the edition. Its author's own looks do not count."""
    if article.is_public and by.pk != article.author_id:
        Article.objects.filter(pk=article.pk).update(views=F("views") + 1)


@transaction.atomic
def record_vote(article: Article, *, by: User, at: datetime, is_helpful: bool) -> Article:
    """Whether it helped; a second vote of the same person replaces the first.

    Leaves the version alone.
    """
    article = lock_row(article)
    if not article.is_public:
        raise LawBroken(_("This article cannot be read any more."))
    ArticleVote.objects.update_or_create(
        article=article, user=by, defaults={"is_helpful": is_helpful, "at": at}
    )
    article.helpful = article.votes.filter(is_helpful=True).count()
    article.unhelpful = article.votes.filter(is_helpful=False).count()
    article.save(update_fields=["helpful", "unhelpful"])
    return article


def _move_article(
    article: Article, move: ArticleMove, by: User, at: datetime, reason: str = "", **fields: object
) -> None:
    """Set the state of a locked article.

    Raises `IllegalMove` when the state does not fit and `NotAllowed`.
    """
    after = lifecycle.state_after(article.state, move)
    rules.require_move(by, move, article)
    article.state = after
    action = AUDIT_WORDS[move]
    audit.write_audit_entry(
        action, by=by, at=at, target=article.audit_target, reason=reason, **fields
    )


def _store_article(article: Article, *, by: User, at: datetime) -> Article:
    """Store the article as a new version, found by what it says now."""
    _refresh_search_text(article)
    return store_row(article, by=by, at=at)


def _refresh_search_text(article: Article) -> None:
    """Collect what it is found by: readers by the edition, writers by the working text."""
    names = [article.number, article.source_number]
    article.working_text = text.search_needle(" ".join([*names, article.title, article.body]))
    article.search_text = (
        text.search_needle(" ".join([*names, article.published_title, article.published_body]))
        if article.is_public
        else ""
    )


def _required_reason(reason: str) -> str:
    """The reason as given. Raises `LawBroken` without one."""
    if not text.clean_text(reason):
        raise LawBroken(_("Enter a reason."), field="reason")
    return text.clean_text(reason)


def _next_number(at: datetime) -> str:
    """`ZK-YYYYMM-NNN`, by the desk's month."""
    return numbers.issue_monthly_number(prefix="ZK-", at=at)
