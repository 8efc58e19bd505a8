"""Surveys are made for what was solved, sent, reminded of, answered once, and end."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from core.work.record import store_row
from feedback.domain.scores import is_in_sample, is_low_answer, next_daytime, next_look
from feedback.enums import WAIVING, AnswerWay, Dimension, SkipReason, SurveyState
from feedback.models import LowScoreReason, Survey, SurveyRule, SurveyScore
from feedback.queries.rules import current_survey_rule
from feedback.queries.surveys import SOLVED, is_open
from feedback.rules import require_answerable
from tickets.limits.enums import ClockEvent
from tickets.limits.models import SlaClock
from tickets.record.actions.locking import lock_ticket
from tickets.record.models import Ticket
from tickets.record.queries.desk_rules import current_desk_rule
from tickets.work.actions.closing import waive_survey
from tickets.work.actions.incoming import take_survey_answer
from tickets.work.actions.messages import send_survey

logger = logging.getLogger(__name__)

# After a failure.
LATER = timedelta(hours=1)

# A limit that ends at night is kept nevertheless.
LATEST_BEFORE_LIMIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a customer says: scores from 1 to 5, `recommends` from 0 to 10."""

    overall: int
    scores: Mapping[Dimension, int] = field(default_factory=dict)
    recommends: int | None = None
    comment: str = ""
    reasons: Sequence[LowScoreReason] = ()


def make_surveys(at: datetime, *, limit: int) -> int:
    """A survey for each solution whose limit asks for one and that has none; their number.

    The limit is the row that says so: what came from another desk's history has none. Three
    statements.
    """
    rule = current_survey_rule()
    if not rule.is_active:
        return 0
    of_solution = Survey.objects.filter(ticket=OuterRef("ticket"), cycle=OuterRef("solution"))
    waiting = (
        SlaClock.objects.live()
        .filter(stop_event=ClockEvent.SURVEY_SENT, ticket__status__in=SOLVED)
        .filter(Q() if rule.asks_since is None else Q(started_at__gte=rule.asks_since))
        .annotate(solution=F("ticket__reopen_count"))
        .filter(~Exists(of_solution))
        .order_by("due_at")
        .values_list("ticket", "solution", "ticket__contact", "due_at")
    )
    rows = [
        Survey(
            ticket_id=ticket,
            cycle=solution,
            contact_id=contact,
            made_at=at,
            next_at=_moment_to_ask(at, due_at),
        )
        for ticket, solution, contact, due_at in waiting[:limit]
    ]
    # A second worker may have made them meanwhile.
    Survey.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _moment_to_ask(at: datetime, due_at: datetime | None) -> datetime:
    """By day, unless the limit ends before. One that is missed already waits for the morning."""
    daytime = next_daytime(timezone.localtime(at))
    if due_at is None or due_at <= at:
        return daytime
    return max(at, min(daytime, due_at - LATEST_BEFORE_LIMIT))


def carry_on_surveys(at: datetime, *, limit: int) -> int:
    """Send, remind of and end what is due; the number of surveys looked at."""
    due = Survey.objects.filter(next_at__lte=at).order_by("next_at", "pk")
    keys = list(due.values_list("pk", "ticket")[:limit])
    rule = current_survey_rule() if keys else SurveyRule()
    for key, ticket_key in keys:
        try:
            _carry_on(key, ticket_key, rule, at)
        except Exception:
            # One that fails must not keep the others from being asked: logged, and tried later.
            logger.exception("survey %s", key)
            Survey.objects.filter(pk=key).update(next_at=at + LATER)
    return len(keys)


@transaction.atomic
def _carry_on(key: int, ticket_key: int, rule: SurveyRule, at: datetime) -> None:
    """One of them, under the lock of its ticket; nothing where another worker was faster."""
    # The ticket first, as every action does.
    ticket = lock_ticket(Ticket(pk=ticket_key))
    survey = Survey.objects.select_for_update().get(pk=key)
    if survey.next_at is None or survey.next_at > at:
        return
    act = _send_first if survey.state == SurveyState.MADE else _remind_or_end
    has_changed = act(survey, ticket, rule, at)
    survey.save()
    if has_changed:
        store_row(ticket, by=None, at=at)


def _send_first(survey: Survey, ticket: Ticket, rule: SurveyRule, at: datetime) -> bool:
    """Ask, or note why not; has the ticket changed?"""
    reason = _reason_to_skip(survey, ticket, rule, at)
    survey.expires_at = at + timedelta(days=rule.open_days)
    if reason is None and not send_survey(ticket, at=at, until=survey.expires_at):
        reason = SkipReason.NO_WAY
    if reason is not None:
        survey.state, survey.skip_reason, survey.next_at = SurveyState.SKIPPED, reason, None
        if reason in WAIVING:
            waive_survey(ticket, str(reason.label), at=at)
        return reason in WAIVING
    survey.state, survey.sent_at = SurveyState.SENT, at
    survey.next_at = next_look(
        at,
        survey.expires_at,
        reminded=0,
        reminders=rule.reminders,
        days=rule.reminder_days,
    )
    return True


def _reason_to_skip(
    survey: Survey, ticket: Ticket, rule: SurveyRule, at: datetime
) -> SkipReason | None:
    if ticket.status not in SOLVED or ticket.reopen_count != survey.cycle:
        return SkipReason.NOT_SOLVED
    if not _is_owed(ticket):
        return SkipReason.NOT_OWED
    if not is_in_sample(survey.pk, rule.sample_percent):
        return SkipReason.SAMPLE
    if rule.cool_down_days and survey.contact_id is not None:
        since = at - timedelta(days=rule.cool_down_days)
        asked = Survey.objects.filter(contact=survey.contact_id, sent_at__gt=since)
        if asked.exists():
            return SkipReason.COOL_DOWN
    return None


def _is_owed(ticket: Ticket) -> bool:
    """Does a limit still wait for the survey? Somebody may have asked by hand, or said why not."""
    waiting = SlaClock.objects.live().filter(ticket=ticket, stop_event=ClockEvent.SURVEY_SENT)
    return not ticket.survey_waived_reason and waiting.exists()


def _remind_or_end(survey: Survey, ticket: Ticket, rule: SurveyRule, at: datetime) -> bool:
    """Remind or end; has the ticket changed?"""
    expires_at = survey.expires_at or at
    if at >= expires_at:
        survey.state, survey.next_at = SurveyState.EXPIRED, None
        return False
    is_solved = ticket.status in SOLVED and ticket.reopen_count == survey.cycle
    is_solved = is_solved and not ticket.survey_waived_reason
    has_reminded = is_solved and survey.reminded < rule.reminders
    if has_reminded:
        send_survey(ticket, at=at, until=expires_at)
        survey.reminded += 1
    survey.next_at = next_look(
        at,
        expires_at,
        reminded=survey.reminded if is_solved else rule.reminders,
        reminders=rule.reminders,
        days=rule.reminder_days,
    )
    return has_reminded


@transaction.atomic
def answer_survey(survey: Survey, answer: Answer, *, seen_version: int, at: datetime) -> Survey:
    """Keep what the customer says on the own page, or how the customer changes it.

    Raises `LawBroken` once it is over, and for who has not seen what was answered meanwhile.
    """
    ticket = lock_ticket(Ticket(pk=survey.ticket_id))
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    require_answerable(survey, is_open=is_open(survey, at), seen_version=seen_version)
    was_low = survey.is_low
    is_low = keep_answer(survey, answer, way=AnswerWay.LINK, by=None, at=at)
    # A low answer that stays low has rung, and was called about or will be.
    lowest = min([answer.overall, *answer.scores.values()]) if is_low and not was_low else None
    take_survey_answer(ticket, at=at, score=answer.overall, lowest=lowest, comment=answer.comment)
    return survey


def keep_answer(
    survey: Survey, answer: Answer, *, way: AnswerWay, by: User | None, at: datetime
) -> bool:
    """Store the answer of a locked survey; is it a low one?"""
    rule, desk = current_survey_rule(), current_desk_rule()
    is_low = is_low_answer(
        answer.overall,
        answer.scores.values(),
        low_score=desk.low_score,
        low_by=rule.low_by,
    )
    survey.overall, survey.recommends = answer.overall, answer.recommends
    survey.comment, survey.is_low = answer.comment, is_low
    survey.answered_at = survey.answered_at or at
    survey.changed_at = at
    survey.state, survey.next_at = SurveyState.ANSWERED, None
    survey.way, survey.taken_by = way, by
    survey.version += 1
    survey.save()
    survey.reasons.set(answer.reasons)
    survey.scores.all().delete()
    SurveyScore.objects.bulk_create(
        SurveyScore(survey=survey, dimension=dimension, score=score)
        for dimension, score in answer.scores.items()
    )
    return is_low


def survey_to_answer_on_phone(ticket: Ticket, at: datetime) -> Survey:
    """The survey of the solution of a locked ticket, locked; a new one where it was never made."""
    survey, _is_new = Survey.objects.get_or_create(
        ticket=ticket,
        cycle=ticket.reopen_count,
        defaults={"contact": ticket.contact, "made_at": at},
    )
    return Survey.objects.select_for_update().get(pk=survey.pk)
