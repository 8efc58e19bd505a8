"""Rules that administrators edit, and the clocks that copied them."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.models.bulk import update_from_values
from core.models.calendars import law_of
from customers.enums import Level
from tickets.domain import sla
from tickets.enums import (
    BusinessType,
    CancelReason,
    ChangeScope,
    ClockEvent,
    ClockState,
    Priority,
    StepAct,
    StepRole,
    Tier,
    Unit,
    WaitReason,
)


class SlaKind(models.Model):
    """A kind of limit: a row with a start and a stop event, not new code."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=40)
    start_event = models.CharField(_("starts with"), max_length=24, choices=ClockEvent.choices)
    stop_event = models.CharField(_("ends with"), max_length=24, choices=ClockEvent.choices)
    repeats = models.BooleanField(_("repeats"), default=False, help_text=_("The next cycle starts with each customer update."))
    is_moment = models.BooleanField(_("due at the promised time"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("kind of limit")
        verbose_name_plural = _("kinds of limits")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class SlaPolicy(models.Model):
    """A rule: the first one in order that fits wins, once asked by tier and once by priority; the stricter target stands."""

    name = models.CharField(_("name"), max_length=60)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    tier = models.CharField(_("tier"), max_length=12, choices=Tier.choices, blank=True)
    priority = models.CharField(_("or priority"), max_length=8, choices=Priority.choices, blank=True)
    business_type = models.CharField(_("business type"), max_length=12, choices=BusinessType.choices, blank=True)
    issue_type = models.ForeignKey(
        "tickets.IssueType", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("issue type")
    )
    channel = models.ForeignKey("customers.Channel", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("channel"))
    customer_level = models.CharField(_("customer level"), max_length=8, choices=Level.choices, blank=True)
    product = models.ForeignKey(
        "customers.ProductModel", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product model")
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_fallback = models.BooleanField(_("for everything else"), default=False)
    effective_from = models.DateTimeField(_("effective from"), null=True, blank=True)

    class Meta:
        verbose_name = _("limit rule")
        verbose_name_plural = _("limit rules")
        ordering = ["is_fallback", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["is_fallback"], condition=Q(is_fallback=True), name="one_fallback_policy"),
            models.CheckConstraint(condition=Q(is_fallback=False) | Q(is_active=True), name="fallback_is_active"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        named = any(
            [self.tier, self.priority, self.business_type, self.issue_type_id, self.channel_id, self.customer_level, self.product_id]
        )
        if self.is_fallback and named:
            raise ValidationError({"is_fallback": _("The rule for everything else has no conditions.")})
        if not self.is_fallback and not named:
            raise ValidationError(_("Name at least one condition, or the rules after this one could never be reached."))
        if self.is_fallback and not self.is_active:
            raise ValidationError({"is_active": _("The rule for everything else stays active.")})


class SlaTarget(models.Model):
    """What a rule promises for one kind of limit."""

    policy = models.ForeignKey(SlaPolicy, models.CASCADE, related_name="targets", verbose_name=_("limit rule"))
    kind = models.ForeignKey(SlaKind, models.PROTECT, related_name="targets", verbose_name=_("kind"))
    amount = models.PositiveIntegerField(_("limit"), validators=[MinValueValidator(1)])
    unit = models.CharField(_("unit"), max_length=12, choices=Unit.choices, default=Unit.HOUR)
    reopen_amount = models.PositiveIntegerField(_("limit after reopening"), null=True, blank=True, validators=[MinValueValidator(1)])
    calendar = models.ForeignKey("core.WorkCalendar", models.PROTECT, related_name="+", verbose_name=_("counted in"))
    pause_reasons = models.JSONField(_("stands still for"), default=list, blank=True)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["kind__order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "kind"], name="one_target_per_kind"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="target_is_not_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} {self.get_unit_display()}"

    def clean(self) -> None:
        if self.unit == Unit.CALENDAR_DAY and self.calendar_id and not self.calendar.is_always:
            raise ValidationError({"calendar": _("Calendar days are counted around the clock: choose a 24x7 calendar.")})
        unknown = set(self.pause_reasons or []) - set(WaitReason.values)
        if unknown:
            raise ValidationError({"pause_reasons": _("Unknown reasons: %(names)s") % {"names": ", ".join(sorted(unknown))}})


class EscalationStep(models.Model):
    """Whom to tell when a share of the target, or an offset in working time before or after due, is used up."""

    target = models.ForeignKey(SlaTarget, models.CASCADE, related_name="steps", verbose_name=_("target"))
    share = models.PositiveSmallIntegerField(_("share of the limit, %"), default=100)
    offset_minutes = models.IntegerField(_("offset in minutes of working time"), default=0)
    level = models.PositiveSmallIntegerField(_("level"), default=1, choices=[(1, 1), (2, 2), (3, 3)])
    role = models.CharField(_("tells"), max_length=12, choices=StepRole.choices)
    reassigns = models.BooleanField(_("gives it to them"), default=False, help_text=_("The first of those told becomes the assignee."))
    raises_tier = models.BooleanField(_("raises the tier"), default=False)
    asks_reason = models.BooleanField(_("asks for the reason"), default=False)

    class Meta:
        verbose_name = _("escalation step")
        verbose_name_plural = _("escalation steps")
        ordering = ["share", "offset_minutes"]
        constraints = [models.UniqueConstraint(fields=["target", "share", "offset_minutes", "role"], name="step_once")]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """Names the step on the clocks that copied it."""
        return f"{self.share}%{self.offset_minutes:+d}m:{self.role}"

    @property
    def acts(self) -> list[str]:
        """What the step does besides telling, in the order in which it is done."""
        wanted = ((StepAct.ASK_REASON, self.asks_reason), (StepAct.RAISE_TIER, self.raises_tier), (StepAct.REASSIGN, self.reassigns))
        return [act.value for act, is_wanted in wanted if is_wanted]


class SlaRulebook(models.Model):
    """The rules as published at a moment: what limits that start are measured by. Never changed, going back publishes anew."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    data = models.JSONField()
    reason = models.CharField(_("reason"), max_length=300)
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("published rules")
        verbose_name_plural = _("published rules")
        ordering = ["-number"]
        permissions = [("publish_rules", _("Publish rules and calendars"))]

    def __str__(self) -> str:
        return f"v{self.number}"


class SlaClockQuerySet(models.QuerySet["SlaClock"]):
    """Chains over clocks."""

    def live(self) -> "SlaClockQuerySet":
        return self.filter(stopped_at__isnull=True, cancelled_at__isnull=True)

    def write(self, rows: Iterable["SlaClock"], columns: Iterable[str]) -> None:
        """Store some columns of many rows, which the caller has locked, in few statements: many times quicker than `bulk_update`."""
        rows, columns = list(rows), list(columns)
        if connection.vendor == "postgresql":
            update_from_values(self.model, rows, columns)
        else:
            self.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=columns, batch_size=500)


class SlaClock(models.Model):
    """One promise on one ticket with a frozen copy of its target. Its meaning is `tickets.domain.sla`.

    `raised` holds the keys of the steps that were raised, `plan` of those to come: moment, earliest check, whether it was passed
    at the last start (None on rows of the first release, which the sweep fills in).
    """

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="clocks")
    kind = models.ForeignKey(SlaKind, models.PROTECT, related_name="clocks")
    cycle = models.PositiveSmallIntegerField(default=1)

    policy_name = models.CharField(max_length=60)
    policy_key = models.BigIntegerField(null=True)
    start_event = models.CharField(max_length=24, choices=ClockEvent.choices)
    stop_event = models.CharField(max_length=24, choices=ClockEvent.choices)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=12, choices=Unit.choices)
    calendar_version = models.ForeignKey("core.CalendarVersion", models.PROTECT, related_name="+")
    pause_reasons = models.JSONField(default=list)
    repeats = models.BooleanField(default=False)
    moment = models.DateTimeField(null=True)
    steps = models.JSONField(default=list)
    raised = models.JSONField(default=list)
    plan = models.JSONField(null=True)

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
            models.UniqueConstraint(fields=["ticket", "kind", "cycle"], name="one_clock_per_cycle"),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(stopped_at__gte=models.F("started_at")), name="clock_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["next_check_at", "id"], name="clock_due", condition=Q(next_check_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.kind_id}#{self.cycle} {self.state}"

    @property
    def target(self) -> sla.Target:
        """The frozen copy as the law reads it."""
        steps = (sla.Step(s["key"], s["share"], timedelta(minutes=s["offset_minutes"])) for s in self.steps)
        return sla.Target(
            amount=self.amount,
            unit=Unit(self.unit),
            calendar=law_of(self.calendar_version_id),
            pause_reasons=frozenset(self.pause_reasons),
            repeats=self.repeats,
            moment=self.moment,
            steps=tuple(steps),
        )

    @property
    def law(self) -> sla.Clock:
        """The row as the pure clock."""
        return sla.Clock(target=self.target, **{name: getattr(self, name) for name in LAW_FIELDS})

    def obey(self, clock: sla.Clock) -> None:
        """Take over what the law decided, with the next moment to look again; the caller saves."""
        for name in LAW_FIELDS:
            setattr(self, name, getattr(clock, name))
        self.state = clock.state
        planned = {} if self.is_historic else sla.plan(clock, frozenset(self.raised))
        self.plan = plan_data(planned)
        self.next_check_at = None if self.is_historic else sla.first_check(clock, planned)


def plan_data(planned: dict[str, sla.Planned]) -> dict[str, list[object]]:
    """The steps to come as a row keeps them: `{key: [moment, earliest check, passed at the last start]}`."""
    return {key: [one.at.isoformat(), one.check_at.isoformat(), one.is_past] for key, one in planned.items()}


LAW_FIELDS = (
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
STATE_COLUMNS = (*LAW_FIELDS, "state", "next_check_at", "raised", "plan", "cancel_reason", "is_provisional")
TERM_COLUMNS = ("policy_name", "policy_key", "amount", "unit", "calendar_version", "pause_reasons", "moment", "steps")


class TermsChange(models.Model):
    """New rules or hours applied to limits that already run: asked for once, done in steps that a restart takes up again."""

    scope = models.CharField(max_length=10, choices=ChangeScope.choices)
    calendar = models.ForeignKey("core.WorkCalendar", models.CASCADE, null=True, related_name="+")
    only_provisional = models.BooleanField(default=False)
    reason = models.CharField(max_length=300)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cursor = models.BigIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("change of running limits")
        verbose_name_plural = _("changes of running limits")
        ordering = ["-requested_at", "-id"]
        indexes = [models.Index(fields=["id"], name="terms_change_open", condition=Q(finished_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.scope} {self.requested_at:%Y-%m-%d %H:%M}"


class SlaPause(models.Model):
    """A span in which a clock stood still, and why."""

    clock = models.ForeignKey(SlaClock, models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=16, choices=WaitReason.choices)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [models.UniqueConstraint(fields=["clock"], condition=Q(ended_at__isnull=True), name="one_open_pause")]

    def __str__(self) -> str:
        return f"{self.reason} {self.started_at:%Y-%m-%d %H:%M}"


class Escalation(models.Model):
    """A step that was raised on a clock: unique, so a second sweep is harmless.

    `told` names the people, `acts` what else it does, `outcome` what came of that; `to_act` while that is still to be done.
    """

    clock = models.ForeignKey(SlaClock, models.PROTECT, related_name="escalations")
    step = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=12, choices=StepRole.choices)
    planned_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)
    has_notified = models.BooleanField(default=True)
    told = models.JSONField(default=list)
    acts = models.JSONField(default=list)
    to_act = models.BooleanField(default=False)
    outcome = models.JSONField(default=list)
    wants_reason = models.BooleanField(default=False)
    reason_code = models.ForeignKey("tickets.CauseCode", models.PROTECT, null=True, related_name="+", db_index=False)
    reason_note = models.CharField(max_length=300, blank=True)
    reason_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
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
