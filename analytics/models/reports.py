"""Monthly reports (F20): the figures of a month, in versions. What was issued never changes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from analytics.enums import ReportState, Section


class MonthlyReport(models.Model):
    """A version of the report of a month. `data` is what `queries.months.month_data` gives;
    `digest` the SHA-256 of data and remarks, once it is issued.
    """

    # Its first day.
    month = models.DateField(_("month"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(
        _("state"), max_length=8, choices=ReportState.choices, default=ReportState.DRAFT
    )
    data = models.JSONField(default=dict)
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
        verbose_name = _("monthly report")
        verbose_name_plural = _("monthly reports")
        ordering = ["-month", "-version"]
        permissions = [("issue_monthlyreport", _("issue monthly reports"))]
        constraints = [
            models.UniqueConstraint(fields=["month", "version"], name="report_version_once"),
            models.UniqueConstraint(
                fields=["month"],
                condition=Q(state=ReportState.DRAFT),
                name="one_draft_of_a_month",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.DRAFT, issued_at__isnull=True)
                | Q(state=ReportState.ISSUED, issued_at__gte=F("generated_at")),
                name="issued_after_it_was_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} v{self.version}"

    @property
    def is_issued(self) -> bool:
        return self.state == ReportState.ISSUED


class ReportRemark(models.Model):
    """What a manager says about a part of the report."""

    report = models.ForeignKey(MonthlyReport, models.CASCADE, related_name="remarks")
    section = models.CharField(_("part"), max_length=12, choices=Section.choices)
    text = models.TextField(_("remark"))
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("remark of a report")
        verbose_name_plural = _("remarks of reports")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "section"], name="one_remark_a_part")
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.section}"
