"""Why is it due then? A clock explains itself in sentences, in the reader's language.

Everything comes from its frozen copy of the terms.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core.domain import worktime
from pages.formats import exact_moment, joined_sentences, time_span, working_span
from tickets.limits.enums import CancelReason, ClockEvent, ClockState, Unit, amount_in_words
from tickets.limits.models import SlaClock, SlaPause
from tickets.limits.queries.change_words import change_sentence
from tickets.limits.queries.changed_terms import ChangedTerms
from tickets.limits.queries.worked_words import (
    clock_changes_in_words,
    hours_in_words,
    special_days_in_words,
    working_time,
    zone_name,
)
from tickets.record.enums import WaitReason


def clock_story(
    row: SlaClock,
    at: datetime,
    pauses: Iterable[SlaPause] = (),
    changes: Iterable[ChangedTerms] = (),
) -> list[str]:
    """The sentences: start, limit, hours that count, pauses and changes in their order, outcome."""
    changes = list(changes)
    sentences = [_start_sentence(row), _limit_sentence(row), _hours_sentence(row, at)]

    course = [(pause.started_at, _pause_sentence(pause)) for pause in pauses]
    course += [(change.at, change_sentence(change)) for change in changes]
    sentences += [sentence for _at, sentence in sorted(course, key=lambda part: part[0])]
    if row.is_retargeted_late and not any(change.is_grace for change in changes):
        sentences.append(_("The limit was tightened while it ran; the time of grace decided."))

    sentences.append(_outcome_sentence(row, at))
    if row.is_provisional:
        sentences.append(_("The statutory days of that year are not published yet: provisional."))

    return [sentence for sentence in sentences if sentence]


def _start_sentence(row: SlaClock) -> str:
    return _("Counted from %(moment)s (%(event)s).") % {
        "moment": exact_moment(row.started_at),
        "event": ClockEvent(row.start_event).label,
    }


def _limit_sentence(row: SlaClock) -> str:
    if row.moment:
        return _("Promised to the customer for %(moment)s.") % {"moment": exact_moment(row.moment)}

    return _("Limit: %(amount)s, by the rule “%(policy)s”.") % {
        "amount": amount_in_words(row.amount, row.unit),
        "policy": row.policy_name,
    }


# --- the hours that count -----------------------------------------------------------------------


def _hours_sentence(row: SlaClock, at: datetime) -> str:
    if row.moment:
        return ""

    end = row.due_at or row.stopped_at or max(at, row.started_at)
    hours = counted_hours(row.target.calendar, row.unit, row.started_at, end)
    return joined_sentences([hours + _zone_sentence(row), *_clock_changes(row, end)])


def _clock_changes(row: SlaClock, end: datetime) -> list[str]:
    """Changes of clocks that make a wall show another time than the hours add up to."""
    if row.unit in (Unit.WORKDAY, Unit.CALENDAR_DAY):
        return []

    calendar = row.target.calendar
    # The reader counts whole hours on the wall of the desk.
    zone = timezone.get_current_timezone() if calendar.is_always else calendar.zone
    return clock_changes_in_words(zone, row.started_at, end)


def counted_hours(
    calendar: worktime.WorkCalendar, unit: str, start: datetime, end: datetime
) -> str:
    """Which hours count between two moments, and in which zone where it is not the desk's."""
    zone = zone_name(calendar)
    if unit == Unit.CALENDAR_DAY:
        if not zone:
            return _("Counted by calendar days: due at midnight, at the end of the day.")
        return _(
            "Counted by calendar days of %(zone)s: due at midnight there, at the end of the day."
        ) % {"zone": zone}

    if calendar.is_always:
        return _("Every hour counts, day and night.")

    first, last = calendar.local_date(start), calendar.local_date(end)
    hours = hours_in_words(calendar, first, last)
    if zone:
        hours = _("%(hours)s by the clock of %(zone)s") % {"hours": hours, "zone": zone}
    as_in_calendar = _("; statutory holidays and make-up workdays as in the calendar")
    sentence = _("Only working time counts: %(hours)s.") % {"hours": hours + as_in_calendar}
    return sentence + special_days_in_words(calendar, first, last)


def _zone_sentence(row: SlaClock) -> str:
    """The start and the due time on the wall of another zone, by whose hours they follow."""
    calendar = row.target.calendar
    zone = zone_name(calendar)
    if not zone or row.due_at is None or (calendar.is_always and row.unit != Unit.CALENDAR_DAY):
        return ""

    return _(" There it began on %(start)s and is due on %(due)s.") % {
        "start": _wall(row.started_at, calendar),
        "due": _wall(row.due_at, calendar),
    }


def _wall(value: datetime, calendar: worktime.WorkCalendar) -> str:
    return f"{value.astimezone(calendar.zone):%Y-%m-%d %H:%M:%S}".removesuffix(":00")


def _pause_sentence(pause: SlaPause) -> str:
    # Of a pause that goes on the end is empty, and its sentence does not ask for it.
    values = {
        "start": exact_moment(pause.started_at),
        "end": exact_moment(pause.ended_at),
        "reason": WaitReason(pause.reason).label,
    }
    if pause.ended_at is None:
        return _("Stands still since %(start)s (%(reason)s).") % values

    return _("Stood still from %(start)s to %(end)s (%(reason)s).") % values


# --- what came of it ----------------------------------------------------------------------------


def _outcome_sentence(row: SlaClock, at: datetime) -> str:
    reason = CancelReason(row.cancel_reason).label if row.cancel_reason else ""
    return _OUTCOMES[ClockState(row.state)](row) % {
        "due": exact_moment(row.due_at),
        "spent": working_time(row.spent, row.target.calendar),
        "stopped": exact_moment(row.stopped_at),
        "left": working_time(row.budget - row.spent, row.target.calendar),
        "late": _lateness(row, at),
        "reason": reason,
    }


def _lateness(row: SlaClock, at: datetime) -> str:
    """`10 h of working time (1 d 1 h by the clock)`; one of them where they are the same."""
    if row.breached_at is None:
        return ""

    end = max(row.stopped_at or at, row.breached_at)
    calendar = row.target.calendar
    worked = worktime.elapsed(calendar, row.breached_at, end)
    if row.moment or worked == end - row.breached_at:
        return working_span(end - row.breached_at)

    return _("%(worked)s of working time (%(span)s by the clock)") % {
        "worked": working_time(worked, calendar),
        "span": time_span(end - row.breached_at),
    }


def _if_running(_row: SlaClock) -> str:
    return _("It is therefore due on %(due)s.")


def _if_paused(row: SlaClock) -> str:
    if row.moment:
        return _("Judged at the moment it was fixed; the promise stays %(due)s.")

    return _("While it stands still there is no due time: %(left)s are left.")


def _if_met(row: SlaClock) -> str:
    if row.is_synchronous:
        return _("Kept at once: the ticket was opened during the conversation.")

    if row.is_corrected:
        return _("Kept on %(stopped)s; entered late, so a miss that had been noted was corrected.")

    return _("Kept on %(stopped)s, after %(spent)s.")


def _if_late(_row: SlaClock) -> str:
    return _("It was due on %(due)s and is late by %(late)s.")


def _if_missed(_row: SlaClock) -> str:
    return _("It was due on %(due)s and ended on %(stopped)s, late by %(late)s.")


def _if_cancelled(_row: SlaClock) -> str:
    return _("No longer promised: %(reason)s.")


_OUTCOMES = {
    ClockState.RUNNING: _if_running,
    ClockState.PAUSED: _if_paused,
    ClockState.MET: _if_met,
    ClockState.BREACHED_RUNNING: _if_late,
    ClockState.BREACHED_STOPPED: _if_missed,
    ClockState.CANCELLED: _if_cancelled,
}
