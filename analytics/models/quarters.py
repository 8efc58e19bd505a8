"""Quarterly reports (F21): figures of a quarter, its meeting, and what it decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from analytics.enums import ReportState


class QuarterlyReport(models.Model):
    """The report of a quarter: made when it is over, issued after its meeting, frozen then.

    `data` is what `queries.quarters.quarter_data` gives; `decisions` are those of the meeting as
    they were when it was issued, while what becomes of them is asked of the meeting.
    """

    # Its first day.
    quarter = models.DateField(_("quarter"), unique=True)
    state = models.CharField(
        _("state"), max_length=8, choices=ReportState.choices, default=ReportState.DRAFT
    )
    data = models.JSONField(default=dict)
    problems = models.TextField(_("main problems"), blank=True)
    meeting = models.ForeignKey(
        "plans.ReviewMeeting",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("meeting"),
    )
    decisions = models.JSONField(default=list)
    generated_at = models.DateTimeField(_("made at"))
    issued_at = models.DateTimeField(_("issued at"), null=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("issued by"),
    )
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("quarterly report")
        verbose_name_plural = _("quarterly reports")
        default_permissions = ()
        ordering = ["-quarter"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ReportState.DRAFT, issued_at__isnull=True)
                | Q(state=ReportState.ISSUED, issued_at__isnull=False, meeting__isnull=False),
                name="quarter_issued_after_its_meeting",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """`2024-Q2`."""
        return f"{self.quarter.year}-Q{(self.quarter.month + 2) // 3}"

    @property
    def is_issued(self) -> bool:
        return self.state == ReportState.ISSUED
