"""Closing and reopening."""

import pytest

from core.errors import LawBroken
from tests.factories.worked_tickets import fixed, processing
from tests.fixtures import browser_of
from tests.tickets.world import at, clock, local, team, ticket_at
from tickets.limits.enums import ClockState
from tickets.limits.models import SlaClock
from tickets.record.enums import ClosingProof, Purpose, Tier
from tickets.record.models import CauseCode, DeskRule, IssueType, Ticket
from tickets.work.actions.solving import write_closing_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return team()


def test_case_27_reopening_starts_a_cycle_and_freezes_the_first(cast):
    play = processing(cast, ticket_at(cast, "2026-03-16 09:00", Tier.IMPORTANT), "2026-03-16 09:30")
    fixed(play, "2026-03-16 20:00")
    play.confirm(at("2026-03-17 12:00"))
    first = SlaClock.objects.filter(pk=clock(play.ticket, "resolve").pk).values().get()
    play.reopen(at("2026-03-19 15:00"), "又出现")
    second = clock(play.ticket, "resolve")
    assert (second.cycle, local(second.started_at), local(second.due_at)) == (
        2,
        "2026-03-19 15:00",
        "2026-03-20 15:00",
    )
    assert SlaClock.objects.filter(pk=first["id"]).values().get() == first
    assert (
        clock(play.ticket, "survey").state == ClockState.BREACHED_STOPPED
    )  # owed until the 18th: a miss stays a miss


def test_case_29_after_the_window_it_is_a_new_ticket(cast):
    play = processing(cast, ticket_at(cast, "2026-03-16 09:00", Tier.IMPORTANT), "2026-03-16 09:30")
    fixed(play, "2026-03-16 20:00")
    play.confirm(at("2026-03-16 21:00"))
    with pytest.raises(Exception, match="7"):
        play.reopen(at("2026-03-23 21:01"), "又出现")


def test_a_low_score_of_the_second_cycle_needs_its_own_call_back(cast):
    play = processing(cast, ticket_at(cast, "2026-03-16 09:00", Tier.IMPORTANT), "2026-03-16 09:30")
    supervisor = cast.staff["supervisor"]
    for day in ("16", "17"):
        if day == "17":
            play.reopen(at("2026-03-17 10:00"), "又出现")
        fixed(play, f"2026-03-{day} 11:00")
        play.confirm(at(f"2026-03-{day} 12:00"), score=2)
        play.say("邀请评分", at(f"2026-03-{day} 12:10"), Purpose.SURVEY)
        with pytest.raises(LawBroken, match=r"低分|low score"):
            play.close(at(f"2026-03-{day} 12:20"), "轴承磨损")
        play.say("低分回访", at(f"2026-03-{day} 12:30"), Purpose.LOW_CALLBACK, by=supervisor)
    play.close(at("2026-03-17 13:00"), "轴承磨损")
    assert play.ticket.is_closed_loop


def test_the_desk_may_want_the_customers_word_before_closing(cast):
    play = processing(cast, ticket_at(cast, "2026-03-16 09:00", Tier.IMPORTANT), "2026-03-16 09:30")
    DeskRule.objects.update(closing_proof=ClosingProof.CALLBACK)
    fixed(play, "2026-03-16 11:00")
    play.confirm(at("2026-03-16 12:00"))
    play.say("邀请评分", at("2026-03-16 12:10"), Purpose.SURVEY)
    with pytest.raises(LawBroken, match=r"确认|confirmed"):
        play.close(at("2026-03-16 12:20"), "轴承磨损")
    play.say("回访正常", at("2026-03-16 12:30"), Purpose.CALLBACK)
    play.close(at("2026-03-16 12:40"), "轴承磨损")


@pytest.mark.parametrize(
    ("column", "field"), [("needs_lessons", "lessons"), ("needs_cause_code", "cause_code")]
)
@pytest.mark.parametrize("of", ["itself", "above"])
def test_a_type_may_need_parts_of_the_closing_report(cast, column, field, of):
    kind = IssueType.objects.filter(parent__isnull=True).first()
    below = IssueType.objects.create(name="电机", parent=kind)
    IssueType.objects.filter(pk=(below if of == "itself" else kind).pk).update(**{column: True})
    play = processing(cast, ticket_at(cast, "2026-03-16 09:00", Tier.IMPORTANT), "2026-03-16 09:30")
    Ticket.objects.filter(pk=play.ticket.pk).update(issue_type=below)
    fixed(play, "2026-03-16 11:00")
    play.confirm(at("2026-03-16 12:00"))
    parts = {"cause": "磨损", "course": "更换"}
    told = {"by": cast.staff["engineer"], "at": at("2026-03-16 12:10")}
    with pytest.raises(LawBroken) as refused:
        write_closing_report(play.ticket, **parts, **told)
    assert refused.value.field == field
    page = browser_of(cast.staff["engineer"]).get(f"/tickets/{play.ticket.number}/do/report/")
    assert page.status_code == 200
    parts |= {"lessons": "定期润滑", "cause_code": CauseCode.objects.first()}
    write_closing_report(play.ticket, **parts, **told)
    assert play.ticket.closing_report.lessons == "定期润滑"
