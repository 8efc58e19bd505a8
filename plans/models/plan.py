"""The plan itself, its sub-projects, the tickets it came from, and its ledger."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from core.work.ledger import AppendOnly, LedgerLine
from core.work.record import VersionedRow
from plans.domain import lifecycle
from plans.enums import EventKind, LinkKind, PlanKind, PlanState, Rhythm

# From a plan to those who work in it.
PATHS_TO_PEOPLE = (
    "stages__owner",
    "subprojects__owner",
    "responsibilities__person",
    "responsibilities__department__head",
    "metrics__evaluator",
)


class PlanQuerySet(models.QuerySet["Plan"]):
    """Chains over plans.

    `visible_to` is the only way in for pages, exports, windows and jobs that show.
    """

    def visible_to(self, user: User) -> "PlanQuerySet":
        """All for those who see all; none for those who may see no plans.

        Else the plans one leads, works in, is responsible in, or whose department takes part.
        """
        if not user.has_perm("plans.view_plan"):
            return self.none()
        if user.has_perm("plans.see_all_plans"):
            return self
        mine = Q(owner=user) | Q(created_by=user)

        # Subqueries instead of joins: five joins at once would multiply the rows of every plan.
        for path in PATHS_TO_PEOPLE:
            plans = self.model.objects.filter(**{path: user})
            mine |= Q(pk__in=plans.values("pk"))
        if user.department_id:
            taking_part = self.model.departments.through.objects
            rows = taking_part.filter(department=user.department_id)
            mine |= Q(pk__in=rows.values("plan"))
        return self.filter(mine)

    def in_states(self, states: Iterable[str]) -> "PlanQuerySet":
        """Those in one of the states."""
        return self.filter(state__in=sorted(states))

    def live(self) -> "PlanQuerySet":
        """Begun and not yet ended."""
        return self.in_states(lifecycle.LIVE)


class Plan(VersionedRow):
    """An optimization plan from draft to archive.

    Only `plans.actions` writes it; `state` is set in `moves` alone.
    """

    number = models.CharField(_("plan number"), max_length=20, unique=True, editable=False)
    name = models.CharField(_("plan name"), max_length=120)
    kind = models.CharField(
        _("kind of plan"), max_length=16, choices=PlanKind.choices, default=PlanKind.ITERATION
    )
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=PlanState.choices,
        default=PlanState.DRAFT,
        editable=False,
    )
    cycle = models.PositiveSmallIntegerField(_("cycle"), default=1, editable=False)
    start_date = models.DateField(pgettext_lazy("plan", "from"))
    end_date = models.DateField(pgettext_lazy("plan", "to"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="plans", verbose_name=_("plan owner")
    )
    owner_text = models.CharField(max_length=80, blank=True)
    departments = models.ManyToManyField(
        "accounts.Department",
        related_name="+",
        verbose_name=_("departments taking part"),
        blank=True,
    )
    departments_text = models.CharField(max_length=200, blank=True)
    core_goal = models.TextField(_("core goal"), blank=True)
    background = models.TextField(_("current state and reason"), blank=True)
    benchmark_notes = models.TextField(_("gap to the benchmark"), blank=True)
    practice_notes = models.TextField(_("practice borrowed from others"), blank=True)
    rhythm = models.CharField(
        _("progress update interval"), max_length=8, choices=Rhythm.choices, default=Rhythm.WEEKLY
    )

    # What the figures are about; an empty list stands for all.
    channels = models.ManyToManyField(
        "customers.Channel", related_name="+", verbose_name=_("channels"), blank=True
    )
    issue_types = models.ManyToManyField(
        "tickets.IssueType", related_name="+", verbose_name=_("issue types"), blank=True
    )
    scope_departments = models.ManyToManyField(
        "accounts.Department",
        related_name="+",
        verbose_name=_("departments whose tickets count"),
        blank=True,
    )
    natures = models.JSONField(_("natures"), default=list, blank=True)
    product_models = models.ManyToManyField(
        "customers.ProductModel", related_name="+", verbose_name=_("product models"), blank=True
    )
    customer_levels = models.JSONField(
        _("customer levels"), default=list, db_default=[], blank=True
    )
    scope_text = models.CharField(_("scope in words"), max_length=300, blank=True)

    # The windows before and after the change.
    baseline_from = models.DateField(_("baseline from"), null=True, blank=True)
    baseline_to = models.DateField(_("baseline to"), null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, editable=False)
    rollout_date = models.DateField(_("rolled out on"), null=True, blank=True)
    evaluation_due_from = models.DateField(_("evaluation from"), null=True, blank=True)
    evaluation_due_to = models.DateField(_("evaluation to"), null=True, blank=True)

    pause_reason = models.CharField(_("reason of the pause"), max_length=300, blank=True)
    ended_reason = models.CharField(_("reason of the termination"), max_length=300, blank=True)
    started_at = models.DateTimeField(null=True, editable=False)
    paused_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("optimization plan")
        verbose_name_plural = _("optimization plans")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["state", "-created_at"], name="plan_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date__gte=F("start_date")), name="plan_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(baseline_from__isnull=True)
                | Q(baseline_to__isnull=True)
                | Q(baseline_to__gte=F("baseline_from")),
                name="baseline_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(evaluation_due_from__isnull=True)
                | Q(evaluation_due_to__isnull=True)
                | Q(evaluation_due_to__gte=F("evaluation_due_from")),
                name="evaluation_ends_after_start",
            ),
        ]
        permissions = [
            ("see_all_plans", _("See all plans")),
            ("propose_plan", _("Propose a plan")),
            ("lead_plan", _("Make plans and lead the own ones")),
            ("lead_all_plans", _("Lead all plans")),
            ("evaluate_plan", _("Evaluate the effect of plans")),
            ("archive_plan", _("Archive plans")),
            ("export_plan", _("Export the forms of plans")),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def is_editable(self) -> bool:
        """May its first page still change?"""
        return self.state in lifecycle.EDITABLE

    @property
    def takes_values(self) -> bool:
        """Are values after the change taken now?"""
        return self.state in lifecycle.MEASURED

    @property
    def owner_name(self) -> str:
        """The owner as the record names them.

        A person of the desk, or the words of an imported form.
        """
        return self.owner_text or str(self.owner)


class SubProject(models.Model):
    """A part of a plan with stages of its own, recorded separately (PL-6)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="subprojects")
    name = models.CharField(_("sub-project"), max_length=80)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("sub-project")
        verbose_name_plural = _("sub-projects")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "name"], name="one_subproject_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class PlanLink(models.Model):
    """A ticket that a plan came from, or that somebody tied to it."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="links")
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=LinkKind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "ticket"], name="one_link_per_ticket")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} – {self.ticket_id}"


class PlanEvent(LedgerLine):
    """The ledger of a plan: append-only by trigger."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    stage = models.ForeignKey(
        "plans.Stage", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["plan", "-at", "-id"], name="event_by_plan")]
        constraints = [AppendOnly(name="plan_event_append_only")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"
