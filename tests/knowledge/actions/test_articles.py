"""What articles go through: who may do what to them, what readers keep seeing, and what is written down."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from core.errors import LawBroken, NotAllowed, StaleVersion
from core.models import AuditEntry
from core.work.lifecycle import IllegalMove
from knowledge.actions import articles
from knowledge.models import Article, ArticleEdition
from tests.fixtures import at_once, moment
from tests.knowledge.conftest import AT, RIGHTS

pytestmark = pytest.mark.django_db


def course(article):
    return list(
        AuditEntry.objects.filter(target=f"article {article.number}")
        .order_by("id")
        .values_list("action", "actor__username", "reason")
    )


def numbers_seen(user):
    return set(Article.objects.visible_to(user).values_list("number", flat=True))


def test_from_draft_to_published_and_what_is_written_down(shelf, people):
    article = shelf.draft(source_number="AF-202407-001", source_path="/plans/AF-202407-001/")
    assert (article.number, article.state, article.edition, article.is_public) == (
        "ZK-202611-001",
        "draft",
        0,
        False,
    )
    article = articles.submit_article(article, by=people.writer, at=AT)
    article = articles.send_back(article, by=people.publisher, at=AT, reason="缺少步骤")
    article = articles.edit_article(
        article,
        by=people.writer,
        at=AT,
        version=article.version,
        title="泵体漏水",
        body="1. 关阀门\r\n2. 换密封圈",
        kind="guide",
    )
    article = articles.submit_article(article, by=people.writer, at=AT)
    article = articles.publish_article(article, by=people.publisher, at=moment("2026-11-03 00:30"))
    article.refresh_from_db()
    assert (article.state, article.edition, article.is_public, str(article.review_due_on)) == (
        "published",
        1,
        True,
        "2027-11-03",
    )
    assert (article.published_title, article.published_body, article.published_kind) == (
        "泵体漏水",
        "1. 关阀门\n2. 换密封圈",
        "guide",
    )
    edition = ArticleEdition.objects.get()
    assert (edition.number, edition.title, edition.author, edition.published_by) == (
        1,
        "泵体漏水",
        people.writer,
        people.publisher,
    )
    assert course(article) == [
        ("article_drafted", "writer", ""),
        ("article_submitted", "writer", ""),
        ("article_returned", "publisher", "缺少步骤"),
        ("article_submitted", "writer", ""),
        ("article_published", "publisher", ""),
    ]


def test_numbers_follow_the_desks_month(shelf, people):
    made = [
        articles.draft_article(
            by=people.writer, at=moment(at), kind="faq", title="甲", body="乙"
        ).number
        for at in ("2026-10-31 23:59", "2026-11-01 00:01")
    ]
    assert [*made, shelf.draft().number] == ["ZK-202610-001", "ZK-202611-001", "ZK-202611-002"]


def test_the_old_edition_is_read_while_it_is_revised_and_until_the_new_one_is_published(
    shelf, people
):
    article = shelf.revised("新标题", "新正文", by="writer2")
    seen = Article.objects.visible_to(people.reader).get()
    assert (seen.state, seen.published_title, seen.published_body) == (
        "draft",
        "泵体漏水怎么查",
        "先看密封圈。",
    )
    article = articles.publish_article(
        articles.submit_article(article, by=people.writer2, at=AT), by=people.publisher, at=AT
    )
    assert (article.edition, article.published_title) == (2, "新标题")
    assert list(article.editions.values_list("number", "title", "author__username")) == [
        (2, "新标题", "writer2"),
        (1, "泵体漏水怎么查", "writer"),
    ]


def test_a_retired_article_is_hidden_also_while_it_is_revised(shelf, people):
    article = shelf.retired()
    assert not Article.objects.visible_to(people.reader).exists()
    article = articles.revise_article(article, by=people.publisher, at=AT)
    assert (article.state, article.edition, article.is_public) == ("draft", 1, False)
    assert not Article.objects.visible_to(people.reader).exists()
    article = articles.publish_article(
        articles.submit_article(article, by=people.publisher, at=AT), by=people.publisher2, at=AT
    )
    assert Article.objects.visible_to(people.reader).get().edition == 2


def test_who_sees_what(shelf, people):
    draft, review, public, retired = (
        shelf.draft().number,
        shelf.in_review().number,
        shelf.published().number,
        shelf.retired().number,
    )
    everything = {draft, review, public, retired}
    seen = {name: numbers_seen(getattr(people, name)) for name in RIGHTS}
    assert seen == {
        "stranger": set(),
        "reader": {public},
        "writer": everything,
        "writer2": {public},
        "publisher": everything,
        "publisher2": everything,
    }


@pytest.mark.parametrize("by", ["author", "editor", "reviser"])
def test_nobody_publishes_what_they_wrote(shelf, people, by):
    article = {
        "author": lambda: shelf.draft(by="publisher"),
        "editor": lambda: articles.edit_article(
            shelf.draft(),
            by=people.publisher,
            at=AT,
            version=1,
            title="改过",
            body="改过",
            kind="fault",
        ),
        "reviser": lambda: articles.revise_article(shelf.published(), by=people.publisher, at=AT),
    }[by]()
    article = articles.submit_article(article, by=people.publisher, at=AT)
    with pytest.raises(NotAllowed):
        articles.publish_article(article, by=people.publisher, at=AT)
    article.refresh_from_db()
    assert article.state == "review"
    assert articles.publish_article(article, by=people.publisher2, at=AT).state == "published"


@pytest.mark.parametrize(
    ("act", "may"),
    [
        ("submit_article", {"writer", "publisher", "publisher2"}),
        ("publish_article", {"publisher", "publisher2"}),
        ("send_back", {"publisher", "publisher2"}),
        ("revise_article", {"writer", "writer2", "publisher", "publisher2"}),
        ("retire_article", {"publisher", "publisher2"}),
        ("edit_article", {"writer", "publisher", "publisher2"}),
    ],
)
def test_who_may_do_what(shelf, people, act, may):
    acts = {
        "submit_article": (shelf.draft, {}),
        "publish_article": (shelf.in_review, {}),
        "send_back": (shelf.in_review, {"reason": "不清楚"}),
        "revise_article": (shelf.published, {}),
        "retire_article": (shelf.published, {"reason": "过时"}),
        "edit_article": (shelf.draft, {"version": 1, "title": "甲", "body": "乙", "kind": "faq"}),
    }
    make, told = acts[act]
    for name in RIGHTS:
        article = make()
        if name in may:
            getattr(articles, act)(article, by=getattr(people, name), at=AT, **told)
        else:
            with pytest.raises(NotAllowed):
                getattr(articles, act)(article, by=getattr(people, name), at=AT, **told)
            assert Article.objects.get(pk=article.pk).version == article.version


def test_readers_write_nothing(people):
    with pytest.raises(NotAllowed):
        articles.draft_article(by=people.reader, at=AT, kind="faq", title="甲", body="乙")
    assert not Article.objects.exists()


@pytest.mark.parametrize("make", ["in_review", "published", "retired"])
def test_only_a_draft_is_edited(shelf, people, make):
    article = getattr(shelf, make)()
    with pytest.raises(LawBroken):
        articles.edit_article(
            article,
            by=people.publisher,
            at=AT,
            version=article.version,
            title="甲",
            body="乙",
            kind="faq",
        )
    assert Article.objects.get().title == "泵体漏水怎么查"


def test_moves_that_do_not_fit(shelf, people):
    with pytest.raises(IllegalMove):
        articles.publish_article(shelf.draft(), by=people.publisher, at=AT)
    with pytest.raises(IllegalMove):
        articles.revise_article(shelf.in_review(), by=people.publisher, at=AT)
    assert not ArticleEdition.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "\u200b"])
def test_sending_back_and_retiring_need_a_reason(shelf, people, reason):
    review, public = shelf.in_review(), shelf.published()
    with pytest.raises(LawBroken):
        articles.send_back(review, by=people.publisher, at=AT, reason=reason)
    with pytest.raises(LawBroken):
        articles.retire_article(public, by=people.publisher, at=AT, reason=reason)


def test_an_empty_text_is_not_submitted(shelf, people):
    article = shelf.draft(body="")
    with pytest.raises(LawBroken):
        articles.submit_article(article, by=people.writer, at=AT)
    assert Article.objects.get().state == "draft"
    assert [action for action, _who, _why in course(article)] == ["article_drafted"]


def test_nobody_publishes_a_text_that_came_after_the_one_they_read(shelf, people):
    read = shelf.in_review()
    article = articles.send_back(read, by=people.publisher2, at=AT, reason="改")
    article = articles.edit_article(
        article,
        by=people.writer,
        at=AT,
        version=article.version,
        title="别的",
        body="别的",
        kind="fault",
    )
    articles.submit_article(article, by=people.writer, at=AT)
    with pytest.raises(StaleVersion):
        articles.publish_article(read, by=people.publisher, at=AT, version=read.version)
    assert not ArticleEdition.objects.exists()


def test_saving_the_same_text_is_no_new_version(shelf, people):
    article = shelf.draft()
    same = articles.edit_article(
        article,
        by=people.publisher,
        at=AT,
        version=1,
        title=article.title,
        body=article.body,
        kind=article.kind,
    )
    assert (same.version, same.writers) == (1, [people.writer.pk])


@pytest.mark.parametrize(
    "path",
    ["http://example.com/", "//example.com/", "javascript:alert(1)", "/\\example.com", "plans/"],
)
def test_a_source_lies_on_this_desk(shelf, path):
    with pytest.raises(ValueError, match="no page"):
        shelf.draft(source_number="AF-1", source_path=path)


def test_a_long_title_is_cut_and_invisible_signs_are_gone(shelf):
    article = shelf.draft("长" * 200, "甲\x00乙\u200b\r\n丙")
    assert (len(article.title), article.body) == (120, "甲乙\n丙")


def test_votes_are_one_a_person(shelf, people):
    article = shelf.published()
    for name, is_helpful in (
        ("reader", True),
        ("writer2", False),
        ("reader", True),
        ("writer2", True),
        ("publisher", False),
    ):
        article = articles.record_vote(
            article, by=getattr(people, name), at=AT, is_helpful=is_helpful
        )
    article.refresh_from_db()
    assert (article.helpful, article.unhelpful, article.votes.count(), article.version) == (
        2,
        1,
        3,
        3,
    )
    with pytest.raises(LawBroken):
        articles.record_vote(shelf.retired(), by=people.reader, at=AT, is_helpful=True)


def test_the_authors_own_looks_do_not_count(shelf, people):
    article = shelf.published()
    for name in ("reader", "writer", "publisher"):
        articles.count_view(article, by=getattr(people, name), at=AT)
    article.refresh_from_db()
    assert article.views == 2


def test_editions_are_append_only(shelf):
    edition = shelf.published().editions.get()
    for change in (lambda: ArticleEdition.objects.update(body="假"), edition.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_the_database_knows_no_public_article_without_an_edition(shelf):
    shelf.draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.update(is_public=True)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_publish_at_once_one_does(shelf, people):
    article, who = shelf.in_review(), [people.publisher, people.publisher2] * 3
    answers = at_once(
        6, lambda n: articles.publish_article(Article.objects.get(pk=article.pk), by=who[n], at=AT)
    )
    assert sum(isinstance(answer, Article) for answer in answers) == 1
    assert [type(answer) for answer in answers if not isinstance(answer, Article)] == [
        IllegalMove
    ] * 5
    assert ArticleEdition.objects.count() == Article.objects.get().edition == 1


@pytest.mark.django_db(transaction=True)
def test_votes_and_views_at_once_are_all_counted(shelf, people):
    article = shelf.published()
    who = [people.reader, people.writer2, people.publisher, people.publisher2]

    def use(n):
        articles.record_vote(article, by=who[n % 4], at=AT, is_helpful=n % 2 == 0)
        articles.count_view(article, by=who[n % 4], at=AT)

    assert at_once(8, use) == [None] * 8
    article.refresh_from_db()
    assert (article.helpful, article.unhelpful, article.views) == (2, 2, 8)
