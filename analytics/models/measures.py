"""Measures (PDCA): what is tried against a cause, and each cycle of trying with its figures."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analytics.domain import pdca
from analytics.enums import MeasureKind, MeasureMove, MeasurePhase, MeasureSource
from core.work.ledger import AppendOnly, LedgerLine
from core.work.record import VersionedRow

MOST_WHYS = 5


class MeasureQuerySet(models.QuerySet["Measure"]):
    """Chains over measures."""

    def visible_to(self, user: Any) -> "MeasureQuerySet":
        """All for those who read reports of the whole desk; else those that one carries out."""
        if user.has_perms(("analytics.view_monthlyreport", "tickets.see_all")):
            # A further queryset: the given one may be shared, and would keep its rows.
            return self.all()
        return self.filter(owner=user.pk)

    def unfinished(self) -> "MeasureQuerySet":
        return self.filter(phase__in=pdca.UNFINISHED)


class Measure(VersionedRow):
    """Against what, by whom, and which figure is to reach what.

    `scope` is a `FigureScope` as JSON; `whys` are the answers to "why?", the last of them the root
    cause. `phase` is that of the newest cycle; only actions set it.
    """

    number = models.CharField(_("number"), max_length=16, unique=True, editable=False)
    description = models.CharField(_("measure"), max_length=300)
    kind = models.CharField(_("kind"), max_length=12, choices=MeasureKind.choices)
    source = models.CharField(
        _("source"), max_length=14, choices=MeasureSource.choices, default=MeasureSource.MONTHLY
    )
    whys = models.JSONField(_("root cause"), default=list, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="measures", verbose_name=_("owner")
    )
    department = models.ForeignKey(
        "accounts.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
    )
    metric = models.SlugField(_("metric"), max_length=40)
    scope = models.JSONField(default=dict, blank=True)
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=3)
    window_days = models.PositiveSmallIntegerField(_("days compared"), default=30)
    phase = models.CharField(
        _("phase"), max_length=8, choices=MeasurePhase.choices, default=MeasurePhase.PLAN
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        default_permissions = ()
        permissions = [("lead_measure", _("plan and judge measures"))]
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(window_days__gte=7), name="measure_compares_a_week")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.description}"

    @property
    def cycle(self) -> "MeasureCycle":
        """The newest one."""
        return self.cycles.all()[0]


class MeasureCycle(models.Model):
    """One round: planned for a day, in effect since a day, compared with the time before.

    Values are in the metric's unit, as they were known when they were written down.
    """

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="cycles")
    number = models.PositiveSmallIntegerField(_("cycle"), default=1)
    due_on = models.DateField(pgettext_lazy("measure", "planned for"))
    effective_on = models.DateField(_("takes effect on"), null=True)
    before = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    before_count = models.PositiveIntegerField(null=True)
    after = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    after_count = models.PositiveIntegerField(null=True)
    is_met = models.BooleanField(null=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("cycle of a measure")
        verbose_name_plural = _("cycles of measures")
        default_permissions = ()
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "number"], name="measure_cycle_once"),
            models.UniqueConstraint(
                fields=["measure"],
                condition=Q(checked_at__isnull=True),
                name="one_open_cycle_of_a_measure",
            ),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True) | Q(effective_on__isnull=False),
                name="checked_after_it_took_effect",
            ),
        ]
        indexes = [
            models.Index(
                fields=["effective_on"],
                name="cycle_in_effect",
                condition=Q(effective_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure_id}/{self.number}"

    def check_day(self, days: int) -> date | None:
        """The first day on which the window after is whole."""
        if self.effective_on is None:
            return None
        _before, after = pdca.windows_around(self.effective_on, days)
        return after[1] + pdca.DAY


class MeasureEvent(LedgerLine):
    """One thing that happened to a measure."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="events")
    move = models.CharField(max_length=12, choices=MeasureMove.choices)

    class Meta:
        verbose_name = _("history of a measure")
        default_permissions = ()
        ordering = ["-at", "-id"]
        constraints = [AppendOnly(name="measure_event_append_only")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.move}"
