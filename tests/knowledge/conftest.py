"""A desk of readers, writers and publishers, and articles on every step of their way."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, Permission

from accounts.models import User
from knowledge.actions import articles
from knowledge.models import Article
from tests.fixtures import moment

AT = moment("2026-11-02 09:00")
RIGHTS = {
    "stranger": (),
    "reader": ("view_article",),
    "writer": ("view_article", "write_article"),
    "writer2": ("view_article", "write_article"),
    "publisher": ("view_article", "write_article", "publish_article"),
    "publisher2": ("view_article", "write_article", "publish_article"),
}


@dataclass
class Shelf:
    """Brings an article to where a test needs it."""

    people: SimpleNamespace

    def draft(
        self,
        title: str = "泵体漏水怎么查",
        body: str = "先看密封圈。",
        *,
        by: str = "writer",
        kind: str = "fault",
        **told,
    ) -> Article:
        return articles.draft_article(
            by=getattr(self.people, by), at=AT, kind=kind, title=title, body=body, **told
        )

    def in_review(self, *args, **told) -> Article:
        article = self.draft(*args, **told)
        return articles.submit_article(article, by=article.author, at=AT)

    def published(self, *args, **told) -> Article:
        return articles.publish_article(
            self.in_review(*args, **told), by=self.people.publisher, at=AT
        )

    def revised(
        self, title: str, body: str, *, by: str = "writer", article: Article | None = None
    ) -> Article:
        """A published article whose working text reads otherwise."""
        person = getattr(self.people, by)
        article = articles.revise_article(article or self.published(), by=person, at=AT)
        return articles.edit_article(
            article,
            by=person,
            at=AT,
            version=article.version,
            title=title,
            body=body,
            kind=article.kind,
        )

    def retired(self, *args, **told) -> Article:
        return articles.retire_article(
            self.published(*args, **told), by=self.people.publisher, at=AT, reason="产品已停产"
        )


@pytest.fixture
def people(db):
    found = SimpleNamespace()
    for name, rights in RIGHTS.items():
        person = User.objects.create(
            username=name, display_name=f"姓名{name}", email=f"{name}@example.com"
        )
        group = Group.objects.create(name=f"knowledge {name}")
        group.permissions.set(
            Permission.objects.filter(content_type__app_label="knowledge", codename__in=rights)
        )
        person.groups.add(group)
        setattr(found, name, person)
    return found


@pytest.fixture
def shelf(people):
    return Shelf(people)
