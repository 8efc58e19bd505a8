"""Data audits (F23): which records of a period were incomplete, why, and what became of them."""

from datetime import date, timedelta

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from analytics.enums import DataRule, Rhythm

DAY = timedelta(days=1)


class AuditSettings(models.Model):
    """How often data are audited, and what counts as entered late; one row."""

    rhythm = models.CharField(
        _("data are audited"),
        max_length=8,
        choices=Rhythm.choices,
        default=Rhythm.WEEKLY,
        help_text=_("Each audit is of the day, or the week, that is over."),
    )
    lag_minutes = models.PositiveIntegerField(
        _("minutes after the report within which a ticket is entered"),
        default=60,
        validators=[MinValueValidator(1)],
        help_text=_("Audits that have begun keep the limit with which they began."),
    )
    # Nothing before it is audited by itself: set where a desk begins, or begins again.
    since_on = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = _("data audit setting")
        verbose_name_plural = _("data audit settings")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class DataAudit(models.Model):
    """The records that were entered in a period, looked at. What was signed never changes.

    `total` are the records, `incomplete` those with a finding, also one that was mended since;
    `left_open` the findings that stood open at the signing.
    """

    starts_on = models.DateField()
    until = models.DateField()
    department = models.ForeignKey(
        "accounts.Department",
        models.PROTECT,
        null=True,
        related_name="+",
    )
    is_automatic = models.BooleanField(default=False)
    # As the setting said when it began.
    lag_minutes = models.PositiveIntegerField()
    total = models.PositiveIntegerField(default=0)
    incomplete = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    checked_at = models.DateTimeField()
    # Whoever carries it out, and in the end whoever signs; nobody, while it is the job's alone.
    auditor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
    )
    conclusion = models.TextField(blank=True)
    left_open = models.PositiveIntegerField(default=0)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("data audit")
        verbose_name_plural = _("data audits")
        ordering = ["-made_at", "-id"]
        # It is made, never typed in: read by whoever reads reports.
        default_permissions = ()
        permissions = [("carry_out_dataaudit", _("carry out and sign data audits"))]
        constraints = [
            models.UniqueConstraint(
                fields=["starts_on", "until"],
                condition=Q(is_automatic=True),
                name="one_automatic_audit_of_a_period",
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("starts_on")), name="audit_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(incomplete__lte=F("total")), name="incomplete_are_some_of_all"
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True)
                | (Q(signed_at__gte=F("checked_at"), auditor__isnull=False) & ~Q(conclusion="")),
                name="signed_with_a_conclusion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.last_on}"

    @property
    def last_on(self) -> date:
        """Its last day."""
        return self.until - DAY

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None


class AuditFindingQuerySet(models.QuerySet["AuditFinding"]):
    """Chains over findings."""

    def fixed(self) -> "AuditFindingQuerySet":
        return self.filter(fixed_at__isnull=False)

    def explained(self) -> "AuditFindingQuerySet":
        """Not mended: a remark says why."""
        return self.filter(fixed_at__isnull=True).exclude(remark="")

    def open(self) -> "AuditFindingQuerySet":
        """Neither mended nor explained."""
        return self.filter(fixed_at__isnull=True, remark="")


class AuditFinding(models.Model):
    """A record that breaks a rule; kept also when it is mended, with the moment of the look that
    no longer found it.
    """

    audit = models.ForeignKey(DataAudit, models.PROTECT, related_name="findings", db_index=False)
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="+")
    rule = models.CharField(max_length=16, choices=DataRule.choices)
    found_at = models.DateTimeField()
    # Why it is an exception: the customer took the request back. Without numbers of people.
    remark = models.TextField(blank=True)
    remarked_at = models.DateTimeField(null=True)
    remarked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    fixed_at = models.DateTimeField(null=True)

    objects = AuditFindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding of a data audit")
        verbose_name_plural = _("findings of data audits")
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["audit", "rule", "ticket"], name="one_finding_a_record_and_rule"
            )
        ]

    def __str__(self) -> str:
        return f"{self.audit_id} {self.rule} {self.ticket_id}"

    @property
    def is_open(self) -> bool:
        return self.fixed_at is None and not self.remark
