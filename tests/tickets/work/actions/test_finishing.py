"""The work is done."""

import pytest

from core.errors import LawBroken
from tests.factories.worked_tickets import fixed, processing
from tests.tickets.world import at, team, ticket_at
from tickets.record.enums import Purpose, Status, Tier
from tickets.record.models import DeskRule, Ticket
from tickets.work.actions import conversation, finishing
from tickets.work.enums import ConfirmationMode

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return team()


def test_nothing_is_fixed_before_work_went_on(cast):
    play = processing(cast, ticket_at(cast, "2026-03-16 09:00", Tier.IMPORTANT), "2026-03-16 09:30")
    fixed(play, "2026-03-16 11:00")
    play.confirm(at("2026-03-16 12:00"))
    play.reopen(at("2026-03-17 10:00"), "又出现")
    with pytest.raises(LawBroken) as refused:
        finishing.finish_work(
            play.ticket,
            by=cast.staff["engineer"],
            at=at("2026-03-21 10:00"),
            fixed_at=at("2026-03-17 09:00"),
        )
    assert refused.value.field == "fixed_at"


# --- silence --------------------------------------------------------------------------------------
def asked_in_vain(cast, times, *, is_answered=False):
    """Fixed on Thursday 2026-03-19 10:00, and tried to be reached so often."""
    ticket = ticket_at(cast, "2026-03-19 09:00", Tier.GENERAL)
    play = processing(cast, ticket, "2026-03-19 09:10")
    fixed(play, "2026-03-19 10:00")
    for n in range(times):
        conversation.record_contact(
            play.ticket,
            by=cast.staff["agent"],
            at=at(f"2026-03-19 1{n + 1}:00"),
            body="请确认是否已恢复",
            channel=cast.channels["电话"],
            purpose=Purpose.FEEDBACK,
            is_answered=is_answered,
        )
    return play.ticket


# Three working days after Thursday: Tuesday, 18:00.
LAST_MINUTE, OVER = "2026-03-24 17:59", "2026-03-24 18:00"


def test_silence_is_a_confirmation_after_two_attempts_and_three_working_days(cast):
    ticket = asked_in_vain(cast, 2)
    assert finishing.confirm_silence(at=at(LAST_MINUTE), limit=10) == 0
    assert finishing.confirm_silence(at=at(OVER), limit=10) == 1
    assert finishing.confirm_silence(at=at(OVER), limit=10) == 0
    confirmation = ticket.confirmations.get()
    assert (confirmation.mode, confirmation.by) == (ConfirmationMode.AUTO, None)
    assert Ticket.objects.get(pk=ticket.pk).status == Status.RESOLVED


@pytest.mark.parametrize(("times", "is_answered"), [(1, False), (2, True)])
def test_it_is_none_with_fewer_attempts_or_an_answer(cast, times, is_answered):
    asked_in_vain(cast, times, is_answered=is_answered)
    assert finishing.confirm_silence(at=at("2026-04-30 10:00"), limit=10) == 0


def test_it_is_none_where_the_customer_has_written_meanwhile(cast):
    ticket = asked_in_vain(cast, 2)
    said = ticket.communications.filter(purpose=Purpose.FEEDBACK).first()
    said.pk, said.direction, said.at = None, "in", at("2026-03-20 10:00")
    said.save()
    assert finishing.confirm_silence(at=at("2026-04-30 10:00"), limit=10) == 0


def test_what_the_desk_wrote_by_itself_is_no_attempt(cast):
    ticket = asked_in_vain(cast, 2)
    ticket.communications.filter(purpose=Purpose.FEEDBACK).update(is_automatic=True)
    assert finishing.confirm_silence(at=at("2026-04-30 10:00"), limit=10) == 0


def test_a_desk_may_want_no_confirmation_by_silence(cast):
    asked_in_vain(cast, 2)
    DeskRule.objects.update(confirms_silence=False)
    assert finishing.confirm_silence(at=at("2026-04-30 10:00"), limit=10) == 0


def test_what_silence_can_never_confirm_stands_in_front_of_nobody(cast):
    """One is looked at a round, the oldest first; those of whom the customer has written are not."""
    spoke = asked_in_vain(cast, 2)
    said = spoke.communications.filter(purpose=Purpose.FEEDBACK).first()
    said.pk, said.direction, said.at = None, "in", at("2026-03-20 10:00")
    said.save()
    silent = asked_in_vain(cast, 2)
    assert finishing.confirm_silence(at=at("2026-04-30 10:00"), limit=1) == 1
    silent.refresh_from_db()
    assert silent.status == Status.RESOLVED
