"""Unfinished texts pass on; what is published keeps its author."""

import pytest

from core.models import AuditEntry
from knowledge.actions import articles, handover
from knowledge.models import Article
from tests.knowledge.conftest import AT

pytestmark = pytest.mark.django_db


def test_drafts_and_texts_in_review_pass_on(shelf, people):
    draft, waiting, published = shelf.draft(), shelf.in_review(), shelf.published()
    receiver = people.writer2
    count = handover.hand_over_articles(people.writer, to=receiver, by=people.publisher, at=AT)
    assert count == 2
    for article in (draft, waiting):
        assert Article.objects.get(pk=article.pk).author == receiver
    assert Article.objects.get(pk=published.pk).author == people.writer
    assert AuditEntry.objects.filter(action="article_handed_over").count() == 2


def test_the_new_author_goes_on_with_the_text(shelf, people):
    article = shelf.draft()
    handover.hand_over_articles(people.writer, to=people.writer2, by=people.publisher, at=AT)
    article = Article.objects.get(pk=article.pk)
    submitted = articles.submit_article(article, by=people.writer2, at=AT, version=article.version)
    assert submitted.state == "review"
