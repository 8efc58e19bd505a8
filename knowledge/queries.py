"""Articles as pages read them: the tabs of the list, one article as a person may read it, its
course.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.queries.openable import openable_paths
from core.domain import text
from core.models import AuditEntry
from core.queries import paging
from knowledge import rules
from knowledge.domain import review
from knowledge.enums import Audited
from knowledge.models import TEXTS, Article, ArticleEdition, ArticleQuerySet, ArticleVote

PAGE_SIZE = 50

# Characters of a word that is searched for.
COURSE = 20
RECENT_FIRST, LONGEST_WAITING_FIRST = (
    paging.Order("updated_at", descending=True),
    paging.Order("updated_at"),
)
Rows = Callable[[ArticleQuerySet, Any], ArticleQuerySet]


@dataclass(frozen=True, slots=True)
class ArticleTab:
    """One list of articles; `right` is whose it is.

    A public one shows and finds editions, the others working texts.
    """

    key: str
    right: str
    rows: Rows
    order: paging.Order
    is_public: bool = False


TABS = (
    ArticleTab(
        "published",
        "view_article",
        lambda rows, user: rows.public(),
        paging.Order("published_at", descending=True),
        is_public=True,
    ),
    ArticleTab("mine", "write_article", lambda rows, user: rows.written_by(user), RECENT_FIRST),
    ArticleTab(
        "review", "publish_article", lambda rows, user: rows.to_review(), LONGEST_WAITING_FIRST
    ),
    ArticleTab("retired", "publish_article", lambda rows, user: rows.retired(), RECENT_FIRST),
)


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """A row of the list: what this tab shows of the article."""

    article: Article
    title: str
    kind: str
    moment: datetime
    is_overdue: bool
    source: str
    """The number of what it was drawn from; empty where the reader may not open that."""


@dataclass(frozen=True, slots=True)
class ArticleListing:
    tab: ArticleTab
    tabs: list[ArticleTab]
    lines: list[ArticleRow]
    page: paging.Page
    to_review: int | None
    """How many wait for a review, capped; None for those who review nothing."""


def article_listing(
    user: Any, key: str, words: str, kind: str, cursor: str, today: date
) -> ArticleListing:
    """A page of a tab.

    A tab that the person has not got is the first one; words that are too short find nothing.
    """
    tabs = [tab for tab in TABS if rules.has_right(user, tab.right)]
    tab = next((one for one in tabs if one.key == key), TABS[0])
    visible = Article.objects.visible_to(user)
    page = paging.page_of(
        _matching_articles(tab, tab.rows(visible, user), words, kind), tab.order, cursor, PAGE_SIZE
    )
    waiting = (
        paging.capped_counts({"review": visible.to_review()})["review"]
        if rules.has_right(user, "publish_article")
        else None
    )
    open_pages = pages_of_sources(page.rows, user)
    lines = [_article_row(tab, row, today, open_pages) for row in page.rows]
    return ArticleListing(tab, tabs, lines, page, waiting)


def pages_of_sources(articles: Iterable[Article], user: Any) -> set[str]:
    """Of the pages from which articles were drawn those that the person may open."""
    return openable_paths(user, {row.source_path for row in articles if row.source_path})


def _matching_articles(
    tab: ArticleTab, rows: ArticleQuerySet, words: str, kind: str
) -> ArticleQuerySet:
    rows = rows.select_related("author").defer(*TEXTS)
    if kind:
        rows = rows.filter(**{"published_kind" if tab.is_public else "kind": kind})
    if text.is_too_short(words):
        return rows.none()
    if text.is_searchable(words):
        rows = rows.matching(words) if tab.is_public else rows.drafted_with(words)
    return rows


def _article_row(tab: ArticleTab, row: Article, today: date, open_pages: set[str]) -> ArticleRow:
    is_open = not row.source_path or row.source_path in open_pages
    return ArticleRow(
        article=row,
        title=row.published_title if tab.is_public else row.title,
        kind=row.get_published_kind_display() if tab.is_public else row.get_kind_display(),
        moment=row.published_at if tab.is_public else row.updated_at,
        is_overdue=review.is_overdue(row.review_due_on, today),
        source=row.source_number if is_open else "",
    )


@dataclass(frozen=True, slots=True)
class ArticleText:
    """The text on the page: the working one (`edition` 0) or an edition."""

    title: str
    kind: str
    body: str
    edition: int
    author: Any
    published_by: Any = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ArticleDetail:
    """Everything the page of an article shows to one person."""

    reading: ArticleText
    editions: list[ArticleEdition]
    my_vote: ArticleVote | None
    course: list[AuditEntry]
    """The newest steps first; empty for readers."""
    may_handle: bool
    is_overdue: bool
    open_pages: set[str]

    @property
    def returned(self) -> AuditEntry | None:
        """The last step, when it sent the text back to its author."""
        last = self.course[0] if self.course else None
        return last if last and last.action == Audited.ARTICLE_RETURNED else None


# An article as its page and its steps need it.
WITH_PEOPLE = Article.objects.select_related("author", "updated_by", "published_by")


def article_detail(article: Article, user: Any, asked: str, today: date) -> ArticleDetail:
    """The article as the person may read it.

    `asked` is the number of an edition; what is not offered is left out.

    Readers get the newest edition only; author and publishers the working text while there is one,
    and every edition.
    """
    may_handle = rules.may_handle(user, article)
    editions = list(article.editions.select_related("author", "published_by").defer("body"))
    return ArticleDetail(
        reading=_text_to_read(article, editions, asked if may_handle else "0"),
        editions=editions,
        my_vote=ArticleVote.objects.filter(article=article, user=user).first(),
        course=_recent_audit(article) if may_handle else [],
        may_handle=may_handle,
        is_overdue=review.is_overdue(article.review_due_on, today),
        open_pages=pages_of_sources([article], user),
    )


def _text_to_read(article: Article, editions: list[ArticleEdition], asked: str) -> ArticleText:
    chosen = next((one for one in editions if str(one.number) == asked), None)
    if chosen is None and editions and (asked == "0" or not article.is_in_work):
        chosen = editions[0]
    if chosen is None:
        return ArticleText(
            article.title, article.get_kind_display(), article.body, 0, article.author
        )
    body = article.published_body if chosen.number == article.edition else chosen.body
    return ArticleText(
        chosen.title,
        chosen.get_kind_display(),
        body,
        chosen.number,
        chosen.author,
        chosen.published_by,
        chosen.at,
    )


def _recent_audit(article: Article) -> list[AuditEntry]:
    return list(
        AuditEntry.objects.filter(target=article.audit_target).select_related("actor")[:COURSE]
    )
