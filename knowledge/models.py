"""Article, its editions and its votes. Only `knowledge.actions` writes them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models.lookups import any_text
from core.work.ledger import AppendOnly
from core.work.record import VersionedRow
from knowledge.domain import lifecycle
from knowledge.enums import ArticleKind, ArticleState

TITLE_LENGTH = 120

# Long columns that lists never read.
TEXTS = ("body", "published_body", "search_text", "working_text")


class ArticleQuerySet(models.QuerySet["Article"]):
    """Chains over articles. `visible_to` is the only way in for pages and look-ups."""

    def visible_to(self, user: Any) -> "ArticleQuerySet":
        """Publishers see every article, writers their own and what is published, readers what is
        published; others none.
        """
        if not user.has_perm("knowledge.view_article"):
            return self.none()
        if user.has_perm("knowledge.publish_article"):
            return self
        if user.has_perm("knowledge.write_article"):
            return self.filter(Q(is_public=True) | Q(author=user))
        return self.public()

    def public(self) -> "ArticleQuerySet":
        """Those with an edition that everybody may read, also while it is revised."""
        return self.filter(is_public=True)

    def written_by(self, user: Any) -> "ArticleQuerySet":
        return self.filter(author=user)

    def to_review(self) -> "ArticleQuerySet":
        return self.filter(state__in=lifecycle.IN_REVIEW)

    def in_work(self) -> "ArticleQuerySet":
        """Drafts, and texts that wait for a review."""
        return self.filter(state__in=lifecycle.IN_WORK)

    def retired(self) -> "ArticleQuerySet":
        return self.filter(state__in=lifecycle.RETIRED)

    def matching(self, words: str) -> "ArticleQuerySet":
        """Any part of the published title and text, of number and source.

        Never finds by a working text.
        """
        return self.filter(any_text("search_text__has_text", words))

    def drafted_with(self, words: str) -> "ArticleQuerySet":
        """Any part of the working title and text: for those who may read it.

        Few rows, so without an index.
        """
        return self.filter(any_text("working_text__has_word", words))


class Article(VersionedRow):
    """What the desk knows about one thing: a working text and, once published, the edition that
    readers see.

    `author` began the working text, `writers` are the keys of all who wrote it: none of them
    publishes it. `is_public` says that the newest edition may be read; a revision does not end it,
    retiring does.
    """

    number = models.CharField(
        pgettext_lazy("article", "number"), max_length=16, unique=True, editable=False
    )
    kind = models.CharField(
        _("kind"), max_length=8, choices=ArticleKind.choices, default=ArticleKind.FAULT
    )
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    body = models.TextField(pgettext_lazy("article", "text"), blank=True)
    state = models.CharField(
        _("state"),
        max_length=9,
        choices=ArticleState.choices,
        default=ArticleState.DRAFT,
        editable=False,
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="articles", db_index=False
    )
    writers = models.JSONField(default=list, editable=False)

    edition = models.PositiveIntegerField(default=0, editable=False)
    is_public = models.BooleanField(default=False, editable=False)
    published_kind = models.CharField(
        max_length=8, choices=ArticleKind.choices, blank=True, editable=False
    )
    published_title = models.CharField(max_length=TITLE_LENGTH, blank=True, editable=False)
    published_body = models.TextField(blank=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        editable=False,
    )
    review_due_on = models.DateField(_("to be checked by"), null=True, editable=False)

    source_number = models.CharField(_("source"), max_length=40, blank=True)
    source_path = models.CharField(max_length=200, blank=True)
    views = models.PositiveIntegerField(default=0, editable=False)
    helpful = models.PositiveIntegerField(default=0, editable=False)
    unhelpful = models.PositiveIntegerField(default=0, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    working_text = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, editable=False
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        default_permissions = ("view",)
        permissions = [
            ("write_article", _("Write articles")),
            ("publish_article", _("Publish, send back and retire articles")),
        ]
        ordering = ["-updated_at", "-id"]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                name="article_published",
                condition=Q(is_public=True),
            ),
            models.Index(fields=["author", "-updated_at", "-id"], name="article_by_author"),
            models.Index(fields=["state", "updated_at", "id"], name="article_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(edition__gt=0),
                name="public_article_has_an_edition",
            ),
            models.CheckConstraint(
                condition=Q(edition=0) | Q(published_at__isnull=False),
                name="edition_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def audit_target(self) -> str:
        """How the audit ledger names it."""
        return f"article {self.number}"

    @property
    def is_editable(self) -> bool:
        return self.state in lifecycle.EDITABLE

    @property
    def is_in_work(self) -> bool:
        return self.state in lifecycle.IN_WORK


class ArticleEdition(models.Model):
    """An edition as it was published. Append-only by trigger."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="editions", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=ArticleKind.choices)
    title = models.CharField(max_length=TITLE_LENGTH)
    body = models.TextField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        default_permissions = ()
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="one_edition_of_a_number"),
            AppendOnly(name="article_edition_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} / {self.number}"


class ArticleVote(models.Model):
    """Whether an article helped a person; each has one vote, which may change."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="votes", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    is_helpful = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["article", "user"], name="one_vote_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.user_id} {self.is_helpful}"
