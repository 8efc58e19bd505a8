"""The heartbeat of everything that runs by itself: one row per job."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobRun(models.Model):
    """When a job of the timetable last began, last ended well, and what went wrong since.

    `data` tells what the last run did.
    """

    name = models.CharField(_("job"), max_length=60, primary_key=True)
    began_at = models.DateTimeField(_("last begun"), null=True)
    done_at = models.DateTimeField(_("last done"), null=True)
    failed_at = models.DateTimeField(_("last failed"), null=True)
    error = models.TextField(_("error"), blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
