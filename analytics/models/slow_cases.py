"""Why tickets took too long (AN-2): the causes that an administrator keeps, and which of them a
retrospective gave to a ticket of a month.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from analytics.enums import DelayFact, MeasureKind
from core.names import in_language
from core.work.ledger import AppendOnly, LedgerLine
from core.work.record import VersionedRow

LONGEST_REMARK = 300


class SlowCause(models.Model):
    """A cause of long times, coded; one that was given is switched off instead of deleted."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    name_en = models.CharField(_("name, English"), max_length=60, blank=True)
    suggested_for = models.CharField(
        _("suggested where"),
        max_length=12,
        choices=DelayFact.choices,
        blank=True,
        help_text=_("It is offered where this took more than half of the time, never set."),
    )
    measure_kind = models.CharField(
        _("kind of measure"),
        max_length=12,
        choices=MeasureKind.choices,
        blank=True,
        help_text=_("What a measure against it begins with."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("cause of slow cases")
        verbose_name_plural = _("causes of slow cases")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["suggested_for"],
                condition=~Q(suggested_for=""),
                name="one_cause_suggested_for_a_fact",
                violation_error_message=_("Another cause is suggested there."),
            )
        ]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class SlowCase(VersionedRow):
    """What the retrospective of a month says of a ticket: its cause, and a remark. Without a cause
    it was taken back. Only `analytics.actions` writes it.
    """

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="+", db_index=False)
    # Its first day.
    month = models.DateField(_("month"))
    cause = models.ForeignKey(
        SlowCause, models.PROTECT, null=True, related_name="+", verbose_name=_("cause")
    )
    remark = models.CharField(_("remark"), max_length=LONGEST_REMARK, blank=True)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("slow case")
        verbose_name_plural = _("slow cases")
        default_permissions = ()
        ordering = ["-month", "id"]
        constraints = [
            models.UniqueConstraint(fields=["month", "ticket"], name="one_cause_of_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.month:%Y-%m}"


class SlowCaseEvent(LedgerLine):
    """A cause that was given, changed or taken back: append-only by trigger. `before` and `after`
    are the names of the causes, `note` is the remark as it was left.
    """

    case = models.ForeignKey(SlowCase, models.PROTECT, related_name="events")

    class Meta:
        verbose_name = _("history of a slow case")
        default_permissions = ()
        ordering = ["-at", "-id"]
        constraints = [AppendOnly(name="slow_case_event_append_only")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.after}"
