"""What somebody wants to change of a goal after the plan has begun, and who decided it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.enums import ChangeKind, ChangeState


class ChangeRequest(models.Model):
    """Another target, window, core mark, or a new metric of a plan that runs.

    Asked for with a reason, decided by somebody else than the plan owner. `before` and `after` hold
    the fields that change as texts, by their names.
    """

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="changes")
    metric = models.ForeignKey(
        "plans.PlanMetric", models.PROTECT, null=True, related_name="changes"
    )
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    title = models.CharField(_("what changes"), max_length=80)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(max_length=8, choices=ChangeState.choices, default=ChangeState.ASKED)
    cycle = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    comment = models.CharField(_("comment"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")
        ordering = ["asked_at", "id"]
        indexes = [
            models.Index(
                fields=["plan"], name="change_to_decide", condition=Q(state=ChangeState.ASKED)
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("asked_by")),
                name="nobody_decides_the_own_change",
            ),
        ]

    def __str__(self) -> str:
        return self.title
