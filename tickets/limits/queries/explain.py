"""Why is it due then? A clock tells its story in sentences, in the reader's language, from its frozen copy."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.domain import worktime
from core.formats import full_moment, time_span
from tickets.limits.enums import CancelReason, ClockEvent, ClockState, Unit
from tickets.limits.models import SlaClock, SlaPause
from tickets.record.enums import WaitReason

SPECIAL_DAYS = 12
MINUTE = timedelta(minutes=1)


def story(row: SlaClock, at: datetime, pauses: Iterable[SlaPause] = ()) -> list[str]:
    """The sentences: start, limit, hours that count, pauses, outcome."""
    sentences = [_start(row), _limit(row), _hours(row)]
    sentences += [_pause(pause) for pause in pauses]
    if row.is_retargeted_late:
        sentences.append(_("The limit was tightened while it ran; the time of grace decided."))
    sentences.append(_outcome(row, at))
    if row.is_provisional:
        sentences.append(_("The statutory days of that year are not published yet: provisional."))
    return [sentence for sentence in sentences if sentence]


def _start(row: SlaClock) -> str:
    event = ClockEvent(row.start_event).label
    return _("Counted from %(moment)s (%(event)s).") % {
        "moment": full_moment(row.started_at),
        "event": event,
    }


def _limit(row: SlaClock) -> str:
    if row.moment:
        return _("Promised to the customer for %(moment)s.") % {"moment": full_moment(row.moment)}
    shown = {"amount": in_words(row.amount, row.unit), "policy": row.policy_name}
    return _("Limit: %(amount)s, by the rule “%(policy)s”.") % shown


def in_words(amount: int, unit: str) -> str:
    """`1 hour`, `3 working days`."""
    words = {
        Unit.MINUTE: ngettext("%(n)d minute", "%(n)d minutes", amount),
        Unit.HOUR: ngettext("%(n)d hour", "%(n)d hours", amount),
        Unit.WORKDAY: ngettext("%(n)d working day", "%(n)d working days", amount),
        Unit.CALENDAR_DAY: ngettext("%(n)d calendar day", "%(n)d calendar days", amount),
    }
    return words[Unit(unit)] % {"n": amount}


def step_words(share: int, offset: timedelta) -> str:
    """When a step comes: `80 %`, `at the limit`, `30 min after the limit`."""
    if share != 100:
        sign = "+" if offset > timedelta() else "−"
        return f"{share} %" + (f" {sign} {_working_time(offset)}" if offset else "")
    if not offset:
        return _("at the limit")
    words = (
        _("%(span)s after the limit") if offset > timedelta() else _("%(span)s before the limit")
    )
    return words % {"span": _working_time(offset)}


def _working_time(length: timedelta) -> str:
    """`26 h 5 min`: exact, and never in days, of which nobody knows how long they work."""
    hours, minutes = divmod(abs(length) // MINUTE, 60)
    words = (
        _("%(h)d h %(m)d min") if hours and minutes else (_("%(h)d h") if hours else _("%(m)d min"))
    )
    return words % {"h": hours, "m": minutes}


def _hours(row: SlaClock) -> str:
    if row.moment:
        return ""
    calendar = row.target.calendar
    if row.unit == Unit.CALENDAR_DAY:
        return _("Counted by calendar days: due at midnight, at the end of the day.")
    if calendar.is_always:
        return _("Every hour counts, day and night.")
    return _("Only working time counts: %(hours)s.") % {"hours": _week(calendar)} + _special_days(
        row, calendar
    )


def _special_days(row: SlaClock, calendar: worktime.WorkCalendar) -> str:
    """The days between start and due that are not as their weekday; the first few."""
    first, last = (
        calendar.local_date(row.started_at),
        calendar.local_date(row.due_at or row.stopped_at or row.started_at),
    )
    days = [day for day in sorted(calendar.exceptions) if first <= day <= last][:SPECIAL_DAYS]
    told = (
        f"{day:%m-%d} {worktime.format_hours(tuple(calendar.exceptions[day])) or _('closed')}"
        for day in days
    )
    return _(" In between: %(days)s.") % {"days": _(", ").join(told)} if days else ""


def _week(calendar: worktime.WorkCalendar) -> str:
    """`周一–周五 09:00-18:00`: days with the same hours joined."""
    days = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    groups: list[list] = []
    for weekday in range(7):
        hours = worktime.format_hours(tuple(calendar.week.get(weekday, ())))
        if groups and groups[-1][2] == hours:
            groups[-1][1] = weekday
        else:
            groups.append([weekday, weekday, hours])
    shown = (
        f"{days[a]}{'–' + days[b] if b > a else ''} {hours}" for a, b, hours in groups if hours
    )
    return _(", ").join(shown) + _("; statutory holidays and make-up workdays as in the calendar")


def _pause(pause: SlaPause) -> str:
    shown = {
        "start": full_moment(pause.started_at),
        "end": full_moment(pause.ended_at),
        "reason": WaitReason(pause.reason).label,
    }
    if pause.ended_at is None:
        return _("Stands still since %(start)s (%(reason)s).") % shown
    return _("Stood still from %(start)s to %(end)s (%(reason)s).") % shown


def _outcome(row: SlaClock, at: datetime) -> str:
    shown = {
        "due": full_moment(row.due_at),
        "spent": time_span(row.spent),
        "stopped": full_moment(row.stopped_at),
        "left": time_span(row.budget - row.spent),
        "late": time_span(_late_by(row, at)),
        "reason": CancelReason(row.cancel_reason).label if row.cancel_reason else "",
    }
    return _OUTCOMES[ClockState(row.state)](row) % shown


def _late_by(row: SlaClock, at: datetime) -> timedelta:
    return (row.stopped_at or at) - row.breached_at if row.breached_at else timedelta()


def _running(row: SlaClock) -> str:
    return _("So it is due on %(due)s.")


def _paused(row: SlaClock) -> str:
    if row.moment:
        return _("Judged at the moment it was fixed; the promise stays %(due)s.")
    return _("While it stands still there is no due time: %(left)s are left.")


def _met(row: SlaClock) -> str:
    if row.is_synchronous:
        return _("Kept at once: the ticket was opened during the conversation.")
    if row.is_corrected:
        return _("Kept on %(stopped)s; entered late, so a miss that had been noted was corrected.")
    return _("Kept on %(stopped)s, after %(spent)s.")


def _late(row: SlaClock) -> str:
    return _("It was due on %(due)s and is late by %(late)s.")


def _missed(row: SlaClock) -> str:
    return _("It was due on %(due)s and ended on %(stopped)s, late by %(late)s.")


def _cancelled(row: SlaClock) -> str:
    return _("No longer promised: %(reason)s.")


_OUTCOMES = {
    ClockState.RUNNING: _running,
    ClockState.PAUSED: _paused,
    ClockState.MET: _met,
    ClockState.BREACHED_RUNNING: _late,
    ClockState.BREACHED_STOPPED: _missed,
    ClockState.CANCELLED: _cancelled,
}
