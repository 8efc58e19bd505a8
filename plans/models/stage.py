"""Stages, their progress, what went wrong, new dates, and who is responsible for what."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.work.ledger import AppendOnly
from core.work.record import VersionedRow
from plans.domain import lifecycle
from plans.enums import ProblemState, ReplanState, StageStatus


class StageQuerySet(models.QuerySet["Stage"]):
    """Chains over stages."""

    def counted(self) -> "StageQuerySet":
        """Those that were not dropped."""
        return self.filter(dropped_at__isnull=True)

    def unfinished(self) -> "StageQuerySet":
        """Those that are neither done nor dropped."""
        return self.counted().exclude(status=StageStatus.DONE)

    def at_work(self) -> "StageQuerySet":
        """Of plans that are running."""
        return self.counted().filter(plan__state__in=sorted(lifecycle.AT_WORK))

    def past_due(self, today: date) -> "StageQuerySet":
        """Those that the daily job sets to delayed."""
        may_be_late = sorted(lifecycle.MAY_BE_LATE)
        return self.at_work().filter(status__in=may_be_late, planned_date__lt=today)


class Stage(VersionedRow):
    """One step of a plan. `status` is set in `actions.moves` alone.

    The baseline is the date the plan started with.
    """

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="stages", db_index=False)
    subproject = models.ForeignKey(
        "plans.SubProject",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stages",
        verbose_name=_("sub-project"),
    )
    code = models.CharField(_("stage code"), max_length=12)
    phase = models.PositiveIntegerField(editable=False)
    sequence = models.PositiveIntegerField(editable=False)
    task = models.CharField(_("stage task"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stages",
        verbose_name=_("owner"),
    )
    owner_text = models.CharField(max_length=80, blank=True)
    start_date = models.DateField(_("planned start"), null=True, blank=True)
    planned_date = models.DateField(_("planned finish"))
    baseline_planned_date = models.DateField(_("baseline of the planned finish"))
    started_on = models.DateField(_("actual start"), null=True, editable=False)
    actual_date = models.DateField(_("actual finish"), null=True, blank=True)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=StageStatus.choices,
        default=StageStatus.NOT_STARTED,
        editable=False,
    )
    percent = models.PositiveSmallIntegerField(_("percent"), default=0)
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    acceptance = models.CharField(_("acceptance criteria"), max_length=300, blank=True)
    is_rollout = models.BooleanField(_("full roll-out"), default=False)
    dropped_at = models.DateTimeField(null=True, editable=False)
    dropped_reason = models.CharField(max_length=300, blank=True)

    objects = StageQuerySet.as_manager()

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["phase", "sequence", "id"]
        constraints = [
            # A dropped stage gives its code free.
            models.UniqueConstraint(
                fields=["plan", "code"],
                condition=Q(dropped_at__isnull=True),
                name="one_stage_per_code",
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="percent_to_100"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="weight_from_1"),
            models.CheckConstraint(
                condition=~Q(status=StageStatus.DONE) | Q(actual_date__isnull=False, percent=100),
                name="done_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(status=StageStatus.DONE) | Q(actual_date__isnull=True),
                name="only_done_has_a_date",
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "phase", "sequence"], name="stage_by_code"),
            models.Index(
                fields=["planned_date"],
                name="stage_to_be_late",
                condition=Q(
                    status__in=[StageStatus.NOT_STARTED, StageStatus.IN_PROGRESS],
                    dropped_at__isnull=True,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.task}"

    @property
    def owner_name(self) -> str:
        """The owner as the record names them; empty for nobody."""
        return self.owner_text or str(self.owner or "")

    @property
    def is_counted(self) -> bool:
        """Was it not dropped?"""
        return self.dropped_at is None


class StageProgress(models.Model):
    """What the owner reported on a day (PL-7).

    Append-only by trigger: a correction is another line.
    """

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="progress", db_index=False)
    date = models.DateField(_("date"))
    percent = models.PositiveSmallIntegerField(_("percent"), validators=[MaxValueValidator(100)])
    text = models.TextField(_("progress description"))
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["stage", "-at", "-id"], name="progress_by_stage")]
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="told_percent_to_100"),
            AppendOnly(name="stage_progress_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % {self.text[:40]}"


class StageProblem(models.Model):
    """What went wrong, whom it hits, what is done first (PL-8), and what mended it.

    One that the daily job opened has `is_automatic` and waits for its words: impact and
    countermeasure are empty until then.
    """

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="problems")
    description = models.TextField(pgettext_lazy("stage problem", "problem"), blank=True)
    impact = models.TextField(_("scope of impact"), blank=True)
    countermeasure = models.TextField(_("first countermeasure"), blank=True)
    resolution = models.TextField(_("corrective action"), blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=ProblemState.choices, default=ProblemState.OPEN
    )
    is_automatic = models.BooleanField(default=False)
    missed_date = models.DateField(null=True)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("problem record")
        verbose_name_plural = _("problem records")
        ordering = ["-raised_at", "-id"]
        constraints = [
            # What makes a second run of the daily job harmless.
            models.UniqueConstraint(
                fields=["stage", "missed_date"],
                condition=Q(is_automatic=True),
                name="one_record_per_missed_date",
            ),
        ]

    def __str__(self) -> str:
        return self.description[:40]

    @property
    def awaits_words(self) -> bool:
        """The daily job opened it, and nobody has said yet what PL-8 demands."""
        return self.is_automatic and not (self.description and self.impact and self.countermeasure)


class Replan(models.Model):
    """A new date for a delayed stage: asked for with a reason, decided by the plan owner.

    The baseline stays.
    """

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="replans")
    from_date = models.DateField(_("planned finish so far"))
    to_date = models.DateField(_("new planned finish"))
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(max_length=8, choices=ReplanState.choices, default=ReplanState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    comment = models.CharField(_("comment"), max_length=300, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["stage"], condition=Q(state=ReplanState.ASKED), name="one_open_replan"
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_date} → {self.to_date}"


class Responsibility(models.Model):
    """A line of the responsibility table (A22).

    Who does what from when to when, with which means, and when it is accepted.
    """

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="responsibilities")
    stage = models.ForeignKey(
        Stage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="responsibilities",
        verbose_name=_("stage"),
    )
    order = models.PositiveSmallIntegerField(default=0)
    task = models.CharField(_("task"), max_length=200)
    department = models.ForeignKey(
        "accounts.Department",
        models.PROTECT,
        related_name="+",
        verbose_name=_("responsible department"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="responsibilities",
        verbose_name=_("responsible"),
    )
    start = models.DateField(pgettext_lazy("responsibility", "from"), null=True, blank=True)
    end = models.DateField(pgettext_lazy("responsibility", "to"), null=True, blank=True)
    resources = models.JSONField(_("resources"), default=list, blank=True)
    acceptance = models.CharField(_("acceptance criteria"), max_length=300, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, editable=False)
    acknowledged_at = models.DateTimeField(null=True, editable=False)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gte=F("start")),
                name="responsibility_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.task
