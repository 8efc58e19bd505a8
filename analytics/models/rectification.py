"""Requests to rectify all devices of a model (批量整改): why, by whom, and what became of it."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analytics.domain.rectification import AlertTerms, failure_rate
from analytics.enums import RectificationEventKind, RectificationState
from core.work.ledger import AppendOnly, LedgerLine
from core.work.record import VersionedRow
from metrics.domain.figures import FigureSpan
from metrics.rules import sees_all


class RectificationSettings(models.Model):
    """When a model is to be rectified, and by whom; one row."""

    is_on = models.BooleanField(
        _("requests are opened by themselves"),
        default=True,
        help_text=_("Requests that are open stay open, and get their newest numbers."),
    )
    threshold = models.DecimalField(
        _("failure rate in per cent above which a model is to be rectified"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(10),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_(
            "Exactly this rate raises no alert. Issued reports and open requests keep the"
            " threshold by which they were judged."
        ),
    )
    min_base = models.PositiveIntegerField(
        _("devices in use below which no alert is raised"),
        default=1,
        validators=[MinValueValidator(1)],
    )
    min_failed = models.PositiveIntegerField(
        _("failed devices below which no alert is raised"),
        default=1,
        validators=[MinValueValidator(1)],
    )
    department = models.ForeignKey(
        "accounts.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product department"),
        help_text=_("Its people are told and carry it out. Without one the managers are told."),
    )

    class Meta:
        verbose_name = _("rectification setting")
        verbose_name_plural = _("rectification settings")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @property
    def terms(self) -> AlertTerms:
        return AlertTerms(self.threshold, self.min_base, self.min_failed)


class RectificationQuerySet(models.QuerySet["RectificationRequest"]):
    """Chains over requests. `visible_to` is the only way in for pages."""

    def visible_to(self, user: Any) -> "RectificationQuerySet":
        """All of them for who reads reports of the whole desk; those of their department for the
        people who carry them out; others none.
        """
        if user.has_perm("analytics.view_monthlyreport") and sees_all(user):
            return self.all()
        if user.department_id and user.has_perm("analytics.carry_out_rectification"):
            return self.filter(department=user.department_id)
        return self.none()

    def unclosed(self) -> "RectificationQuerySet":
        return self.exclude(state=RectificationState.CLOSED)


class RectificationRequest(VersionedRow):
    """Of a model that failed too often: the numbers with which it was opened, which stay, and what
    was done. Only `analytics.actions` writes it.

    `workers` are the keys of who started or reported: none of them verifies. `measure` is what was
    reported last; `reported_at` is empty while nothing waits to be verified.
    """

    number = models.CharField(max_length=16, unique=True, editable=False)
    model = models.ForeignKey("customers.ProductModel", models.PROTECT, related_name="+")

    # The first day of the month that raised the alert.
    month = models.DateField()
    failed = models.PositiveIntegerField()
    tickets = models.PositiveIntegerField()
    base = models.PositiveIntegerField()

    # As the setting said when it was opened.
    threshold = models.DecimalField(max_digits=5, decimal_places=2)
    department = models.ForeignKey(
        "accounts.Department", models.PROTECT, null=True, related_name="+"
    )
    state = models.CharField(
        max_length=12, choices=RectificationState.choices, default=RectificationState.OPEN
    )
    workers = models.JSONField(default=list)
    measure = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    counted_at = models.DateTimeField()
    reported_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = RectificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("rectification request")
        verbose_name_plural = _("rectification requests")
        ordering = ["-opened_at", "-id"]
        # It is opened by a job, never typed in.
        default_permissions = ()
        permissions = [
            ("carry_out_rectification", _("carry out rectification of the own department")),
            ("verify_rectification", _("lead, verify and close rectification")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["model"],
                condition=~Q(state=RectificationState.CLOSED),
                name="one_rectification_of_a_model",
            ),
            models.CheckConstraint(
                condition=Q(failed__gt=0, failed__lte=F("tickets"), base__gt=0),
                name="rectification_has_its_numbers",
            ),
            models.CheckConstraint(
                condition=Q(state=RectificationState.CLOSED, closed_at__isnull=False)
                | (~Q(state=RectificationState.CLOSED) & Q(closed_at__isnull=True)),
                name="closed_rectification_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=RectificationState.VERIFIED)
                | (Q(reported_at__isnull=False, verified_at__isnull=False) & ~Q(measure="")),
                name="verified_after_it_was_reported",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def rate(self) -> Decimal | None:
        """Per cent, with which it was opened."""
        return failure_rate(self.failed, self.base)

    @property
    def is_closed(self) -> bool:
        return self.state == RectificationState.CLOSED


class RectificationMonth(models.Model):
    """The numbers of a model in a month from the alert on, as they were counted last."""

    request = models.ForeignKey(
        RectificationRequest, models.CASCADE, related_name="months", db_index=False
    )
    month = models.DateField()
    failed = models.PositiveIntegerField()
    tickets = models.PositiveIntegerField()
    base = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["request", "month"], name="month_of_rectification_once")
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.month:%Y-%m}"

    @property
    def is_running(self) -> bool:
        """Was the month not over when it was counted? Then its rate may still grow."""
        return timezone.localdate(self.counted_at) <= FigureSpan.month(self.month).end

    @property
    def rate(self) -> Decimal | None:
        """Per cent; None where nobody has such a device."""
        return failure_rate(self.failed, self.base)


class RectificationAsset(models.Model):
    """A device that failed since the alert. Devices come in while the request is not closed, and
    none is ever taken off.
    """

    request = models.ForeignKey(
        RectificationRequest, models.CASCADE, related_name="devices", db_index=False
    )
    asset = models.ForeignKey("customers.Asset", models.PROTECT, related_name="+")
    tickets = models.PositiveIntegerField()
    found_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "asset"], name="device_rectified_once")
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.asset_id}"


class RectificationEvent(LedgerLine):
    """The ledger of a request: append-only by trigger."""

    # Not `request`: its column would take the place of the line's `request_id`.
    rectification = models.ForeignKey(
        RectificationRequest, models.PROTECT, related_name="events", db_index=False
    )
    kind = models.CharField(max_length=12, choices=RectificationEventKind.choices)

    class Meta:
        default_permissions = ()
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["rectification", "at", "id"], name="event_by_rectification"),
        ]
        constraints = [AppendOnly(name="rectification_event_append_only")]

    def __str__(self) -> str:
        return f"{self.rectification_id} {self.kind}"
