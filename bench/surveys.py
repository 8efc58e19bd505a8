"""What asking customers costs. Imported after Django is set up."""

import os
import time
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from customers.models import Contact
from feedback.actions.surveys import carry_on_surveys, make_surveys
from feedback.models import Survey, SurveyRule
from notifications.models import Outbox
from tickets.limits.enums import ClockEvent, ClockState
from tickets.limits.models import SlaClock
from tickets.record.enums import Status
from tickets.record.models import Ticket

SURVEYS = int(os.environ.get("BENCH_SURVEYS", "10000"))
HOUR = timedelta(hours=1)
QUIET_RUNS = 20


def measure_surveys() -> dict[str, Any]:
    """So many surveys made and sent at once, and a run with nothing to do. Taken back."""
    at = timezone.now()
    with transaction.atomic(), override_settings(EMAIL_IS_SET_UP=True, MAILBOX_ADDRESS=""):
        _owe_surveys(at)
        queued = Outbox.objects.count()
        started = time.perf_counter()
        made = make_surveys(at, limit=SURVEYS)
        making = time.perf_counter() - started
        # At night they would wait for the morning.
        Survey.objects.update(next_at=at)
        started = time.perf_counter()
        carry_on_surveys(at, limit=SURVEYS)
        sending = time.perf_counter() - started
        sent = Outbox.objects.count() - queued

        started = time.perf_counter()
        for _run in range(QUIET_RUNS):
            make_surveys(at, limit=SURVEYS)
            carry_on_surveys(at, limit=SURVEYS)
        quiet = (time.perf_counter() - started) / QUIET_RUNS
        transaction.set_rollback(True)
    return {
        "surveys": made,
        "messages": sent,
        "making s": making,
        "sending s": sending,
        "nothing due ms": 1000 * quiet,
    }


def _owe_surveys(at: datetime) -> None:
    """As if so many loaded tickets had been solved an hour ago, with contacts who have mail."""
    SurveyRule.objects.update(is_active=True, asks_since=None, cool_down_days=0)
    Contact.objects.filter(email="").update(email="bench@customer.example")
    asked = SlaClock.objects.filter(
        stop_event=ClockEvent.SURVEY_SENT, stopped_at__isnull=False, ticket__contact__isnull=False
    )
    rows = asked.order_by("-pk").values_list("pk", "ticket")[:SURVEYS]
    keys, tickets = zip(*rows, strict=True)
    SlaClock.objects.filter(pk__in=keys).update(
        state=ClockState.RUNNING,
        stopped_at=None,
        breached_at=None,
        detected_at=None,
        spent=timedelta(0),
        started_at=at - HOUR,
        since=at - HOUR,
        due_at=at + 23 * HOUR,
        next_check_at=at + 11 * HOUR,
    )
    Ticket.objects.filter(pk__in=tickets).update(status=Status.RESOLVED, survey_waived_reason="")
