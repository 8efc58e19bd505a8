"""What others reach: benchmarks of the trade, as an administrator enters them."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from metrics.queries.registry import REGISTRY


class BenchmarkQuerySet(models.QuerySet["Benchmark"]):
    """Chains over benchmarks."""

    def valid_on(self, day: date) -> "BenchmarkQuerySet":
        """The newest of each metric by then."""
        return (
            self.filter(valid_from__lte=day)
            .order_by("metric", "-valid_from", "-pk")
            .distinct("metric")
        )


class Benchmark(models.Model):
    """A value in the metric's unit, from a day on."""

    metric = models.SlugField(_("metric"), max_length=40)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=3)
    industry = models.CharField(_("industry"), max_length=60, blank=True)
    source = models.CharField(_("source"), max_length=200)
    valid_from = models.DateField(_("valid from"))

    objects = BenchmarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("benchmark")
        verbose_name_plural = _("benchmarks")
        ordering = ["metric", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["metric", "valid_from"], name="one_benchmark_of_a_day"),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="benchmark_not_below_0"),
        ]

    def __str__(self) -> str:
        found = REGISTRY.get(self.metric)
        return f"{found.name if found else self.metric} {self.valid_from}"

    def clean(self) -> None:
        if self.metric not in REGISTRY:
            raise ValidationError({"metric": _("No figure has this name.")})
