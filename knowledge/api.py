"""Articles over REST: what readers may read, and the working texts of those who write."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers import FlagFilter, GivenFilters, InputSerializer
from api.versions import expected_version
from api.views import ListRows, ReadRow, StepRows
from core.domain import text
from core.queries.paging import Order
from knowledge import queries, rules
from knowledge.actions import articles
from knowledge.enums import ArticleKind, ArticleState
from knowledge.models import TITLE_LENGTH, Article, ArticleQuerySet
from knowledge.views.steps import STEPS


class ArticleOut(serializers.Serializer[Article]):
    """The edition that readers see; `draft` only for who may handle the working text."""

    number = serializers.CharField()
    kind = serializers.CharField(source="published_kind")
    title = serializers.CharField(source="published_title")
    body = serializers.CharField(source="published_body")
    edition = serializers.IntegerField()
    is_public = serializers.BooleanField()
    published_at = serializers.DateTimeField(allow_null=True)
    review_due_on = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()
    draft = serializers.SerializerMethodField()

    def get_draft(self, article: Article) -> dict[str, str] | None:
        if not rules.may_handle(self.context["request"].user, article):
            return None
        return {
            "kind": article.kind,
            "title": article.title,
            "body": article.body,
            "state": article.state,
            "author": article.author.username,
        }


class ArticleIn(InputSerializer):
    """A working text."""

    kind = serializers.ChoiceField(ArticleKind.choices)
    title = serializers.CharField(max_length=TITLE_LENGTH)
    body = serializers.CharField(allow_blank=True)


class ArticleFilter(GivenFilters):
    """`q` finds what is published."""

    q = django_filters.CharFilter(method="having_words", max_length=100)
    state = django_filters.ChoiceFilter(choices=ArticleState.choices)
    is_public = FlagFilter()

    class Meta:
        model = Article
        fields: list[str] = []

    def having_words(self, rows: ArticleQuerySet, _name: str, words: str) -> ArticleQuerySet:
        return rows.matching(words) if text.is_searchable(words) else rows.none()


class ArticleView(ListRows, ReadRow, StepRows):
    """Articles, by number; the ones that changed last come first."""

    house = "knowledge"
    order = Order("updated_at", descending=True)
    filterset_class = ArticleFilter
    serializer_class = ArticleOut
    steps_of_row = STEPS

    def rows(self) -> "QuerySet[Article]":
        return queries.WITH_PEOPLE.visible_to(self.person)

    @extend_schema(request=ArticleIn, responses={201: ArticleOut})
    def create(self, request: Request) -> Response:
        """Begin a working text."""
        rules.require_right(self.person, "write_article")
        data = self.read_input(ArticleIn)

        def act() -> Response:
            article = articles.draft_article(by=self.person, at=self.at, **data)
            location = reverse("api:article-detail", args=[article.number])
            row = self.rows().get(pk=article.pk)
            return self.answer_row(row, status=201, location=location)

        return self.act_once(act)

    @extend_schema(request=ArticleIn, responses=ArticleOut)
    def partial_update(self, request: Request, number: str) -> Response:
        """Change the working text; `If-Match` says which version."""
        article = self.find_row()
        rules.require_handle(self.person, article)
        version = expected_version(request, is_required=True)
        data = self.read_input(ArticleIn, partial=True)
        fields: dict[str, Any] = {
            name: data.get(name, getattr(article, name)) for name in ("kind", "title", "body")
        }

        def act() -> Response:
            articles.edit_article(
                article,
                by=self.person,
                at=self.at,
                version=article.version if version is None else version,
                **fields,
            )
            return self.answer_row(self.find_row())

        return self.act_once(act)
