"""Calls to customers after a solution: every attempt, and what came of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback.enums import CallKind, CallOutcome
from feedback.models.rules import LowScoreReason


class CallAttempt(models.Model):
    """One call. What was said stands in the ticket, with its limits: `communication`."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="call_attempts")
    communication = models.OneToOneField(
        "tickets.Communication", models.PROTECT, related_name="call_attempt"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=CallKind.choices)
    outcome = models.CharField(_("outcome"), max_length=12, choices=CallOutcome.choices)
    reason = models.ForeignKey(
        LowScoreReason,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reason"),
    )
    recovery = models.TextField(_("what we do about it"), blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("call-back attempt")
        verbose_name_plural = _("call-back attempts")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["ticket", "kind", "-at"], name="calls_of_ticket")]

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome} {self.at:%Y-%m-%d %H:%M}"
