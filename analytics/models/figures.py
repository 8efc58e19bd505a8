"""Figures of months, kept so that a page need not count them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MonthFigures(models.Model):
    """What the whole desk's month was when a job last looked: `queries.month_facts.month_facts`.

    A copy that any run may make anew; reports keep their own. `seen_event` is the newest line of
    the tickets' ledger that was there.
    """

    # Its first day.
    month = models.DateField(_("month"), unique=True)
    data = models.JSONField(default=dict)
    made_at = models.DateTimeField(_("made at"))
    seen_event = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("figures of a month")
        verbose_name_plural = _("figures of months")
        default_permissions = ()
        ordering = ["-month"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
