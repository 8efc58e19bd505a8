"""What was learned becomes a draft, once, and without the customer's names."""

import pytest
from django.urls import reverse

from core.errors import LawBroken, NotAllowed
from knowledge.models import Article
from tests.feedback.support import HOUR, SOLVED_AT, solved
from tests.fixtures import COMPANY, at_once, browser_of, cast, moment, reported
from tickets.work.actions.articles import draft_article_of
from tickets.work.forms import ReportForm

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
LATER = SOLVED_AT + HOUR


def test_the_draft_says_what_the_ticket_knows_and_names_nobody(cast):
    play = solved(cast, summary=f"{COMPANY}的设备无法启动")
    article = draft_article_of(play.ticket, by=cast.staff["engineer"], at=LATER)
    assert COMPANY not in article.title + article.body
    assert "接触器粘连" in article.body or "常见故障" in article.body
    assert "远程指导客户完成处理" in article.body
    assert article.source_number == play.ticket.number


def test_a_second_click_leads_to_the_same(cast):
    play = solved(cast)
    first = draft_article_of(play.ticket, by=cast.staff["engineer"], at=LATER)
    assert draft_article_of(play.ticket, by=cast.staff["supervisor"], at=LATER) == first
    page = browser_of(cast.staff["engineer"])
    answer = page.post(f"/tickets/{play.ticket.number}/article/")
    assert answer["Location"] == reverse("knowledge:page", args=[first.number])
    assert Article.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_click_at_once_write_one(cast):
    play, by = solved(cast), cast.staff["engineer"]
    at_once(3, lambda _n: draft_article_of(play.ticket, by=by, at=LATER))
    assert Article.objects.count() == 1


def test_what_is_not_solved_teaches_nothing_yet(cast):
    ticket = reported(cast, moment("2026-03-16 09:00"))
    with pytest.raises(LawBroken):
        draft_article_of(ticket, by=cast.staff["engineer"], at=LATER)


def test_only_who_writes_articles(cast):
    play = solved(cast)
    with pytest.raises(NotAllowed):
        draft_article_of(play.ticket, by=cast.staff["admin"], at=LATER)


def test_the_closing_report_begins_with_the_course_of_the_ticket(cast):
    play, by = solved(cast), cast.staff["engineer"]
    form = ReportForm(thing=play.ticket, user=by, at=LATER)
    assert form.initial["cause"] and "1. 远程指导客户完成处理" in form.initial["course"]
    play.write_report(LATER, "老化")
    play.ticket.refresh_from_db()
    form = ReportForm(thing=play.ticket, user=by, at=LATER)
    assert form.initial["cause"] == "老化"
