"""Why is it due then? A clock explains itself in sentences, in the reader's language.

Everything comes from its frozen copy of the terms.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from calendars.domain import written_hours
from core.domain import worktime
from core.formats import full_moment, time_span
from tickets.limits.enums import CancelReason, ClockEvent, ClockState, Unit, amount_in_words
from tickets.limits.models import SlaClock, SlaPause
from tickets.record.enums import WaitReason

# So many days that are not as their weekday are listed.
SPECIAL_DAYS = 12
MINUTE = timedelta(minutes=1)
FULL_SHARE = 100


def clock_story(row: SlaClock, at: datetime, pauses: Iterable[SlaPause] = ()) -> list[str]:
    """The sentences: start, limit, hours that count, pauses, outcome."""
    sentences = [_start_sentence(row), _limit_sentence(row), _hours_sentence(row)]
    sentences += [_pause_sentence(pause) for pause in pauses]
    if row.is_retargeted_late:
        sentences.append(_("The limit was tightened while it ran; the time of grace decided."))

    sentences.append(_outcome_sentence(row, at))
    if row.is_provisional:
        sentences.append(_("The statutory days of that year are not published yet: provisional."))

    return [sentence for sentence in sentences if sentence]


def _start_sentence(row: SlaClock) -> str:
    return _("Counted from %(moment)s (%(event)s).") % {
        "moment": full_moment(row.started_at),
        "event": ClockEvent(row.start_event).label,
    }


def _limit_sentence(row: SlaClock) -> str:
    if row.moment:
        return _("Promised to the customer for %(moment)s.") % {"moment": full_moment(row.moment)}

    return _("Limit: %(amount)s, by the rule “%(policy)s”.") % {
        "amount": amount_in_words(row.amount, row.unit),
        "policy": row.policy_name,
    }


def step_words(share: int, offset: timedelta) -> str:
    """When a step comes: `80 %`, `at the limit`, `30 min after the limit`."""
    is_after = offset > timedelta()
    if share != FULL_SHARE:
        if not offset:
            return f"{share} %"

        sign = "+" if is_after else "−"
        return f"{share} % {sign} {_working_time(offset)}"

    if not offset:
        return _("at the limit")

    if is_after:
        return _("%(span)s after the limit") % {"span": _working_time(offset)}

    return _("%(span)s before the limit") % {"span": _working_time(offset)}


def _working_time(length: timedelta) -> str:
    """`26 h 5 min`: exact, and never in days, of which nobody knows how long they work."""
    hours, minutes = divmod(abs(length) // MINUTE, 60)
    if hours and minutes:
        return _("%(h)d h %(m)d min") % {"h": hours, "m": minutes}

    if hours:
        return _("%(h)d h") % {"h": hours}

    return _("%(m)d min") % {"m": minutes}


# --- the hours that count -----------------------------------------------------------------------


def _hours_sentence(row: SlaClock) -> str:
    if row.moment:
        return ""

    if row.unit == Unit.CALENDAR_DAY:
        return _("Counted by calendar days: due at midnight, at the end of the day.")

    calendar = row.target.calendar
    if calendar.is_always:
        return _("Every hour counts, day and night.")

    sentence = _("Only working time counts: %(hours)s.") % {"hours": _week_in_words(calendar)}
    return sentence + _special_days(row, calendar)


def _special_days(row: SlaClock, calendar: worktime.WorkCalendar) -> str:
    """The days between start and due that are not as their weekday; the first few."""
    first = calendar.local_date(row.started_at)
    last = calendar.local_date(row.due_at or row.stopped_at or row.started_at)
    between = [day for day in sorted(calendar.exceptions) if first <= day <= last]
    if not between:
        return ""

    days = _(", ").join(_day_in_words(calendar, day) for day in between[:SPECIAL_DAYS])
    return _(" In between: %(days)s.") % {"days": days}


def _day_in_words(calendar: worktime.WorkCalendar, day: date) -> str:
    """`10-01 closed`, `10-10 09:00-18:00`."""
    hours = written_hours.format_hours(tuple(calendar.exceptions[day]))
    return f"{day:%m-%d} {hours or _('closed')}"


def _week_in_words(calendar: worktime.WorkCalendar) -> str:
    """`周一–周五 09:00-18:00`: days with the same hours joined."""
    names = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]

    groups: list[tuple[int, int, str]] = []
    for weekday in range(7):
        hours = written_hours.format_hours(tuple(calendar.week.get(weekday, ())))
        if groups and groups[-1][2] == hours:
            groups[-1] = (groups[-1][0], weekday, hours)
        else:
            groups.append((weekday, weekday, hours))

    parts = []
    for first, last, hours in groups:
        if hours:
            days = names[first] if first == last else f"{names[first]}–{names[last]}"
            parts.append(f"{days} {hours}")

    as_in_calendar = _("; statutory holidays and make-up workdays as in the calendar")
    return _(", ").join(parts) + as_in_calendar


def _pause_sentence(pause: SlaPause) -> str:
    # Of a pause that goes on the end is empty, and its sentence does not ask for it.
    values = {
        "start": full_moment(pause.started_at),
        "end": full_moment(pause.ended_at),
        "reason": WaitReason(pause.reason).label,
    }
    if pause.ended_at is None:
        return _("Stands still since %(start)s (%(reason)s).") % values

    return _("Stood still from %(start)s to %(end)s (%(reason)s).") % values


# --- what came of it ----------------------------------------------------------------------------


def _outcome_sentence(row: SlaClock, at: datetime) -> str:
    reason = CancelReason(row.cancel_reason).label if row.cancel_reason else ""
    return _OUTCOMES[ClockState(row.state)](row) % {
        "due": full_moment(row.due_at),
        "spent": time_span(row.spent),
        "stopped": full_moment(row.stopped_at),
        "left": time_span(row.budget - row.spent),
        "late": time_span(_late_by(row, at)),
        "reason": reason,
    }


def _late_by(row: SlaClock, at: datetime) -> timedelta:
    if row.breached_at is None:
        return timedelta()

    return (row.stopped_at or at) - row.breached_at


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
