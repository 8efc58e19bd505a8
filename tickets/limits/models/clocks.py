"""Clocks with the frozen copy of what was promised, their pauses, and the steps raised on them."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from calendars.models import calendar_of_version
from core.models.bulk import update_from_values
from tickets.limits.domain import sla
from tickets.limits.enums import CancelReason, ClockEvent, ClockState, StepRole, Unit
from tickets.record.enums import WaitReason

# After a solution the customer is asked: by message, and on the phone.
ASKING_EVENTS = (ClockEvent.SURVEY_SENT, ClockEvent.CALLBACK_DONE, ClockEvent.LOW_CALLBACK_DONE)


IS_LIVE = Q(stopped_at__isnull=True, cancelled_at__isnull=True)


class SlaClockQuerySet(models.QuerySet["SlaClock"]):
    """Chains over clocks."""

    def live(self) -> "SlaClockQuerySet":
        """Those that still wait for their event."""
        return self.filter(IS_LIVE)

    def write(self, rows: Iterable["SlaClock"], columns: Iterable[str]) -> None:
        """Store some columns of many rows, which the caller has locked, in few statements.

        Many times quicker than `bulk_update`.
        """
        update_from_values(self.model, list(rows), list(columns))


class SlaClock(models.Model):
    """One promise on one ticket with a frozen copy of its terms.

    Its meaning is `tickets.limits.domain.sla`. `raised` holds the keys of the steps that were
    raised, `step_schedule` of those to come (see `schedule_data`; None on rows of the first
    release, which the sweep fills in).
    """

    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="clocks", db_index=False
    )
    kind = models.ForeignKey(
        "tickets.SlaKind", models.PROTECT, related_name="clocks", db_index=False
    )
    cycle = models.PositiveSmallIntegerField(default=1)

    # What was promised, copied from the rulebook: a later edit of the rules does not reach it.
    policy_name = models.CharField(max_length=60)
    policy_key = models.BigIntegerField(null=True)
    start_event = models.CharField(max_length=24, choices=ClockEvent.choices)
    stop_event = models.CharField(max_length=24, choices=ClockEvent.choices)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=12, choices=Unit.choices)
    calendar_version = models.ForeignKey(
        "calendars.CalendarVersion", models.PROTECT, related_name="+", db_index=False
    )
    pause_reasons = models.JSONField(default=list)
    repeats = models.BooleanField(default=False)
    moment = models.DateTimeField(null=True)
    steps = models.JSONField(default=list)
    raised = models.JSONField(default=list)
    step_schedule = models.JSONField(null=True)

    # How it went so far, as `Clock` has it, and when to look at it again.
    state = models.CharField(max_length=18, choices=ClockState.choices)
    started_at = models.DateTimeField()
    budget = models.DurationField()
    spent = models.DurationField(default=timedelta)
    since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    next_check_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    detected_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=20, choices=CancelReason.choices, blank=True)
    is_corrected = models.BooleanField(default=False)
    is_retargeted_late = models.BooleanField(default=False)
    is_synchronous = models.BooleanField(default=False)
    is_provisional = models.BooleanField(default=False)
    is_historic = models.BooleanField(default=False)

    objects = SlaClockQuerySet.as_manager()

    class Meta:
        ordering = ["kind__order", "cycle"]
        constraints = [
            # Two who begin the same next day of a limit: the second finds it begun.
            models.UniqueConstraint(fields=["ticket", "kind", "cycle"], name="one_clock_per_cycle"),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(stopped_at__gte=models.F("started_at")),
                name="clock_ends_after_start",
            ),
        ]
        indexes = [
            # Only what waits for the sweep: of a million clocks some thousands.
            models.Index(
                fields=["next_check_at", "id"],
                name="clock_due",
                condition=Q(next_check_at__isnull=False),
            ),
            # The board asks every few seconds which customers should have heard of the progress.
            models.Index(
                fields=["due_at"],
                name="clock_of_updates",
                condition=Q(repeats=True, stopped_at__isnull=True, cancelled_at__isnull=True),
                include=["ticket", "kind"],
            ),
            # Whom to ask how it was, and whom to call back: looked for every few seconds.
            models.Index(
                fields=["stop_event", "due_at"],
                name="clock_of_feedback",
                condition=Q(
                    stop_event__in=ASKING_EVENTS,
                    stopped_at__isnull=True,
                    cancelled_at__isnull=True,
                ),
                include=["ticket"],
            ),
            # The limits of a month, by each moment at which one may be judged: else the figures of
            # a month would read the clocks of all years.
            models.Index(
                fields=["stopped_at"],
                name="clock_by_end",
                condition=Q(stopped_at__isnull=False),
            ),
            models.Index(
                fields=["breached_at"],
                name="clock_by_miss",
                condition=Q(breached_at__isnull=False),
            ),
            models.Index(
                fields=["due_at"],
                name="clock_that_runs",
                condition=Q(
                    since__isnull=False, stopped_at__isnull=True, cancelled_at__isnull=True
                ),
            ),
            models.Index(
                fields=["paused_at"],
                name="clock_that_stands",
                condition=Q(paused_at__isnull=False, stopped_at__isnull=True),
            ),
            # Which tickets of a month were answered while their customer was on the phone.
            models.Index(
                fields=["ticket"], name="clock_ended_by_call", condition=Q(is_synchronous=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_id}#{self.cycle} {self.state}"

    @property
    def is_live(self) -> bool:
        """Neither stopped nor cancelled: it still waits for its event."""
        return self.stopped_at is None and self.cancelled_at is None

    @property
    def target(self) -> sla.LimitTarget:
        """The frozen copy as the pure clock computes with it."""
        return sla.LimitTarget(
            amount=self.amount,
            unit=Unit(self.unit),
            calendar=calendar_of_version(self.calendar_version_id),
            pause_reasons=frozenset(self.pause_reasons),
            repeats=self.repeats,
            moment=self.moment,
            steps=steps_of(self.steps),
        )

    @property
    def clock(self) -> sla.Clock:
        """The row as the pure clock."""
        state = {name: getattr(self, name) for name in CLOCK_FIELDS}
        return sla.Clock(target=self.target, **state)

    def store_state(self, clock: sla.Clock) -> None:
        """Take over what was decided, with the next moment to look again; the caller saves."""
        for name in CLOCK_FIELDS:
            setattr(self, name, getattr(clock, name))
        self.state = clock.state

        if self.is_historic:
            # Ended elsewhere, before the import: nothing of it is raised any more.
            self.step_schedule = {}
            self.next_check_at = None
            return

        schedule = sla.step_schedule(clock, frozenset(self.raised))
        self.step_schedule = schedule_data(schedule)
        self.next_check_at = sla.first_check(clock, schedule)


def steps_of(copied_steps: Iterable[dict[str, Any]]) -> tuple[sla.EscalationStep, ...]:
    """Steps as rulebooks and clocks keep them, as the pure clock computes with them."""
    steps = []
    for copied in copied_steps:
        offset = timedelta(minutes=copied["offset_minutes"])
        steps.append(sla.EscalationStep(copied["key"], copied["share"], offset))

    return tuple(steps)


def schedule_data(schedule: Mapping[str, sla.ScheduledStep]) -> dict[str, list[object]]:
    """The steps to come as a row keeps them.

    `{key: [moment, earliest check, passed at the last start]}`, moments in ISO format.
    """
    return {
        key: [step.at.isoformat(), step.check_at.isoformat(), step.is_past]
        for key, step in schedule.items()
    }


# What a row and the pure clock have in common.
CLOCK_FIELDS = (
    "started_at",
    "budget",
    "spent",
    "since",
    "due_at",
    "paused_at",
    "stopped_at",
    "breached_at",
    "detected_at",
    "cancelled_at",
    "is_corrected",
    "is_retargeted_late",
    "is_synchronous",
)

# What events, the sweep and a repair may change.
STATE_COLUMNS = (
    *CLOCK_FIELDS,
    "state",
    "next_check_at",
    "raised",
    "step_schedule",
    "cancel_reason",
    "is_provisional",
)

# What was promised: set at the start, and again when the terms of a running clock change.
TERM_COLUMNS = (
    "policy_name",
    "policy_key",
    "amount",
    "unit",
    "calendar_version",
    "pause_reasons",
    "moment",
    "steps",
)


class SlaPause(models.Model):
    """A span in which a clock stood still, and why."""

    clock = models.ForeignKey(SlaClock, models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=16, choices=WaitReason.choices)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["clock"], condition=Q(ended_at__isnull=True), name="one_open_pause"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.started_at:%Y-%m-%d %H:%M}"


class Escalation(models.Model):
    """A step that was raised on a clock: unique, so a second sweep is harmless.

    `recipients` names the people (see `Recipients.names_for`), `acts` what else it does, `outcome`
    what came of that; `to_act` while that is still to be done.
    """

    clock = models.ForeignKey(SlaClock, models.PROTECT, related_name="escalations", db_index=False)
    step = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=12, choices=StepRole.choices)
    planned_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)
    has_notified = models.BooleanField(default=True)
    recipients = models.JSONField(default=list)
    acts = models.JSONField(default=list)
    to_act = models.BooleanField(default=False)
    outcome = models.JSONField(default=list)
    wants_reason = models.BooleanField(default=False)
    reason_code = models.ForeignKey(
        "tickets.CauseCode", models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason_note = models.CharField(max_length=300, blank=True)
    reason_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["planned_at", "id"]
        constraints = [models.UniqueConstraint(fields=["clock", "step"], name="escalated_once")]
        indexes = [
            models.Index(fields=["id"], name="escalation_to_act", condition=Q(to_act=True)),
            models.Index(fields=["-raised_at", "-id"], name="escalation_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.raised_at:%Y-%m-%d %H:%M}"
