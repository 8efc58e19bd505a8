"""Limits: a row for each clock of a ticket, judged as the figures judge it."""

from django.db.models import BooleanField, Case, DateTimeField, F, Q, Value, When

from analytics.queries.bi.views import (
    BiColumn,
    BiView,
    code_with_words,
    is_so,
    month_of,
    names_of,
    this_second,
)
from metrics.queries.cases import is_counted
from metrics.queries.sources.limits import Judgement, judgement
from tickets.limits.enums import CancelReason, ClockState, Unit
from tickets.limits.models import SlaClock


def clock_view() -> BiView:
    judged = judgement(this_second())
    return BiView(
        "clocks",
        "A limit of a ticket in one cycle: `is_kept` tells how figures judge it.",
        SlaClock.objects.annotate(judged=_judged_at(judged)),
        {
            "clock_key": BiColumn("pk", "one row each"),
            "ticket_key": BiColumn("ticket", "joins `tickets`"),
            "is_counted": BiColumn(is_so(is_counted("ticket__")), "do figures count its ticket?"),
            "kind": BiColumn("kind__code", "code of the kind of limit"),
            **names_of("kind", "kind__", "kind of limit"),
            "cycle": BiColumn("cycle", "1 for the first, one more with each renewal"),
            **code_with_words("state", "state", ClockState, "state"),
            "amount": BiColumn("amount", "how long the limit is, in `unit`"),
            **code_with_words("unit", "unit", Unit, "unit of `amount`"),
            "started_at": BiColumn("started_at", "when it began"),
            "due_at": BiColumn("due_at", "when it is due; empty while it stands still"),
            "stopped_at": BiColumn("stopped_at", "when what it waited for happened"),
            "breached_at": BiColumn("breached_at", "when it was missed"),
            "paused_at": BiColumn("paused_at", "since when it stands still"),
            "cancelled_at": BiColumn("cancelled_at", "when it was called off: it is not judged"),
            **code_with_words(
                "cancel_reason", "cancel_reason", CancelReason, "why it was called off"
            ),
            "judged_at": BiColumn("judged", "the moment that puts it into a month"),
            "judged_month": month_of("judged", "judged_at"),
            "is_kept": BiColumn(
                _is_kept(judged),
                "true: in time, false: missed, also where nobody has noticed; empty: not decided",
            ),
            "is_corrected": BiColumn("is_corrected", "a late entry showed that it was kept"),
            "is_answered_in_call": BiColumn("is_synchronous", "met by the very call"),
            "is_historic": BiColumn("is_historic", "ended before it was imported"),
        },
    )


def _judged_at(judged: Judgement) -> Case:
    return Case(
        When(cancelled_at__isnull=False, then=None),
        When(judged.missed, then=F("breached_at")),
        When(judged.overdue, then=F("due_at")),
        When(judged.ended, then=F("stopped_at")),
        default=None,
        output_field=DateTimeField(),
    )


def _is_kept(judged: Judgement) -> Case:
    is_missed: Q = judged.missed | judged.overdue
    return Case(
        When(cancelled_at__isnull=False, then=None),
        When(is_missed, then=Value(False)),
        When(judged.ended, then=Value(True)),
        default=None,
        output_field=BooleanField(),
    )
