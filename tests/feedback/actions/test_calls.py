"""Call-backs: attempts are no calls, low scores have a reason, and what is not solved is reopened."""

import pytest

from core.errors import LawBroken, NotAllowed
from customers.rules import contact_visibility
from feedback.actions import surveys
from feedback.actions.calls import Call, KeptCall, record_call
from feedback.actions.surveys import Answer
from feedback.enums import AnswerWay, CallKind, CallOutcome, Dimension, SurveyState
from feedback.models import CallAttempt, LowScoreReason, Survey
from feedback.queries.calls import case_of_call, waiting_clocks
from pages.formats import plain_moment
from tests.feedback.support import HOUR, MINUTE, SOLVED_AT, asked, solved
from tests.fixtures import COMPANY, at_once, browser_of
from tickets.limits.models import SlaClock
from tickets.record.enums import Status
from tickets.work.actions import moves
from tickets.work.models import Assignment, Diagnosis, Solution

pytestmark = pytest.mark.django_db
LATER = SOLVED_AT + HOUR


def clock_of(play, event):
    return SlaClock.objects.get(ticket=play.ticket, stop_event=event)


@pytest.fixture
def low(cast, settings):
    """A play whose customer has answered low."""
    settings.EMAIL_IS_SET_UP = True
    cast.customers[COMPANY].contacts.update(email="zhang@example.com")
    play, survey = asked(cast)
    surveys.answer_survey(survey, Answer(2), seen_version=0, at=LATER)
    return play


def low_call(outcome=CallOutcome.SOLVED, **parts):
    told = {"reason": LowScoreReason.objects.first(), "recovery": "补偿一次保养", **parts}
    return Call(CallKind.LOW, outcome, "客户说等得太久", **told)


def test_who_was_not_reached_is_still_to_be_called(cast):
    play, by = solved(cast), cast.staff["agent"]
    record_call(play.ticket, Call(CallKind.RESULT, CallOutcome.NO_ANSWER, ""), by=by, at=LATER)
    assert clock_of(play, "callback_done").is_live
    record_call(play.ticket, Call(CallKind.RESULT, CallOutcome.SOLVED, "正常"), by=by, at=LATER)
    assert clock_of(play, "callback_done").stopped_at == LATER
    outcomes = list(CallAttempt.objects.order_by("pk").values_list("outcome", flat=True))
    assert outcomes == ["no_answer", "solved"]


def test_scores_taken_on_the_phone_answer_the_survey_and_are_marked(cast):
    play, by = solved(cast), cast.staff["agent"]
    answer = Answer(4, dict.fromkeys(Dimension, 4))
    call = Call(CallKind.RESULT, CallOutcome.SOLVED, "正常", answer=answer)
    record_call(play.ticket, call, by=by, at=LATER)
    survey = Survey.objects.get()
    assert (survey.overall, survey.way, survey.taken_by) == (4, AnswerWay.PHONE, by)
    assert survey.state == SurveyState.ANSWERED
    assert clock_of(play, "survey_sent").stopped_at == LATER, "X12: it has been asked"
    play.close(LATER + HOUR, "轴承磨损")
    assert play.ticket.is_closed_loop


def test_who_has_answered_by_link_is_not_answered_for(cast, low):
    answer = Answer(5, dict.fromkeys(Dimension, 5))
    call = Call(CallKind.RESULT, CallOutcome.SOLVED, "正常", answer=answer)
    with pytest.raises(LawBroken, match=r"自行评价|meanwhile"):
        record_call(low.ticket, call, by=cast.staff["agent"], at=LATER + MINUTE)
    assert Survey.objects.get().overall == 2
    assert not CallAttempt.objects.exists()


def test_a_low_score_needs_a_supervisor_a_reason_and_what_we_do(cast, low):
    with pytest.raises(NotAllowed):
        record_call(low.ticket, low_call(), by=cast.staff["agent"], at=LATER + MINUTE)
    supervisor = cast.staff["supervisor"]
    for lacking in ({"reason": None}, {"recovery": " "}):
        with pytest.raises(LawBroken):
            record_call(low.ticket, low_call(**lacking), by=supervisor, at=LATER + MINUTE)
    record_call(low.ticket, low_call(), by=supervisor, at=LATER + MINUTE)
    attempt = CallAttempt.objects.get()
    assert (attempt.recovery, str(attempt.reason)) == ("补偿一次保养", "处理时效慢")
    assert clock_of(low, "low_callback_done").stopped_at == LATER + MINUTE


def test_e7_the_call_that_reached_counts_and_is_late(cast, low):
    """Not reached at 40 minutes, reached at 70: done then, and missed."""
    supervisor = cast.staff["supervisor"]
    missed = low_call(CallOutcome.NO_ANSWER, reason=None, recovery="")
    record_call(low.ticket, missed, by=supervisor, at=LATER + 40 * MINUTE)
    record_call(low.ticket, low_call(), by=supervisor, at=LATER + 70 * MINUTE)
    clock = clock_of(low, "low_callback_done")
    assert (clock.due_at, clock.stopped_at) == (LATER + HOUR, LATER + 70 * MINUTE)
    assert clock.breached_at == LATER + HOUR


def test_whoever_has_handled_it_does_not_ask_about_it(cast, low):
    supervisor = cast.staff["supervisor"]
    type(low.ticket).objects.filter(pk=low.ticket.pk).update(assignee=supervisor)
    with pytest.raises(NotAllowed, match=r"由您处理|handled"):
        record_call(low.ticket, low_call(), by=supervisor, at=LATER + MINUTE)


@pytest.mark.parametrize("by", ["agent", "engineer", "sales"])
def test_what_is_not_solved_is_worked_on_again_whoever_calls(cast, by):
    play = solved(cast)
    call = Call(CallKind.RESULT, CallOutcome.NOT_SOLVED, "又报警了")
    record_call(play.ticket, call, by=cast.staff[by], at=LATER)
    play.ticket.refresh_from_db()
    assert play.ticket.status == Status.PROCESSING
    assert play.ticket.reopen_count == 1


def test_a_closed_ticket_is_opened_again_by_the_word_of_the_customer(cast, low):
    low.say("回访", LATER, "callback")
    low.say("低分回访", LATER, "low_callback", by=cast.staff["supervisor"])
    low.close(LATER + MINUTE, "老化")
    survey = Survey.objects.get()
    surveys.answer_survey(survey, Answer(5), seen_version=1, at=LATER + 2 * MINUTE)
    at = LATER + 3 * MINUTE
    surveys.answer_survey(survey, Answer(1), seen_version=2, at=at)
    call = low_call(CallOutcome.NOT_SOLVED)
    kept = record_call(low.ticket, call, by=cast.staff["supervisor"], at=at + MINUTE)
    low.ticket.refresh_from_db()
    assert (low.ticket.status, kept.is_too_late) == (Status.PROCESSING, False)


def test_a_call_after_the_window_is_kept_and_says_what_to_do(cast):
    play = solved(cast)
    call = Call(CallKind.RESULT, CallOutcome.NOT_SOLVED, "又报警了")
    kept = record_call(play.ticket, call, by=cast.staff["agent"], at=LATER + 8 * 24 * HOUR)
    assert kept.is_too_late and CallAttempt.objects.get() == kept.attempt
    play.ticket.refresh_from_db()
    assert play.ticket.status == Status.RESOLVED


def test_nothing_is_archived_while_a_low_score_waits_for_its_call(cast, low):
    low.ticket.refresh_from_db()
    type(low.ticket).objects.update(status=Status.CLOSED)
    with pytest.raises(LawBroken, match=r"低分|low score"):
        moves.archive_ticket(low.ticket, by=cast.staff["manager"], at=LATER + MINUTE)


def test_a_second_call_is_told_that_it_is_not_due_any_more(cast):
    play, by = solved(cast), cast.staff["agent"]
    call = Call(CallKind.RESULT, CallOutcome.SOLVED, "正常")
    record_call(play.ticket, call, by=by, at=LATER)
    with pytest.raises(LawBroken, match=str(by)) as refused:
        record_call(play.ticket, call, by=by, at=LATER + MINUTE)
    assert plain_moment(LATER) in refused.value.message
    assert CallAttempt.objects.count() == 1
    CallAttempt.objects.all().delete()
    with pytest.raises(LawBroken) as refused:
        record_call(play.ticket, call, by=by, at=LATER + MINUTE)
    assert str(by) not in refused.value.message, "somebody ended it in another way"


@pytest.mark.django_db(transaction=True)
def test_callers_at_once_leave_one_call(cast):
    play, by = solved(cast), cast.staff["agent"]
    call = Call(CallKind.RESULT, CallOutcome.SOLVED, "正常")
    outcomes = at_once(6, lambda _n: record_call(play.ticket, call, by=by, at=LATER))
    assert sum(isinstance(outcome, KeptCall) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, LawBroken) for outcome in outcomes) == 5
    assert CallAttempt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_phone_and_the_link_at_once_leave_one_answer_and_tell_the_other(cast, settings):
    settings.EMAIL_IS_SET_UP = True
    cast.customers[COMPANY].contacts.update(email="zhang@example.com")
    play, survey = asked(cast)
    by = cast.staff["agent"]
    on_phone = Call(CallKind.RESULT, CallOutcome.SOLVED, "正常", answer=Answer(4))

    def answer(n):
        if n:
            return surveys.answer_survey(survey, Answer(2), seen_version=0, at=LATER)
        return record_call(play.ticket, on_phone, by=by, at=LATER)

    outcomes = at_once(2, answer)
    assert sum(isinstance(outcome, LawBroken) for outcome in outcomes) == 1, outcomes
    survey.refresh_from_db()
    was_phone = isinstance(outcomes[0], KeptCall)
    assert (survey.overall, survey.way) == ((4, "phone") if was_phone else (2, "link"))
    assert survey.version == 1
    said = play.ticket.communications.filter(score__isnull=False)
    assert [row.score for row in said] == [survey.overall]


def test_a_reopened_ticket_still_owes_the_call_about_its_low_score(cast, low):
    low.reopen(LATER + MINUTE, "又报警了")
    low.finish(LATER + 2 * MINUTE)
    low.confirm(LATER + 3 * MINUTE)
    later = LATER + HOUR
    surveys.make_surveys(later, limit=10)
    surveys.carry_on_surveys(later, limit=10)
    supervisor = cast.staff["supervisor"]
    clock = waiting_clocks(supervisor, later).get()
    case = case_of_call(clock, CallKind.LOW, contact_visibility(supervisor))
    assert case.answer.overall == 2, "what the call is about, not the survey of the second solution"
    with pytest.raises(LawBroken, match=r"低分|low score"):
        low.close(later, "轴承磨损")
    record_call(low.ticket, low_call(), by=supervisor, at=later)
    low.ticket.refresh_from_db()
    low.close(later + MINUTE, "轴承磨损")
    assert low.ticket.is_closed_loop


def give_to(ticket, person):
    Assignment.objects.create(
        ticket=ticket, assignee=person, assigned_at=SOLVED_AT, ended_at=SOLVED_AT
    )


def diagnose(ticket, person):
    Diagnosis.objects.create(
        ticket=ticket,
        by=person,
        at=SOLVED_AT,
        method="remote",
        phenomenon="异响",
        cause_class="product",
    )


def solve(ticket, person):
    Solution.objects.filter(ticket=ticket).update(responsible=person)


@pytest.mark.parametrize("have_a_hand", [give_to, diagnose, solve])
def test_whoever_had_a_hand_in_it_is_not_offered_the_call(cast, low, have_a_hand):
    supervisor = cast.staff["supervisor"]
    offered = waiting_clocks(supervisor, LATER).filter(stop_event="low_callback_done")
    assert offered.exists()
    have_a_hand(low.ticket, supervisor)
    assert not offered.all().exists()
    with pytest.raises(NotAllowed):
        record_call(low.ticket, low_call(), by=supervisor, at=LATER + MINUTE)


def test_the_composer_leaves_the_call_about_a_low_score_to_its_desk(cast, low):
    browser = browser_of(cast.staff["supervisor"])
    path = f"/tickets/{low.ticket.number}/contact/"
    assert 'value="low_callback"' not in browser.get(path).content.decode()
    record_call(low.ticket, low_call(), by=cast.staff["supervisor"], at=LATER)
    assert 'value="low_callback"' in browser.get(path).content.decode()
