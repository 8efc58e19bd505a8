"""Regular surveys, apart from any ticket (SV-7)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.enums import Level, Segment
from feedback.enums import SkipReason
from feedback.models.rules import LowScoreReason


class Campaign(models.Model):
    """The same questions to a group of customers. An empty part of the group means all."""

    title = models.CharField(_("title"), max_length=60)
    segment = models.CharField(_("segment"), max_length=12, choices=Segment.choices, blank=True)
    level = models.CharField(_("level"), max_length=8, choices=Level.choices, blank=True)
    region = models.CharField(_("region"), max_length=40, blank=True)
    closes_on = models.DateField(_("answers until"))
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("started"), null=True)

    class Meta:
        verbose_name = _("regular survey")
        verbose_name_plural = _("regular surveys")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title

    def is_open(self, day: date) -> bool:
        """Does it take answers?"""
        return self.started_at is not None and day <= self.closes_on


class Invitation(models.Model):
    """One person who is asked, and the one answer, changeable until the campaign is over."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="invitations")
    contact = models.ForeignKey("customers.Contact", models.PROTECT, related_name="invitations")
    # Waits to be sent.
    is_due = models.BooleanField(default=True)
    sent_at = models.DateTimeField(null=True)
    skip_reason = models.CharField(max_length=12, choices=SkipReason.choices, blank=True)
    message = models.OneToOneField(
        "notifications.Outbox", models.SET_NULL, null=True, related_name="invitation"
    )

    # Counts the changes of the answer: whoever changes it has seen the one before.
    version = models.PositiveSmallIntegerField(default=0)
    overall = models.PositiveSmallIntegerField(_("overall score"), null=True)
    speed = models.PositiveSmallIntegerField(null=True)
    quality = models.PositiveSmallIntegerField(null=True)
    manner = models.PositiveSmallIntegerField(null=True)
    reasons = models.ManyToManyField(LowScoreReason, related_name="+")
    suggestion = models.TextField(pgettext_lazy("survey", "suggestion"), blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("invitation to a regular survey")
        verbose_name_plural = _("invitations to regular surveys")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "contact"], name="one_invitation_each"),
            models.CheckConstraint(
                condition=Q(overall__isnull=True) | Q(overall__range=(1, 5)),
                name="campaign_overall_1_to_5",
            ),
        ]
        indexes = [
            # Only what waits for the sweep.
            models.Index(fields=["id"], name="invitation_due", condition=Q(is_due=True)),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}/{self.contact_id}"
