"""Scope holds to the last place: who has lost a ticket or a plan reads nothing of it afterwards.

Neither in the inbox nor in a mail or digest that is sent later, nor by a link from something that is still open.
"""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Department, User
from knowledge.actions import articles
from knowledge.enums import ArticleKind
from notifications.actions import outbox, preferences, tell
from notifications.enums import Digest, OutboxState, Topic
from notifications.models import InboxItem, Outbox
from operations.actions import watching
from operations.queries.health import Trouble
from plans.actions import drafting, proposals
from plans.models import NextAction, Plan, PlanSummary
from tests.fixtures import browser_of, moment, reported
from tickets.limits.actions.clocks.sweeping import sweep_clocks
from tickets.record.models import Ticket
from tickets.work.actions import assignments, moves

pytestmark = pytest.mark.django_db

MONDAY = moment("2026-03-16 10:00")
HOUR = timedelta(hours=1)
SUMMARY = "内部摘要甲乙丙"
HIDDEN = "无权查看"


def text_of(browser, path):
    return browser.get(path).content.decode()


def assigned(cast, who="engineer"):
    """A ticket of support that somebody was given, and is told of."""
    ticket = reported(cast, MONDAY, issue_type=cast.types["硬件故障"], summary=SUMMARY)
    person = cast.staff[who]
    assignments.assign_ticket(
        ticket, by=cast.staff["supervisor"], at=MONDAY, department=None, assignee=person
    )
    return ticket, person


def loses_scope(ticket, person):
    """Moved to another department, and the ticket given to somebody else."""
    ticket = Ticket.objects.get(pk=ticket.pk)
    Ticket.objects.filter(pk=ticket.pk).update(assignee=None, created_by=None, accepted_by=None)
    other = Department.objects.exclude(pk=ticket.department_id).exclude(pk=None).first()
    User.objects.filter(pk=person.pk).update(department=other)


def loses_roles(_ticket, person):
    person.groups.clear()


LOSSES = pytest.mark.parametrize("lose", [loses_scope, loses_roles])


@LOSSES
def test_the_inbox_shows_nothing_of_a_ticket_that_is_lost(cast, lose):
    ticket, person = assigned(cast)
    assert SUMMARY in text_of(browser_of(person), "/inbox/"), "control"
    lose(ticket, person)
    page = text_of(browser_of(person), "/inbox/")
    assert not any(word in page for word in (SUMMARY, ticket.number, str(cast.staff["supervisor"])))
    item = InboxItem.objects.get(user=person)
    answer = browser_of(person).post(reverse("notifications:open", args=[item.pk]))
    assert answer.headers["Location"] == "/inbox/"
    item.refresh_from_db()
    assert item.read_at is not None


@LOSSES
def test_a_mail_that_is_sent_later_is_withheld(cast, sink, lose):
    ticket, person = assigned(cast)
    lose(ticket, person)
    outbox.deliver_due(at=MONDAY)
    assert (sink.took, Outbox.objects.get().state) == ([], OutboxState.WITHHELD)


def hourly(person):
    preferences.save_preference(
        person, mail_topics=Topic.values, digest=Digest.HOURLY, quiet_from=None, quiet_until=None
    )


def notice_of(ticket, person, key):
    return tell.Notice(
        person,
        Topic.WARNING,
        key,
        f"{ticket.number} {ticket.summary}",
        f"/tickets/{ticket.number}/",
        MONDAY,
        data={"number": ticket.number, "summary": ticket.summary},
    )


@LOSSES
@pytest.mark.parametrize("loses_after_gathering", [False, True])
def test_a_digest_leaves_out_what_was_lost_meanwhile(cast, sink, lose, loses_after_gathering):
    person = cast.staff["engineer"]
    hourly(person)
    lost = reported(cast, MONDAY, issue_type=cast.types["硬件故障"], summary=SUMMARY)
    kept = reported(cast, MONDAY, issue_type=cast.types["硬件故障"], summary="还看得见")
    Ticket.objects.filter(pk=kept.pk).update(assignee=person)
    tell.notify([notice_of(lost, person, "k1"), notice_of(kept, person, "k2")])
    if loses_after_gathering:
        outbox.gather_digests(at=MONDAY + HOUR)
        lose(lost, person)
    else:
        lose(lost, person)
        outbox.gather_digests(at=MONDAY + HOUR)
    if lose is loses_scope:
        Ticket.objects.filter(pk=kept.pk).update(assignee=person)
    outbox.deliver_due(at=MONDAY + HOUR)
    digest = Outbox.objects.get(topic=Topic.DIGEST)
    assert SUMMARY not in str(digest.data)
    if lose is loses_roles:
        assert (sink.took, digest.state) == ([], OutboxState.WITHHELD)
        return
    (mail,) = sink.took
    body = mail.get_payload(decode=True).decode()
    assert ("还看得见" in body, SUMMARY in body, lost.number in body) == (True, False, False)
    assert "1 条消息" in body


def drafted(cast, name, by="manager", **more):
    return drafting.create_plan(
        by=cast.staff[by],
        at=MONDAY,
        name=name,
        start_date=date(2026, 3, 16),
        end_date=date(2026, 6, 16),
        **more,
    )


def test_what_plans_wanted_of_somebody_who_sees_none_any_more_stays_unread(cast, sink):
    engineer, manager = cast.staff["engineer"], cast.staff["manager"]
    proposal = proposals.propose_plan(by=engineer, at=MONDAY, title=SUMMARY, gap="慢")
    plan = proposals.take_up_proposal(
        proposal,
        by=manager,
        at=MONDAY,
        name="提速",
        start_date=date(2026, 3, 16),
        end_date=date(2026, 6, 16),
    )
    for person in (engineer, manager):
        assert SUMMARY in text_of(browser_of(person), "/inbox/") or person is engineer
        person.groups.clear()
        page = text_of(browser_of(person), "/inbox/")
        assert not any(word in page for word in (SUMMARY, plan.number, "提速"))
    outbox.deliver_due(at=MONDAY)
    assert sink.took == []
    assert set(Outbox.objects.values_list("state", flat=True)) == {OutboxState.WITHHELD}


def test_alarms_are_for_those_who_still_keep_the_system(cast, sink):
    manager = cast.staff["manager"]
    watching.announce_trouble(Trouble("dead", MONDAY), at=MONDAY)
    manager.groups.set(Group.objects.filter(name=Role.AGENT))
    outbox.deliver_due(at=MONDAY)
    assert {mail["To"] for mail in sink.took} == {"admin@example.com"}
    assert "有消息无法送达" not in text_of(browser_of(manager), "/inbox/")


def test_administrators_who_are_told_last_learn_that_nobody_else_is_there(cast, sink):
    """They need not see tickets: the message names the number alone and leads to what the desk lacks."""
    ticket = reported(cast, MONDAY, issue_type=cast.types["硬件故障"], summary=SUMMARY)
    User.objects.exclude(username="admin").update(is_active=False)
    sweep_clocks(MONDAY + timedelta(days=30), 100)
    page = text_of(browser_of(cast.staff["admin"]), "/inbox/")
    assert (SUMMARY in page, ticket.number in page) == (False, True)
    outbox.gather_digests(at=MONDAY + timedelta(days=31))
    outbox.deliver_due(at=MONDAY + timedelta(days=31))
    assert sink.took
    assert not any(SUMMARY in mail.get_payload(decode=True).decode() for mail in sink.took)


# --- links from what is still open -------------------------------------------------------------------------------


@pytest.fixture
def foreign(cast):
    """A ticket of logistics."""
    return reported(
        cast, MONDAY, by="agent2", issue_type=cast.types["物流问题"], summary="物流的事"
    )


def test_a_ticket_names_no_linked_ticket_of_another_department(cast, foreign):
    own = reported(cast, MONDAY, issue_type=cast.types["硬件故障"], is_repeat_of=foreign)
    merged = reported(cast, MONDAY, issue_type=cast.types["硬件故障"])
    moves.merge_ticket(merged, by=cast.staff["supervisor"], at=MONDAY, into=foreign)
    agent, supervisor = browser_of(cast.staff["agent"]), browser_of(cast.staff["supervisor"])
    for ticket in (own, merged):
        path = f"/tickets/{ticket.number}/"
        assert foreign.number in text_of(supervisor, path), "control"
        page = text_of(agent, path)
        assert foreign.number not in page
        assert "一个您无权打开的关联项" in page


def test_a_ticket_does_not_say_which_foreign_one_was_merged_into_it(cast, foreign):
    own = reported(cast, MONDAY, issue_type=cast.types["硬件故障"])
    moves.merge_ticket(foreign, by=cast.staff["supervisor"], at=MONDAY, into=own)
    page = text_of(browser_of(cast.staff["agent"]), f"/tickets/{own.number}/")
    assert (foreign.number in page, "一个您无权打开的关联项" in page) == (False, True)


def test_a_plan_names_no_source_and_no_next_plan_that_the_reader_may_not_open(cast):
    supervisor, engineer = cast.staff["supervisor"], cast.staff["engineer"]
    source, following = drafted(cast, "来源"), drafted(cast, "后续")
    plan = drafted(cast, "看得见", copied_from=source)
    Plan.objects.filter(pk=plan.pk).update(owner=engineer)
    summary = PlanSummary.objects.create(plan=plan, article_number="ZK-202603-001")
    NextAction.objects.create(summary=summary, task="继续", plan=following)
    path = f"/plans/{plan.number}/"
    shown, hidden = text_of(browser_of(supervisor), path), text_of(browser_of(engineer), path)
    for number in (source.number, following.number):
        assert (number in shown, number in hidden) == (True, False)
    assert "ZK-202603-001" not in hidden
    assert hidden.count("一个您无权打开的关联项") == 3


def test_an_article_names_no_source_that_the_reader_may_not_open(cast):
    plan = drafted(cast, "来源")
    article = articles.draft_article(
        by=cast.staff["engineer"],
        at=MONDAY,
        title="换电池",
        kind=ArticleKind.FAULT,
        body="拧开",
        source_number=plan.number,
        source_path=f"/plans/{plan.number}/",
    )
    paths = (f"/knowledge/{article.number}/", f"/knowledge/{article.number}/edit/")
    for path in (*paths, "/knowledge/?tab=mine"):
        assert plan.number not in text_of(browser_of(cast.staff["engineer"]), path), path
    assert plan.number in text_of(browser_of(cast.staff["manager"]), paths[0]), "control"


def test_a_proposal_names_no_plan_that_its_proposer_may_not_open(cast):
    engineer = cast.staff["engineer"]
    proposal = proposals.propose_plan(by=engineer, at=MONDAY, title="快一点", gap="慢")
    plan = proposals.take_up_proposal(
        proposal,
        by=cast.staff["manager"],
        at=MONDAY,
        name="提速",
        start_date=date(2026, 3, 16),
        end_date=date(2026, 6, 16),
    )
    page = text_of(browser_of(engineer), f"/plans/proposals/{proposal.pk}/")
    assert (plan.number in page, "提速" in page) == (False, False)
