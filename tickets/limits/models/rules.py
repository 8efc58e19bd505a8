"""Rules that administrators draft, published rulebooks, and changes of limits that run."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.names import in_language
from customers.enums import Level
from tickets.limits.domain.clock_events import NEVER_PAUSED
from tickets.limits.enums import (
    ChangeScope,
    ClockEvent,
    StepAct,
    StepRole,
    Unit,
    amount_in_words,
)
from tickets.record.enums import BusinessType, Priority, Tier, WaitReason


class SlaKind(models.Model):
    """A kind of limit: a row with a start and a stop event, not new code."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=40)
    start_event = models.CharField(_("starts with"), max_length=24, choices=ClockEvent.choices)
    stop_event = models.CharField(_("ends with"), max_length=24, choices=ClockEvent.choices)
    repeats = models.BooleanField(
        _("repeats"), default=False, help_text=_("The next cycle starts with each customer update.")
    )
    is_moment = models.BooleanField(_("due at the promised time"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("kind of limit")
        verbose_name_plural = _("kinds of limits")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class SlaPolicy(models.Model):
    """A rule: the first one in order that fits wins.

    It is asked once by tier and once by priority; the stricter target stands.
    """

    name = models.CharField(_("name"), max_length=60)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    tier = models.CharField(_("tier"), max_length=12, choices=Tier.choices, blank=True)
    priority = models.CharField(
        _("or priority"), max_length=8, choices=Priority.choices, blank=True
    )
    business_type = models.CharField(
        _("business type"), max_length=12, choices=BusinessType.choices, blank=True
    )
    issue_type = models.ForeignKey(
        "tickets.IssueType",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issue type"),
    )
    channel = models.ForeignKey(
        "customers.Channel",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("channel"),
    )
    customer_level = models.CharField(
        _("customer level"), max_length=8, choices=Level.choices, blank=True
    )
    product = models.ForeignKey(
        "customers.ProductModel",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product model"),
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_fallback = models.BooleanField(_("for everything else"), default=False)
    effective_from = models.DateTimeField(_("effective from"), null=True, blank=True)

    class Meta:
        verbose_name = _("limit rule")
        verbose_name_plural = _("limit rules")
        ordering = ["is_fallback", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_fallback"], condition=Q(is_fallback=True), name="one_fallback_policy"
            ),
            models.CheckConstraint(
                condition=Q(is_fallback=False) | Q(is_active=True), name="fallback_is_active"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_conditions(self) -> bool:
        """Does it name anything that a ticket must be?"""
        conditions = (
            self.tier,
            self.priority,
            self.business_type,
            self.issue_type_id,
            self.channel_id,
            self.customer_level,
            self.product_id,
        )
        return any(conditions)

    def clean(self) -> None:
        if self.is_fallback and self.has_conditions:
            fault = _("The rule for everything else has no conditions.")
            raise ValidationError({"is_fallback": fault})

        if not self.is_fallback and not self.has_conditions:
            raise ValidationError(
                _("Set at least one condition, or the rules after this one could never be reached.")
            )

        if self.is_fallback and not self.is_active:
            raise ValidationError({"is_active": _("The rule for everything else stays active.")})


class SlaTarget(models.Model):
    """What a rule promises for one kind of limit."""

    policy = models.ForeignKey(
        SlaPolicy, models.CASCADE, related_name="targets", verbose_name=_("limit rule")
    )
    kind = models.ForeignKey(
        SlaKind, models.PROTECT, related_name="targets", verbose_name=_("kind")
    )
    amount = models.PositiveIntegerField(_("limit"), validators=[MinValueValidator(1)])
    unit = models.CharField(_("unit"), max_length=12, choices=Unit.choices, default=Unit.HOUR)
    reopen_amount = models.PositiveIntegerField(
        _("limit after reopening"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    calendar = models.ForeignKey(
        "calendars.WorkCalendar", models.PROTECT, related_name="+", verbose_name=_("counted in")
    )
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
        return f"{self.kind} {self.amount_in_words}"

    @property
    def amount_in_words(self) -> str:
        """`10 minutes`; a limit that ends at the promised time has no length of its own."""
        if self.kind.is_moment:
            return str(_("as promised"))
        return amount_in_words(self.amount, self.unit)

    def clean(self) -> None:
        is_in_days = self.unit == Unit.CALENDAR_DAY
        if is_in_days and self.calendar_id and not self.calendar.is_always:
            fault = _("Calendar days are counted around the clock: choose a 24x7 calendar.")
            raise ValidationError({"calendar": fault})

        if self.pause_reasons and self.kind_id and self.kind.code in NEVER_PAUSED:
            raise ValidationError({"pause_reasons": _("A limit of this kind never stands still.")})

        unknown = set(self.pause_reasons or []) - set(WaitReason.values)
        if unknown:
            names = ", ".join(sorted(unknown))
            raise ValidationError(
                {"pause_reasons": _("Unknown reasons: %(names)s") % {"names": names}}
            )


class EscalationStep(models.Model):
    """Whom to tell when a share of the target is used up, moved by an offset in working time."""

    target = models.ForeignKey(
        SlaTarget, models.CASCADE, related_name="steps", verbose_name=_("target")
    )
    share = models.PositiveSmallIntegerField(_("share of the limit, %"), default=100)
    offset_minutes = models.IntegerField(_("offset in minutes of working time"), default=0)
    level = models.PositiveSmallIntegerField(
        _("level"), default=1, choices=[(1, 1), (2, 2), (3, 3)]
    )
    role = models.CharField(_("tells"), max_length=12, choices=StepRole.choices)
    reassigns = models.BooleanField(
        _("gives it to them"),
        default=False,
        help_text=_("The first person notified becomes the assignee."),
    )
    raises_tier = models.BooleanField(_("raises the tier"), default=False)
    asks_reason = models.BooleanField(_("asks for the reason"), default=False)

    class Meta:
        verbose_name = _("escalation step")
        verbose_name_plural = _("escalation steps")
        ordering = ["share", "offset_minutes"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "share", "offset_minutes", "role"], name="step_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.share} %{self._offset_in_words()} → {self.get_role_display()}"

    def _offset_in_words(self) -> str:
        if not self.offset_minutes:
            return ""
        sign = "+" if self.offset_minutes > 0 else "−"
        return f" {sign} {amount_in_words(abs(self.offset_minutes), Unit.MINUTE)}"

    @property
    def key(self) -> str:
        """Names the step on the clocks that copied it."""
        return f"{self.share}%{self.offset_minutes:+d}m:{self.role}"

    @property
    def acts(self) -> list[str]:
        """What the step does besides telling, in the order in which it is done."""
        wanted = (
            (StepAct.ASK_REASON, self.asks_reason),
            (StepAct.RAISE_TIER, self.raises_tier),
            (StepAct.REASSIGN, self.reassigns),
        )
        return [act.value for act, is_wanted in wanted if is_wanted]


class SlaRulebook(models.Model):
    """The rules as published at a moment: what limits that start are measured by.

    Never changed: going back publishes anew.
    """

    number = models.PositiveIntegerField(_("version"), unique=True)
    data = models.JSONField()
    reason = models.CharField(_("reason"), max_length=300)
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("published rules")
        verbose_name_plural = _("published rules")
        ordering = ["-number"]
        permissions = [("publish_rules", _("Publish rules and calendars"))]

    def __str__(self) -> str:
        return f"v{self.number}"


class TermsChange(models.Model):
    """New rules or hours applied to limits that already run.

    Asked for once, done in steps that a restart takes up again: `cursor` is the key of the last
    ticket looked at.
    """

    scope = models.CharField(max_length=10, choices=ChangeScope.choices)
    calendar = models.ForeignKey(
        "calendars.WorkCalendar", models.CASCADE, null=True, related_name="+"
    )
    only_provisional = models.BooleanField(default=False)
    reason = models.CharField(max_length=300)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    cursor = models.BigIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("change of running limits")
        verbose_name_plural = _("changes of running limits")
        ordering = ["-requested_at", "-id"]
        indexes = [
            models.Index(
                fields=["id"], name="terms_change_open", condition=Q(finished_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.requested_at:%Y-%m-%d %H:%M}"
