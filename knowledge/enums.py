"""Vocabulary of articles."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.enums import audited


@audited
class Audited(TextChoices):
    """What is written to the audit ledger here: the course of an article."""

    ARTICLE_DRAFTED = "article_drafted", _("Article drafted")
    ARTICLE_SUBMITTED = "article_submitted", _("Article submitted for review")
    ARTICLE_PUBLISHED = "article_published", _("Article published")
    ARTICLE_RETURNED = "article_returned", _("Article sent back")
    ARTICLE_REVISED = "article_revised", _("Revision of the article begun")
    ARTICLE_RETIRED = "article_retired", _("Article retired")
    ARTICLE_HANDED_OVER = "article_handed_over", _("Article handed to another author")


class ArticleKind(TextChoices):
    FAULT = "fault", pgettext_lazy("article", "Fault")
    GUIDE = "guide", pgettext_lazy("article", "Guide")
    FAQ = "faq", pgettext_lazy("article", "Common question")
    TRAINING = "training", pgettext_lazy("article", "Training")


class ArticleState(TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEW = "review", pgettext_lazy("article", "In review")
    PUBLISHED = "published", pgettext_lazy("article", "Published")
    RETIRED = "retired", pgettext_lazy("article", "Retired")


class ArticleMove(TextChoices):
    SUBMIT = "submit", _("Submit for review")
    PUBLISH = "publish", _("Publish")
    RETURN = "return", pgettext_lazy("article", "Send back")
    REVISE = "revise", pgettext_lazy("article", "Revise")
    RETIRE = "retire", pgettext_lazy("article", "Retire")
