"""What a plan wants to reach, what it was before, and what came out."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.work.ledger import AppendOnly
from plans.domain.effect import Effect
from plans.enums import Formula, MetricSource, Wanted


class PlanMetric(models.Model):
    """One row of section three of form F2.

    From tickets: `key` names the registry's metric, `scope` is the plan's scope frozen with the
    baseline. `after` and the verdict are those of the newest evaluation; `stated_met` is the tick
    of an imported form that names no target.
    """

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="metrics")
    order = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(
        _("source"), max_length=12, choices=MetricSource.choices, default=MetricSource.TICKETS
    )
    key = models.CharField(_("figure"), max_length=40, blank=True)
    name = models.CharField(_("metric"), max_length=80)
    unit = models.CharField(_("unit"), max_length=12, blank=True)
    direction = models.CharField(
        _("direction"), max_length=6, choices=Wanted.choices, default=Wanted.LOWER
    )
    target = models.DecimalField(
        _("target"), max_digits=18, decimal_places=6, null=True, blank=True
    )
    target_reason = models.CharField(
        _("why the target is not better than the value before"), max_length=300, blank=True
    )
    is_core = models.BooleanField(_("core metric"), default=True)
    formula = models.CharField(
        _("attainment computed as"), max_length=10, choices=Formula.choices, default=Formula.GAP
    )
    min_samples = models.PositiveIntegerField(_("least number of cases"), default=30)
    evaluator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("evaluator"),
    )

    # Before the change: frozen when the plan starts, never computed again.
    scope = models.JSONField(default=dict, blank=True)
    before = models.DecimalField(
        _("value before"), max_digits=18, decimal_places=6, null=True, blank=True
    )
    before_samples = models.PositiveIntegerField(null=True)
    before_evidence = models.CharField(
        _("evidence of the value before"), max_length=300, blank=True
    )
    baseline_from = models.DateField(null=True)
    baseline_to = models.DateField(null=True)
    frozen_at = models.DateTimeField(null=True)

    # After the change: emptied when a new cycle begins.
    after = models.DecimalField(
        _("value after"), max_digits=18, decimal_places=6, null=True, blank=True
    )
    after_samples = models.PositiveIntegerField(null=True)
    compliance_pct = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    measured_from = models.DateField(null=True)
    measured_to = models.DateField(null=True)
    judged_target = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    """The target that stood when the value after was taken: it judges, whatever comes later."""
    evaluated_at = models.DateTimeField(null=True)
    evaluated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    stated_met = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("plan metric")
        verbose_name_plural = _("plan metrics")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "name"], name="one_metric_per_name"),
            models.CheckConstraint(
                condition=Q(source=MetricSource.MANUAL) | ~Q(key=""),
                name="counted_metric_has_a_figure",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_counted(self) -> bool:
        """The registry counts it; nobody types it."""
        return self.source == MetricSource.TICKETS

    @property
    def judging_target(self) -> Decimal | None:
        """The target that the verdict goes by."""
        has_verdict = self.after is not None and self.judged_target is not None
        return self.judged_target if has_verdict else self.target

    @property
    def aims_better(self) -> bool | None:
        """Would the target be better than the value before? None without one of them."""
        if self.target is None or self.before is None:
            return None
        if self.direction == Wanted.LOWER:
            return self.target < self.before
        return self.target > self.before

    @property
    def effect(self) -> Effect:
        """Its arithmetic."""
        return Effect(
            before=self.before,
            after=self.after,
            target=self.judging_target,
            wanted=self.direction,
            formula=self.formula,
            stated_met=self.stated_met,
        )


class Evaluation(models.Model):
    """A value after the change as somebody found it, in which cycle, on which cases.

    Append-only by trigger.
    """

    metric = models.ForeignKey(PlanMetric, models.PROTECT, related_name="evaluations")
    cycle = models.PositiveSmallIntegerField()
    after = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    samples = models.PositiveIntegerField(null=True)
    compliance_pct = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    measured_from = models.DateField(null=True)
    measured_to = models.DateField(null=True)
    target = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    is_met = models.BooleanField(null=True)
    is_small_sample = models.BooleanField(default=False)
    note = models.TextField(_("remark"), blank=True)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [AppendOnly(name="evaluation_append_only")]

    def __str__(self) -> str:
        return f"{self.metric_id} #{self.cycle}: {self.after}"
