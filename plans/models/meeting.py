"""The kick-off, reviews, and the actions that their decisions became."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plans.enums import ActionState, ReviewKind


class KickOff(models.Model):
    """The meeting that a plan begins with (PL-2)."""

    plan = models.OneToOneField("plans.Plan", models.PROTECT, related_name="kick_off")
    held_at = models.DateTimeField(_("held at"))
    attendees = models.TextField(_("attendees"))
    goals = models.TextField(_("goals agreed on"))
    scope = models.TextField(_("scope agreed on"), blank=True)
    nodes = models.TextField(_("key nodes"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("kick-off")
        verbose_name_plural = _("kick-offs")

    def __str__(self) -> str:
        return f"{self.held_at:%Y-%m-%d}"


class ReviewMeeting(models.Model):
    """Minutes: the weekly review of a plan (WR-1), or a meeting over a period (PD-C, QR-1)."""

    kind = models.CharField(
        _("kind"), max_length=16, choices=ReviewKind.choices, default=ReviewKind.PLAN_WEEKLY
    )
    plan = models.ForeignKey(
        "plans.Plan", models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    held_at = models.DateTimeField(_("held at"))
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("chair")
    )
    attendees = models.TextField(_("attendees"))
    departments = models.CharField(_("departments present"), max_length=200, blank=True)
    period_from = models.DateField(_("period from"), null=True, blank=True)
    period_to = models.DateField(_("period to"), null=True, blank=True)
    notes = models.TextField(_("matters and coordination"), blank=True)
    bottleneck = models.TextField(_("bottleneck of the process"), blank=True)
    suggestions = models.TextField(_("suggestions for improvement"), blank=True)
    stages = models.JSONField(default=list, blank=True)
    """How the stages stood when the minutes were written.

    `[{code, task, owner, status, percent, planned, actual, note}]`.
    """
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("review meeting")
        verbose_name_plural = _("review meetings")
        ordering = ["-held_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=ReviewKind.PLAN_WEEKLY) | Q(plan__isnull=False),
                name="weekly_review_has_a_plan",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_at:%Y-%m-%d}"


class ReviewAction(models.Model):
    """A decision with somebody who carries it out by a date."""

    meeting = models.ForeignKey(ReviewMeeting, models.PROTECT, related_name="actions")
    stage = models.ForeignKey(
        "plans.Stage",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stage"),
    )
    task = models.CharField(_("decision"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="review_actions",
        verbose_name=_("owner"),
    )
    due = models.DateField(pgettext_lazy("action", "due"))
    state = models.CharField(max_length=8, choices=ActionState.choices, default=ActionState.OPEN)
    result = models.CharField(_("result"), max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["due", "id"]
        indexes = [
            models.Index(fields=["due"], name="action_by_due", condition=Q(state=ActionState.OPEN))
        ]

    def __str__(self) -> str:
        return self.task
