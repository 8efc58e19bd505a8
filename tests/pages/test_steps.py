"""Forms of steps: refused first for whom they are not meant; sent again with other words, they are
told so, keep them, and may be sent anew."""

import re

import pytest
from django.utils import timezone

from customers.models import Customer
from demo import source_plan as story
from knowledge.actions import articles
from knowledge.models import Article
from tests.fixtures import browser_of, cast, registration_of, reported
from tests.support.pages import said
from tickets.record.models import Communication, Ticket

__all__ = ["cast"]
pytestmark = pytest.mark.django_db

SENTENCE = (
    "This form was sent before, and what it said then was saved. It says something else now,"
    " which was not saved: look at what was, and send again if you mean it."
)


def hidden_id(page):
    return re.search(r'name="submit_id" value="([^"]+)"', page)[1]


def test_a_registration_changed_after_the_back_button(cast):
    browser = browser_of(cast.staff["agent"])
    form = registration_of(browser.get("/tickets/new/").content.decode())
    form["new_phone"] = "13500001234"
    first = browser.post("/tickets/new/", form)
    ticket = Ticket.objects.get()
    assert browser.post("/tickets/new/", form)["Location"] == first["Location"]

    changed = {**form, "summary": "第二个问题：阀门太紧"}
    answer = browser.post("/tickets/new/", changed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said(SENTENCE) in page and f"/tickets/{ticket.number}/" in page
    assert "第二个问题：阀门太紧" in page
    assert Ticket.objects.count() == 1

    # Meant: with the id of the page that was shown it is a ticket of its own.
    changed |= {
        "submit_id": hidden_id(page),
        "customer": Customer.objects.get(name=form["new_customer"]).pk,
    }
    assert browser.post("/tickets/new/", changed).status_code == 302
    assert Ticket.objects.count() == 2


def test_a_note_changed_after_it_was_sent(cast):
    ticket = reported(cast, timezone.now())
    browser = browser_of(cast.staff["agent"])
    address = f"/tickets/{ticket.number}/note/"
    form = {"submit_id": hidden_id(browser.get(address).content.decode()), "body": "已联系客户"}
    browser.post(address, form)
    before = Communication.objects.count()
    answer = browser.post(address, {**form, "body": "客户要求周五上门"})
    assert answer.status_code == 422
    assert said(SENTENCE) in answer.content.decode()
    assert "客户要求周五上门" in answer.content.decode()
    assert Communication.objects.count() == before


def test_a_step_and_an_article_likewise(cast):
    plan = story.draft_plan(cast)
    manager = browser_of(cast.staff["manager"])
    address = f"/plans/{plan.number}/do/add_subproject/"
    form = {"submit_id": hidden_id(manager.get(address).content.decode()), "name": "物流改造"}
    assert manager.post(address, form).status_code == 302
    assert manager.post(address, {**form, "name": "仓库改造"}).status_code == 422
    assert list(plan.subprojects.values_list("name", flat=True)) == ["物流改造"]

    form = {
        "submit_id": hidden_id(manager.get("/knowledge/new/").content.decode()),
        "kind": "fault",
        "title": "水泵不启动",
        "body": "先查电源",
    }
    assert manager.post("/knowledge/new/", form).status_code == 302
    assert manager.post("/knowledge/new/", {**form, "body": "再查保险"}).status_code == 422
    assert Article.objects.get().body == "先查电源"


def test_whom_a_step_is_not_meant_for_is_refused_before_the_form_is_judged(cast):
    """A form with gaps says what is missing only to those who may fill it in."""
    plan, ticket = story.draft_plan(cast), reported(cast, timezone.now())
    draft = articles.draft_article(
        by=cast.staff["supervisor"], at=timezone.now(), kind="fault", title="水泵", body="查电源"
    )
    article = articles.submit_article(draft, by=cast.staff["supervisor"], at=timezone.now())
    addresses = {
        f"/plans/{plan.number}/do/terminate/": "analyst",
        f"/tickets/{ticket.number}/do/assign/": "agent",
        # Nobody publishes what they wrote.
        f"/knowledge/{article.number}/do/publish/": "supervisor",
    }
    for address, who in addresses.items():
        for headers in ({}, {"HX-Request": "true"}):
            answer = browser_of(cast.staff[who]).post(address, {}, headers=headers)
            assert answer.status_code == 403, (address, headers)

    words = {"note": "预算没有了"}
    kept = browser_of(cast.staff["analyst"]).post(f"/plans/{plan.number}/do/terminate/", words)
    assert kept.status_code == 403
    assert words["note"] in kept.content.decode()
    assert (
        browser_of(cast.staff["manager"])
        .post(f"/plans/{plan.number}/do/terminate/", {})
        .status_code
        == 422
    )
