"""Surveys: one for each solution, by message, reminded of, answered once, never twice."""

import pytest
from django.utils import timezone

from core.errors import LawBroken
from customers.actions.consents import record_consent, withdraw_consent
from customers.enums import ConsentPurpose
from feedback.actions import surveys
from feedback.actions.surveys import Answer
from feedback.enums import AnswerWay, Dimension, LowBy, SkipReason, SurveyState
from feedback.models import LowScoreReason, Survey, SurveyRule
from notifications.enums import Topic
from notifications.models import InboxItem, Outbox
from tests.feedback.support import AT, DAY, HOUR, MINUTE, SOLVED_AT, asked, solved
from tests.fixtures import COMPANY, at_once, moment
from tickets.limits.models import SlaClock
from tickets.record.enums import Purpose
from tickets.work.actions import moves

pytestmark = pytest.mark.django_db
GOOD = Answer(5, dict.fromkeys(Dimension, 5))


@pytest.fixture(autouse=True)
def _mails(settings):
    settings.EMAIL_IS_SET_UP = True


@pytest.fixture
def contact(cast):
    """Somebody whom a mail reaches."""
    person = cast.customers[COMPANY].contacts.get()
    person.email = "zhang@example.com"
    person.save()
    return person


def clock_of(play, event="survey_sent"):
    return SlaClock.objects.get(ticket=play.ticket, stop_event=event)


def letters():
    return list(Outbox.objects.filter(topic=Topic.SURVEY).order_by("pk"))


def test_a_solution_is_asked_about_once(cast, contact):
    play, survey = asked(cast)
    assert (survey.state, survey.cycle, survey.contact) == (SurveyState.SENT, 0, contact)
    assert clock_of(play).stopped_at == SOLVED_AT
    (letter,) = letters()
    assert letter.address == contact.email and letter.data["number"] == play.ticket.number
    for _round in range(2):
        assert surveys.make_surveys(SOLVED_AT + MINUTE, limit=10) == 0
        surveys.carry_on_surveys(SOLVED_AT + MINUTE, limit=10)
    assert len(letters()) == 1


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_ask_once(cast, contact):
    solved(cast)
    at_once(4, lambda _n: surveys.make_surveys(SOLVED_AT, limit=10))
    assert Survey.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_send_and_remind_once(cast, contact):
    for n in range(3):
        solved(cast, summary=f"第{n}件")
    surveys.make_surveys(SOLVED_AT, limit=10)
    for at, count in ((SOLVED_AT, 3), (SOLVED_AT + 3 * DAY, 6)):
        outcomes = at_once(4, lambda _n, at=at: surveys.carry_on_surveys(at, limit=10))
        assert all(isinstance(outcome, int) for outcome in outcomes), outcomes
        assert len(letters()) == count


def test_nobody_is_asked_at_night_unless_the_limit_ends(cast, contact):
    solved(cast)
    night = moment("2026-03-16 23:00")
    surveys.make_surveys(night, limit=10)
    survey = Survey.objects.get()
    assert survey.next_at == moment("2026-03-17 08:00")
    survey.delete()
    # It is due at 11:00; somebody looks at 10:30.
    late = SOLVED_AT + DAY - 30 * MINUTE
    surveys.make_surveys(late, limit=10)
    assert Survey.objects.get().next_at == late
    Survey.objects.all().delete()
    # What is missed already wakes nobody.
    surveys.make_surveys(moment("2026-03-18 03:00"), limit=10)
    assert Survey.objects.get().next_at == moment("2026-03-18 08:00")


def test_a_desk_that_begins_to_ask_leaves_the_past_alone(cast, contact):
    solved(cast)
    SurveyRule.objects.update(asks_since=SOLVED_AT + MINUTE)
    assert surveys.make_surveys(SOLVED_AT + HOUR, limit=10) == 0


@pytest.mark.parametrize("by_hand", [True, False], ids=["asked by hand", "waived"])
def test_what_was_asked_or_waived_meanwhile_is_not_asked_again(cast, contact, by_hand):
    play = solved(cast)
    surveys.make_surveys(SOLVED_AT, limit=10)
    if by_hand:
        play.say("邀请评分", SOLVED_AT + MINUTE, Purpose.SURVEY)
    else:
        type(play.ticket).objects.update(survey_waived_reason="客户拒绝")
    surveys.carry_on_surveys(SOLVED_AT + HOUR, limit=10)
    assert Survey.objects.get().skip_reason == SkipReason.NOT_OWED
    assert not letters()


def test_one_that_fails_keeps_no_other_from_being_asked(cast, contact, monkeypatch):
    first, second = solved(cast), solved(cast, summary="另一件事")
    surveys.make_surveys(SOLVED_AT, limit=10)
    send = surveys.send_surveys

    def fail_once(asked, **told):
        if first.ticket in asked:
            raise RuntimeError("broken row")
        return send(asked, **told)

    monkeypatch.setattr(surveys, "send_surveys", fail_once)
    surveys.carry_on_surveys(SOLVED_AT, limit=10)
    states = dict(Survey.objects.values_list("ticket", "state"))
    assert states == {first.ticket.pk: "made", second.ticket.pk: "sent"}
    monkeypatch.undo()
    surveys.carry_on_surveys(SOLVED_AT + 2 * HOUR, limit=10)
    assert Survey.objects.filter(state="sent").count() == 2


def test_whom_no_message_reaches_is_left_for_the_phone(cast):
    play, survey = asked(cast)
    assert (survey.state, survey.skip_reason) == (SurveyState.SKIPPED, SkipReason.NO_WAY)
    assert clock_of(play).is_live, "somebody has to call"


def test_who_was_asked_a_short_while_ago_is_spared_and_nothing_is_owed(cast, contact):
    SurveyRule.objects.update(cool_down_days=7)
    asked(cast)
    play = solved(cast, summary="另一件事")
    surveys.make_surveys(SOLVED_AT + HOUR, limit=10)
    surveys.carry_on_surveys(SOLVED_AT + HOUR, limit=10)
    survey = Survey.objects.get(ticket=play.ticket)
    assert survey.skip_reason == SkipReason.COOL_DOWN
    assert clock_of(play).cancelled_at is not None
    play.ticket.refresh_from_db()
    assert play.ticket.survey_waived_reason


def test_two_tickets_of_one_contact_at_once_are_one_question(cast, contact):
    SurveyRule.objects.update(cool_down_days=7)
    for n in range(2):
        solved(cast, summary=f"第{n}件")
    surveys.make_surveys(SOLVED_AT, limit=10)
    surveys.carry_on_surveys(SOLVED_AT, limit=10)
    assert sorted(Survey.objects.values_list("state", "skip_reason")) == [
        ("sent", ""),
        ("skipped", SkipReason.COOL_DOWN),
    ]


def test_who_is_not_in_the_sample_owes_no_survey(cast, contact):
    SurveyRule.objects.update(sample_percent=0)
    play, survey = asked(cast)
    assert (survey.state, survey.skip_reason) == (SurveyState.SKIPPED, SkipReason.SAMPLE)
    assert clock_of(play).cancelled_at is not None and not letters()
    play.ticket.refresh_from_db()
    assert play.ticket.survey_waived_reason == str(SkipReason.SAMPLE.label)
    play.close(SOLVED_AT + HOUR, "轴承磨损")


def test_who_took_the_consent_back_is_not_asked(cast, contact):
    given = {"by": cast.staff["agent"], "purpose": ConsentPurpose.SERVICE, "evidence": "电话"}
    consent = record_consent(contact, at=AT, **given)
    withdraw_consent(consent, by=cast.staff["agent"], at=AT)
    play, survey = asked(cast)
    assert (survey.state, survey.skip_reason) == (SurveyState.SKIPPED, SkipReason.NO_CONSENT)
    assert clock_of(play).cancelled_at is not None and not letters()
    record_consent(contact, at=SOLVED_AT, **given)
    _play, other = asked(cast, summary="另一件事")
    assert other.state == SurveyState.SENT


@pytest.mark.parametrize("reminders", [0, 2])
def test_as_many_reminders_as_the_desk_wants(cast, contact, reminders):
    SurveyRule.objects.update(reminders=reminders)
    asked(cast)
    for day in range(14):
        surveys.carry_on_surveys(SOLVED_AT + day * DAY, limit=10)
    assert len(letters()) == 1 + reminders


def test_a_desk_that_asks_nobody_makes_none(cast, contact):
    SurveyRule.objects.update(is_active=False)
    solved(cast)
    assert surveys.make_surveys(SOLVED_AT, limit=10) == 0


def test_what_was_reopened_before_it_left_is_not_asked_about(cast, contact):
    play = solved(cast)
    surveys.make_surveys(SOLVED_AT, limit=10)
    play.reopen(SOLVED_AT + MINUTE, "又坏了")
    surveys.carry_on_surveys(SOLVED_AT + HOUR, limit=10)
    assert Survey.objects.get().skip_reason == SkipReason.NOT_SOLVED
    assert not letters()


def test_a_reminder_comes_once_and_the_end_at_last(cast, contact):
    _play, survey = asked(cast)
    for day, count, state in ((2, 1, "sent"), (3, 2, "sent"), (6, 2, "sent"), (14, 2, "expired")):
        surveys.carry_on_surveys(SOLVED_AT + day * DAY, limit=10)
        survey.refresh_from_db()
        assert (len(letters()), survey.state) == (count, state), day
    with pytest.raises(LawBroken, match=r"截止|over"):
        surveys.answer_survey(survey, GOOD, seen_version=0, at=SOLVED_AT + 14 * DAY)


def test_no_reminder_after_an_answer(cast, contact):
    _play, survey = asked(cast)
    surveys.answer_survey(survey, GOOD, seen_version=0, at=SOLVED_AT + HOUR)
    surveys.carry_on_surveys(SOLVED_AT + 20 * DAY, limit=10)
    survey.refresh_from_db()
    assert (len(letters()), survey.state) == (1, SurveyState.ANSWERED)


def test_an_answer_is_kept_with_all_that_was_said(cast, contact):
    play, survey = asked(cast)
    reason = LowScoreReason.objects.get(name="处理时效慢")
    answer = Answer(4, {Dimension.TIMELINESS: 3, Dimension.SKILL: 5}, 9, "慢了一点", [reason])
    at = SOLVED_AT + HOUR
    surveys.answer_survey(survey, answer, seen_version=0, at=at)
    survey.refresh_from_db()
    assert (survey.overall, survey.recommends, survey.comment) == (4, 9, "慢了一点")
    assert dict(survey.scores.values_list("dimension", "score")) == {"timeliness": 3, "skill": 5}
    assert list(survey.reasons.all()) == [reason]
    assert (survey.way, survey.answered_at, survey.is_low) == (AnswerWay.LINK, at, True)
    said = play.ticket.communications.get(direction="in", purpose=Purpose.SURVEY)
    assert (said.score, said.is_low_score, said.body) == (4, True, "慢了一点")
    # Low by one of its parts: the supervisors hear at once, and a call is due within the hour.
    assert InboxItem.objects.filter(topic=Topic.LOW_SCORE).exists()
    assert clock_of(play, "low_callback_done").due_at == at + HOUR


def test_by_the_overall_score_alone_the_same_answer_is_none_to_worry_about(cast, contact):
    SurveyRule.objects.update(low_by=LowBy.OVERALL)
    play, survey = asked(cast)
    answer = Answer(4, {Dimension.TIMELINESS: 3})
    surveys.answer_survey(survey, answer, seen_version=0, at=SOLVED_AT + HOUR)
    assert not SlaClock.objects.filter(ticket=play.ticket, start_event="low_score").exists()


def test_a_low_part_needs_the_call_before_closing(cast, contact):
    play, survey = asked(cast)
    answer = Answer(4, {Dimension.TIMELINESS: 3})
    surveys.answer_survey(survey, answer, seen_version=0, at=SOLVED_AT + HOUR)
    with pytest.raises(LawBroken, match=r"低分|low score"):
        play.close(SOLVED_AT + 2 * HOUR, "轴承磨损")


def test_an_answer_can_be_changed_by_who_has_seen_it(cast, contact):
    _play, survey = asked(cast)
    surveys.answer_survey(survey, GOOD, seen_version=0, at=SOLVED_AT + HOUR)
    other = Answer(4, {Dimension.SKILL: 4})
    with pytest.raises(LawBroken, match=r"已有评价|answered already"):
        surveys.answer_survey(survey, other, seen_version=0, at=SOLVED_AT + 2 * HOUR)
    surveys.answer_survey(survey, other, seen_version=1, at=SOLVED_AT + 2 * HOUR)
    survey.refresh_from_db()
    assert (survey.overall, survey.version, survey.scores.count()) == (4, 2, 1)
    assert survey.answered_at == SOLVED_AT + HOUR, "first asked, first answered"


def test_a_low_answer_that_stays_low_rings_once(cast, contact):
    play, survey = asked(cast)
    surveys.answer_survey(survey, Answer(2), seen_version=0, at=SOLVED_AT + HOUR)
    play.say("低分回访", SOLVED_AT + 90 * MINUTE, "low_callback", by=cast.staff["supervisor"])
    later = SOLVED_AT + 2 * HOUR
    surveys.answer_survey(survey, Answer(3, comment="补充"), seen_version=1, at=later)
    assert InboxItem.objects.filter(topic=Topic.LOW_SCORE).count() == 1
    assert SlaClock.objects.filter(ticket=play.ticket, start_event="low_score").count() == 1
    play.ticket.refresh_from_db()
    play.close(later + HOUR, "轴承磨损")
    assert play.ticket.is_closed_loop


def test_the_notice_names_the_score_that_is_low(cast, contact):
    _play, survey = asked(cast)
    answer = Answer(5, {Dimension.ATTITUDE: 1, Dimension.SKILL: 5})
    surveys.answer_survey(survey, answer, seen_version=0, at=SOLVED_AT + HOUR)
    assert InboxItem.objects.filter(topic=Topic.LOW_SCORE).first().data["score"] == 1


def test_a_reopened_case_keeps_the_answer_of_its_first_solution(cast, contact):
    play, survey = asked(cast)
    surveys.answer_survey(survey, GOOD, seen_version=0, at=SOLVED_AT + HOUR)
    play.reopen(SOLVED_AT + 2 * HOUR, "又坏了")
    play.finish(SOLVED_AT + 3 * HOUR)
    play.confirm(SOLVED_AT + 4 * HOUR)
    later = SOLVED_AT + 5 * HOUR
    surveys.make_surveys(later, limit=10)
    surveys.carry_on_surveys(later, limit=10)
    first, second = play.ticket.surveys.order_by("cycle")
    assert (first.overall, first.state) == (5, SurveyState.ANSWERED)
    assert (second.overall, second.state) == (None, SurveyState.SENT)


def test_an_archived_file_stays_as_it_is_and_a_low_score_rings_even_so(cast, contact):
    play, survey = asked(cast)
    play.say("回访", SOLVED_AT + HOUR, Purpose.CALLBACK)
    play.close(SOLVED_AT + HOUR, "轴承磨损")
    moves.archive_ticket(play.ticket, by=cast.staff["manager"], at=SOLVED_AT + 2 * HOUR)
    before = play.ticket.communications.count()
    surveys.answer_survey(survey, Answer(1), seen_version=0, at=SOLVED_AT + DAY)
    survey.refresh_from_db()
    assert survey.overall == 1
    assert play.ticket.communications.count() == before
    assert InboxItem.objects.filter(topic=Topic.LOW_SCORE).exists()


@pytest.mark.django_db(transaction=True)
def test_fifty_answers_at_once_leave_one(cast, contact):
    _play, survey = asked(cast)

    def answer(n):
        try:
            given = Answer(n % 5 + 1, {Dimension.SKILL: n % 5 + 1})
            surveys.answer_survey(survey, given, seen_version=0, at=SOLVED_AT + HOUR)
        except LawBroken:
            return 0
        return 1

    assert sum(at_once(10, lambda n: sum(answer(n * 5 + k) for k in range(5)))) == 1
    survey.refresh_from_db()
    assert survey.version == 1
    assert list(survey.scores.values_list("score", flat=True)) == [survey.overall]


def test_no_survey_of_a_history(cast, contact):
    """What another desk has solved has no limit that asks for one."""
    play = solved(cast)
    SlaClock.objects.filter(ticket=play.ticket).update(cancelled_at=AT)
    assert surveys.make_surveys(timezone.now(), limit=10) == 0
