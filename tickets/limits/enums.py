"""Vocabulary of limits: units, events that start and stop clocks, steps of escalation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy


class Unit(TextChoices):
    MINUTE = "minute", _("minutes")
    HOUR = "hour", pgettext_lazy("unit", "hours")
    WORKDAY = "workday", _("working days")
    CALENDAR_DAY = "calendar_day", pgettext_lazy("unit", "calendar days")


def amount_in_words(amount: int, unit: str) -> str:
    """`1 hour`, `3 working days`."""
    patterns = {
        Unit.MINUTE: ngettext("%(n)d minute", "%(n)d minutes", amount),
        Unit.HOUR: ngettext("%(n)d hour", "%(n)d hours", amount),
        Unit.WORKDAY: ngettext("%(n)d working day", "%(n)d working days", amount),
        Unit.CALENDAR_DAY: ngettext("%(n)d calendar day", "%(n)d calendar days", amount),
    }
    return patterns[Unit(unit)] % {"n": amount}


class ClockState(TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    MET = "met", _("Met")
    BREACHED_RUNNING = "breached_running", _("Late, running")
    BREACHED_STOPPED = "breached_stopped", _("Late, stopped")
    CANCELLED = "cancelled", pgettext_lazy("clock", "Cancelled")


class ClockEvent(TextChoices):
    """What starts and stops clocks."""

    REPORTED = "reported", _("problem reported")
    FIRST_CONTACT = "first_contact", _("first contact with the customer")
    ASSIGNED = "assigned", _("task assigned")
    PROCESSING_STARTED = "processing_started", _("processing started")
    SUBSTANTIVE_REPLY = "substantive_reply", _("substantive reply")
    CUSTOMER_UPDATE = "customer_update", _("progress told to the customer")
    MEETING_OPENED = "meeting_opened", _("meeting opened")
    DECIDED = "decided", _("solution decided")
    PROMISED = "promised", _("solution time promised")
    FIXED = "fixed", _("problem fixed")
    RESOLVED = "resolved", _("solution confirmed")
    REOPENED = "reopened", _("ticket reopened")
    RETIERED = "retiered", _("tier or priority changed")
    SURVEY_SENT = "survey_sent", _("survey sent")
    CALLBACK_DONE = "callback_done", _("call-back done")
    LOW_SCORE = "low_score", _("low score received")
    LOW_CALLBACK_DONE = "low_callback_done", _("low-score call-back done")
    COLLABORATION_ASKED = "collaboration_asked", _("collaboration asked")
    COLLABORATION_ANSWERED = "collaboration_answered", _("collaboration answered")


class CancelReason(TextChoices):
    TICKET_CANCELLED = "ticket_cancelled", _("ticket cancelled")
    MERGED = "merged", _("ticket merged")
    NOT_PROMISED = "not_promised", _("no longer promised by the rule")
    SOLVED = "solved", _("solved before it was due")
    REOPENED = "reopened", pgettext_lazy("clock", "ticket reopened")
    POLICY_WITHDRAWN = "policy_withdrawn", _("rule withdrawn")


class StepRole(TextChoices):
    ASSIGNEE = "assignee", _("Assignee")
    SUPERVISOR = "supervisor", _("Supervisor")
    MANAGER = "manager", _("Manager")
    DUTY = "duty", _("Person on duty")


class StepAct(TextChoices):
    """What an escalation step may do besides telling somebody."""

    ASK_REASON = "ask_reason", _("Require a reason")
    RAISE_TIER = "raise_tier", _("Raise the tier")
    REASSIGN = "reassign", _("Reassign to the person notified")


class ActOutcome(TextChoices):
    """Why an escalation step left the ticket as it was."""

    FINISHED = "finished", _("the ticket was finished")
    HIGHEST = "highest", _("already the gravest tier")
    NO_PROMISE = "no_promise", _("an urgent ticket needs a promised time first")
    NOBODY = "nobody", _("no one available")


class ChangeScope(TextChoices):
    RULES = "rules", _("Rules")
    CALENDAR = "calendar", _("Calendar")
    WITHDRAWN = "withdrawn", _("Withdrawn rules")
