"""Assignment, diagnosis, solution, execution, confirmation, closing report."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tickets.record.models import Ticket
from tickets.work.enums import (
    CauseClass,
    ConfirmationMode,
    ConfirmationResult,
    DiagnosisMethod,
    ProcessKind,
    SolutionState,
)


class Assignment(models.Model):
    """Who is to work on it, until when. One is active at a time."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="assignments")
    department = models.ForeignKey(
        "accounts.Department",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("department"),
    )
    # Nobody, while the ticket lies in the department's pool.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assignee"),
    )
    # Nobody, where an escalation handed it over.
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    assigned_at = models.DateTimeField(_("assigned at"))
    due_at = models.DateTimeField(_("deadline"), null=True, blank=True)
    accepted_at = models.DateTimeField(null=True)
    refused_reason = models.CharField(_("reason of refusal"), max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["-assigned_at", "-id"]
        indexes = [
            # What came to whom in a month, without reading the rows.
            models.Index(
                fields=["assigned_at"],
                name="assignment_by_time",
                include=["ticket", "department", "assignee"],
            ),
        ]
        # Two dispatchers at once: the second one's row is refused, not the first one's forgotten.
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(ended_at__isnull=True), name="one_active_assignment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.assignee or ''}"


class Diagnosis(models.Model):
    """What was found. The newest one counts."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="diagnoses")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    method = models.CharField(_("method"), max_length=8, choices=DiagnosisMethod.choices)
    phenomenon = models.TextField(_("phenomenon"))
    data = models.TextField(_("diagnosis data"), blank=True)
    cause_class = models.CharField(_("cause"), max_length=12, choices=CauseClass.choices)
    cause_code = models.ForeignKey(
        "tickets.CauseCode",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cause code"),
    )
    has_consent = models.BooleanField(_("customer authorised remote access"), default=False)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_cause_class_display()}"


class Solution(models.Model):
    """What will be done, by whom, until when; decided by somebody who is not its author."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="solutions")
    # An approval names the version that was read.
    number = models.PositiveSmallIntegerField(_("version"))
    steps = models.JSONField(_("steps"))
    root_cause = models.TextField(_("root cause"), blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("responsible")
    )
    finish_by = models.DateTimeField(_("finish by"))
    resources = models.TextField(_("resources and parts"), blank=True)
    risk = models.TextField(_("risk and fall-back"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    submitted_at = models.DateTimeField()
    state = models.CharField(
        max_length=12, choices=SolutionState.choices, default=SolutionState.SUBMITTED
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    comment = models.TextField(_("comment"), blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "number"], name="one_solution_per_version"),
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(state__in=["submitted", "approved"]),
                name="one_current_solution",
            ),
            # Four eyes, even where Python is wrong.
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("author")),
                name="approver_is_not_author",
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.number} {self.get_state_display()}"


class ProcessEntry(models.Model):
    """One piece of work with its times."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="process_entries")
    # When the work was done; `recorded_at` is when it was written down, often in the evening.
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("to"))
    kind = models.CharField(_("kind"), max_length=12, choices=ProcessKind.choices)
    content = models.TextField(_("what was done"))
    result = models.TextField(_("result or next step"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("started_at")), name="work_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.content[:40]


class CooperationQuerySet(models.QuerySet["CooperationItem"]):
    """Chains over what customers are asked for."""

    def open(self) -> "CooperationQuerySet":
        """Those that we still wait for."""
        return self.filter(done_at__isnull=True, dropped_at__isnull=True)

    def blocking(self, ticket: Ticket) -> "CooperationQuerySet":
        """Those of a ticket without which its work does not go on, the most urgent first."""
        return self.open().filter(ticket=ticket, is_blocking=True)


class Confirmation(models.Model):
    """The customer's word on whether it is solved: signed on the own page, or recorded by staff."""

    # Several: what was not solved is confirmed again, and so is what was reopened.
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="confirmations")
    mode = models.CharField(_("how"), max_length=10, choices=ConfirmationMode.choices)
    result = models.CharField(_("result"), max_length=12, choices=ConfirmationResult.choices)
    signer = models.CharField(_("signed by"), max_length=60, blank=True)
    verified_steps = models.TextField(_("how it was verified"), blank=True)
    score = models.PositiveSmallIntegerField(
        _("score"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    remark = models.TextField(_("customer's opinion"), blank=True)
    # What the customer drew, or the scan of what the customer signed on paper.
    signature = models.ForeignKey(
        "tickets.Attachment",
        models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("signature"),
    )
    signed_at = models.DateTimeField(_("signed at"))
    recorded_at = models.DateTimeField()
    # Nobody, where the customer signed it.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-signed_at", "-id"]
        indexes = [
            # An attachment that goes asks whose signature it was.
            models.Index(
                fields=["signature"],
                name="confirmation_by_signature",
                condition=Q(signature__isnull=False),
            ),
            # The scores of a month.
            models.Index(
                fields=["signed_at"],
                name="confirmation_of_score",
                condition=Q(score__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_result_display()


class CooperationItem(models.Model):
    """Something that the customer is asked for: a right, a person on site, a picture (CP-1)."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="cooperation_items")
    content = models.CharField(_("what we need"), max_length=200)
    # How it has to be, and who at the customer brings it.
    requirement = models.CharField(
        _("requirement"), max_length=200, blank=True, default="", db_default=""
    )
    person = models.CharField(_("brought by"), max_length=60, blank=True, default="", db_default="")
    need_by = models.DateTimeField(_("needed by"))
    # Work stands still until it is there.
    is_blocking = models.BooleanField(_("work waits for it"), default=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    # Nobody, where the customer ticked it off.
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    dropped_at = models.DateTimeField(null=True)

    objects = CooperationQuerySet.as_manager()

    class Meta:
        verbose_name = _("cooperation item")
        verbose_name_plural = _("cooperation items")
        ordering = ["need_by", "id"]

    def __str__(self) -> str:
        return self.content

    @property
    def is_open(self) -> bool:
        """Do we still wait for it?"""
        return self.done_at is None and self.dropped_at is None


class ClosingReport(models.Model):
    """Cause, course, lessons (CL-1)."""

    # One: a reopened ticket writes it anew, and the ledger keeps the older text.
    ticket = models.OneToOneField("tickets.Ticket", models.PROTECT, related_name="closing_report")
    cause = models.TextField(_("cause"))
    course = models.TextField(_("course"))
    lessons = models.TextField(_("lessons"), blank=True)
    cause_code = models.ForeignKey(
        "tickets.CauseCode",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cause code"),
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("closing report")

    def __str__(self) -> str:
        return self.cause[:40]
