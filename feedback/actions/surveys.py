"""Surveys are made for what was solved, sent, reminded of, answered once, and end."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from core.models.bulk import update_from_values
from customers.queries import contacts_who_object
from feedback.domain.scores import is_in_sample, is_low_answer, next_daytime, next_look
from feedback.enums import WAIVING, AnswerWay, Dimension, SkipReason, SurveyState
from feedback.models import LowScoreReason, Survey, SurveyRule, SurveyScore
from feedback.queries.rules import current_survey_rule
from feedback.queries.surveys import SOLVED, is_open
from feedback.rules import require_answerable
from tickets.limits.enums import ClockEvent
from tickets.limits.models import SlaClock
from tickets.record.actions.locking import TicketBatch, lock_ticket
from tickets.record.models import Ticket
from tickets.record.queries.desk_rules import current_desk_rule
from tickets.work.actions.closing import waive_surveys
from tickets.work.actions.incoming import take_survey_answer
from tickets.work.actions.messages import send_surveys

logger = logging.getLogger(__name__)

# After a failure.
LATER = timedelta(hours=1)

# A limit that ends at night is kept nevertheless.
LATEST_BEFORE_LIMIT = timedelta(hours=1)

# So many tickets are locked together, for less than a tenth of a second.
TICKETS_AT_ONCE = 150

# Who is asked, and by which ways.
ASKED = ("channel", "contact__preferred_channel")

# What carrying on changes of a survey.
CARRIED_COLUMNS = ("state", "skip_reason", "sent_at", "expires_at", "next_at", "reminded")


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
    rows = list(due.values_list("pk", "ticket", "contact")[:limit])
    rule = current_survey_rule() if rows else SurveyRule()
    for keys in _parts_of(rows, is_by_contact=rule.cool_down_days > 0):
        _carry_on_part(keys, rule, at)
    return len(rows)


def _parts_of(
    rows: Iterable[tuple[int, int, int | None]], *, is_by_contact: bool
) -> Iterator[list[int]]:
    """The keys of surveys in parts, in each of which a ticket comes once: what is decided about one
    counts for the next. A contact too, where nobody is asked twice within some days.
    """
    part: list[int] = []
    taken: set[tuple[str, int | None]] = set()
    for key, ticket_key, contact_key in rows:
        apart = {("ticket", ticket_key)}
        if is_by_contact and contact_key is not None:
            apart.add(("contact", contact_key))
        if len(part) == TICKETS_AT_ONCE or taken & apart:
            yield part
            part, taken = [], set()
        part.append(key)
        taken |= apart
    if part:
        yield part


def _carry_on_part(keys: list[int], rule: SurveyRule, at: datetime) -> None:
    """One that fails must not keep the others from being asked: each goes alone then. It is logged,
    and tried later.
    """
    try:
        _carry_on(keys, rule, at)
    except Exception:
        if len(keys) > 1:
            for key in keys:
                _carry_on_part([key], rule, at)
            return
        logger.exception("survey %s", keys[0])
        Survey.objects.filter(pk__in=keys).update(next_at=at + LATER)


@transaction.atomic
def _carry_on(keys: list[int], rule: SurveyRule, at: datetime) -> None:
    """Some of them under the locks of their tickets; none that another worker or a person has in
    hand.
    """
    rows = Survey.objects.filter(pk__in=keys)
    # The tickets first, as every action does.
    batch = TicketBatch(rows.values_list("ticket", flat=True), neighbours=ASKED)
    due = rows.filter(ticket__in=batch.by_key, next_at__lte=at)
    surveys = list(due.select_for_update().order_by("pk"))
    for survey in surveys:
        survey.ticket = batch.by_key[survey.ticket_id]

    unasked = [survey for survey in surveys if survey.state == SurveyState.MADE]
    asked = [survey for survey in surveys if survey.state != SurveyState.MADE]
    changed = [*_send_first(unasked, rule, at), *_remind_or_end(asked, rule, at)]
    update_from_values(Survey, surveys, CARRIED_COLUMNS)
    batch.store(changed, by=None, at=at)


def _send_first(surveys: Sequence[Survey], rule: SurveyRule, at: datetime) -> list[Ticket]:
    """Ask, or note why not; the tickets that have changed."""
    expires_at = at + timedelta(days=rule.open_days)
    skipped = _reasons_to_skip(surveys, rule, at)
    asked = {one.ticket: expires_at for one in surveys if one.pk not in skipped}
    reached = send_surveys(asked, at=at)
    waived: dict[SkipReason, list[Ticket]] = {}
    for survey in surveys:
        survey.expires_at = expires_at
        reason = skipped.get(survey.pk)
        if reason is None and survey.ticket_id not in reached:
            reason = SkipReason.NO_WAY
        if reason is not None:
            survey.state, survey.skip_reason, survey.next_at = SurveyState.SKIPPED, reason, None
            if reason in WAIVING:
                waived.setdefault(reason, []).append(survey.ticket)
            continue
        survey.state, survey.sent_at = SurveyState.SENT, at
        survey.next_at = _next_look(survey, rule, at)
    for reason, tickets in waived.items():
        waive_surveys(tickets, str(reason.label), at=at)
    changed = [ticket for ticket in asked if ticket.pk in reached]
    return changed + [ticket for tickets in waived.values() for ticket in tickets]


def _next_look(survey: Survey, rule: SurveyRule, at: datetime, *, reminded: int = 0) -> datetime:
    return next_look(
        at,
        survey.expires_at or at,
        reminded=reminded,
        reminders=rule.reminders,
        days=rule.reminder_days,
    )


def _reasons_to_skip(
    surveys: Sequence[Survey], rule: SurveyRule, at: datetime
) -> dict[int, SkipReason]:
    """By key why somebody is not asked; those who are asked are not in it. Three statements."""
    owed = _tickets_that_owe([one.ticket for one in surveys])
    spared = _contacts_to_spare([one.contact_id for one in surveys], rule, at)
    objecting = contacts_who_object(key for key in (one.contact_id for one in surveys) if key)
    reasons = {}
    for survey in surveys:
        if not _is_solved_as_then(survey):
            reasons[survey.pk] = SkipReason.NOT_SOLVED
        elif survey.ticket_id not in owed:
            reasons[survey.pk] = SkipReason.NOT_OWED
        elif survey.contact_id in objecting:
            reasons[survey.pk] = SkipReason.NO_CONSENT
        elif not is_in_sample(survey.pk, rule.sample_percent):
            reasons[survey.pk] = SkipReason.SAMPLE
        elif survey.contact_id in spared:
            reasons[survey.pk] = SkipReason.COOL_DOWN
    return reasons


def _is_solved_as_then(survey: Survey) -> bool:
    """Does the solution stand that it asks about?"""
    return survey.ticket.status in SOLVED and survey.ticket.reopen_count == survey.cycle


def _tickets_that_owe(tickets: Sequence[Ticket]) -> set[int]:
    """Where a limit still waits for it. Somebody may have asked by hand, or said why not."""
    waiting = SlaClock.objects.live().filter(stop_event=ClockEvent.SURVEY_SENT)
    open_keys = [ticket.pk for ticket in tickets if not ticket.survey_waived_reason]
    return set(waiting.filter(ticket__in=open_keys).values_list("ticket", flat=True))


def _contacts_to_spare(
    contact_keys: Iterable[int | None], rule: SurveyRule, at: datetime
) -> set[int | None]:
    """Who was asked a short while ago."""
    if not rule.cool_down_days:
        return set()
    since = at - timedelta(days=rule.cool_down_days)
    asked = Survey.objects.filter(contact__in=set(contact_keys) - {None}, sent_at__gt=since)
    return set(asked.values_list("contact", flat=True))


def _remind_or_end(surveys: Sequence[Survey], rule: SurveyRule, at: datetime) -> list[Ticket]:
    """Remind or end; the tickets that have changed."""
    reminded: dict[Ticket, datetime] = {}
    for survey in surveys:
        expires_at = survey.expires_at or at
        if at >= expires_at:
            survey.state, survey.next_at = SurveyState.EXPIRED, None
            continue
        is_solved = _is_solved_as_then(survey) and not survey.ticket.survey_waived_reason
        if is_solved and survey.reminded < rule.reminders:
            reminded[survey.ticket] = expires_at
            survey.reminded += 1
        # Of what is no longer solved nobody is reminded: looked at when it ends.
        count = survey.reminded if is_solved else rule.reminders
        survey.next_at = _next_look(survey, rule, at, reminded=count)
    send_surveys(reminded, at=at)
    return list(reminded)


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
