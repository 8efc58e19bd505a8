"""The work order itself."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.work.record import VersionedRow
from tickets.record.domain import lifecycle
from tickets.record.domain.scope import Extent, TicketScope
from tickets.record.enums import (
    BusinessType,
    Impact,
    Nature,
    Priority,
    Source,
    Status,
    Tier,
    WaitReason,
)
from tickets.record.models.search import SearchText, in_texts


def scope_of(user: User) -> TicketScope:
    """How far the person sees."""
    return TicketScope.by_rights(user.has_perm, user.pk, user.department_id)


def _is_own(scope: TicketScope) -> Q:
    person = scope.user_id
    return Q(assignee=person) | Q(created_by=person) | Q(accepted_by=person)


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Chains over tickets.

    `visible_to` is the only way in for pages, exports, look-ups and jobs.
    """

    def visible_to(self, user: User) -> "TicketQuerySet":
        """Scopes own / department / all; without the right to see tickets, none at all."""
        return self.within(scope_of(user))

    def within(self, scope: TicketScope) -> "TicketQuerySet":
        """As `visible_to`, for a scope that is known already."""
        if scope.extent is Extent.NOTHING:
            return self.none()
        if scope.extent is Extent.EVERYTHING:
            return self
        seen = _is_own(scope)
        if scope.extent is Extent.DEPARTMENT:
            # What no department has yet lies in the pool, where all may take it.
            seen |= Q(department__isnull=True) | Q(department=scope.department_id)
        return self.filter(seen)

    def parts_within(self, scope: TicketScope) -> "list[TicketQuerySet]":
        """As `within`, in parts that share no ticket: by an index of departments first.

        To be counted up to a cap: where department and pool reach it, the own tickets of other
        departments, which no index finds, are not looked for.
        """
        if scope.extent is not Extent.DEPARTMENT or scope.department_id is None:
            return [self.within(scope)]
        of_department = Q(department=scope.department_id)
        elsewhere = Q(department__isnull=False) & ~of_department
        return [
            self.filter(of_department),
            self.filter(department__isnull=True),
            self.filter(_is_own(scope) & elsewhere),
        ]

    def open(self) -> "TicketQuerySet":
        return self.filter(is_open=True)

    def unassigned(self) -> "TicketQuerySet":
        return self.open().filter(assignee__isnull=True)

    def late(self, at: datetime) -> "TicketQuerySet":
        return self.open().filter(next_due_at__lt=at)

    def due_between(self, start: datetime, end: datetime) -> "TicketQuerySet":
        return self.open().filter(next_due_at__gte=start, next_due_at__lt=end)

    def matching(self, words: str, *, with_people: bool) -> "TicketQuerySet":
        """Tickets that have the words in their number, summary, description, code, order, serial.

        With people also in the names of customer and contact and in phones.
        """
        # By itself, and not as one more condition: the planner knows how frequent pairs of
        # characters are, not words, and would choose the wrong index.
        found = SearchText.objects.matching(words, with_people=with_people)
        return self.filter(pk__among=found.values("ticket"))

    def having(self, words: str, *, with_people: bool) -> "TicketQuerySet":
        """The same without an index, for words that so many have that a page is soon full."""
        return self.filter(in_texts("has_word", words, with_people=with_people))


def _not_before(later: str, earlier: str) -> Q:
    """The condition that one moment does not lie before another, where both are known."""
    return (
        Q(**{f"{later}__isnull": True})
        | Q(**{f"{earlier}__isnull": True})
        | Q(**{f"{later}__gte": F(earlier)})
    )


class Ticket(VersionedRow):
    """A customer's problem from call to archive.

    Only actions write it, and `status` is set in `work.actions.moves` alone.
    """

    number = models.CharField(_("ticket number"), max_length=16, unique=True, editable=False)
    issue_no = models.CharField(
        _("issue number"), max_length=20, unique=True, null=True, editable=False
    )

    # By what another program knows it.
    external_id = models.CharField(
        _("external id"), max_length=60, null=True, blank=True, editable=False
    )

    status = models.CharField(
        _("status"), max_length=24, choices=Status.choices, default=Status.NEW, editable=False
    )
    # Follows from the status; stored, so that partial indexes ask one short question.
    is_open = models.BooleanField(default=True, editable=False)
    # Where a waiting ticket goes back to; empty in every other state.
    came_from = models.CharField(max_length=24, choices=Status.choices, blank=True, editable=False)
    wait_reason = models.CharField(
        _("waiting for"), max_length=16, choices=WaitReason.choices, blank=True
    )
    wait_until = models.DateTimeField(_("expected until"), null=True, blank=True)

    business_type = models.CharField(
        _("business type"),
        max_length=12,
        choices=BusinessType.choices,
        default=BusinessType.SUPPORT,
    )
    nature = models.CharField(
        _("nature"), max_length=12, choices=Nature.choices, default=Nature.FAULT
    )
    issue_type = models.ForeignKey(
        "tickets.IssueType",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name=_("issue type"),
    )
    type_confirmed_at = models.DateTimeField(
        _("type confirmed with the customer"), null=True, blank=True
    )

    channel = models.ForeignKey(
        "customers.Channel", models.PROTECT, related_name="tickets", verbose_name=_("channel")
    )
    customer = models.ForeignKey(
        "customers.Customer",
        models.PROTECT,
        related_name="tickets",
        verbose_name=_("customer"),
        db_index=False,
    )
    contact = models.ForeignKey(
        "customers.Contact",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name=_("contact"),
    )
    asset = models.ForeignKey(
        "customers.Asset",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name=_("device"),
        db_index=False,
    )
    order_no = models.CharField(_("order number"), max_length=60, blank=True)

    # What the customer said, which no edit changes: the summary is the desk's.
    original_text = models.TextField(_("original wording"), editable=False)
    summary = models.CharField(_("summary"), max_length=120)
    symptom = models.TextField(_("symptom"), blank=True)
    occurred_at = models.DateTimeField(_("occurred at"), null=True, blank=True)
    tried_steps = models.TextField(_("steps the customer tried"), blank=True)
    error_code = models.CharField(_("error code"), max_length=40, blank=True)
    extra_info = models.TextField(_("additional information"), blank=True)
    customer_urgency = models.CharField(
        _("customer's urgency"), max_length=8, choices=Priority.choices, blank=True
    )
    urgency_reason = models.CharField(_("reason of urgency"), max_length=200, blank=True)
    impact = models.CharField(
        _("impact"), max_length=8, choices=Impact.choices, default=Impact.NONE
    )

    tier = models.CharField(_("tier"), max_length=12, choices=Tier.choices, default=Tier.GENERAL)
    priority = models.CharField(
        _("priority"), max_length=8, choices=Priority.choices, default=Priority.LOW
    )
    # Nobody, where an escalation raised the tier.
    tier_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    tier_at = models.DateTimeField(null=True, blank=True)

    # Limits count from the report; numbers and registers go by the recording.
    reported_at = models.DateTimeField(_("reported at"))
    recorded_at = models.DateTimeField(_("recorded at"), editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accepted_tickets",
        verbose_name=_("accepted by"),
    )
    accepted_name = models.CharField(
        max_length=40, blank=True, help_text="who accepted it in the team's old register"
    )
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    first_responded_at = models.DateTimeField(_("first response"), null=True, blank=True)
    first_responded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    first_responded_channel = models.ForeignKey(
        "customers.Channel", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    substantive_replied_at = models.DateTimeField(_("substantive reply"), null=True, blank=True)
    processing_started_at = models.DateTimeField(_("processing started"), null=True, blank=True)
    wished_at = models.DateTimeField(_("customer's wished time"), null=True, blank=True)
    promised_at = models.DateTimeField(_("promised solution time"), null=True, blank=True)
    # The engineer's word, by which limits are judged; `resolved_at` is the customer's.
    fixed_at = models.DateTimeField(_("fixed at"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True)
    # Its file has a number, a digest and a list of what belongs to it.
    filed_at = models.DateTimeField(null=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancel_reason = models.CharField(_("reason of cancelling"), max_length=300, blank=True)

    department = models.ForeignKey(
        "accounts.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name=_("department"),
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_tickets",
        verbose_name=_("assignee"),
        db_index=False,
    )
    outlet = models.ForeignKey(
        "accounts.Outlet",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("outlet"),
        db_index=False,
    )

    reopen_count = models.PositiveSmallIntegerField(_("times reopened"), default=0)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        db_index=False,
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_tickets",
        db_index=False,
    )
    is_repeat_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="repeats",
        db_index=False,
    )
    survey_waived_reason = models.CharField(_("why no survey"), max_length=200, blank=True)
    measure_note = models.TextField(_("improvement measure"), blank=True)
    remark = models.TextField(_("remark"), blank=True)

    # The earliest of the running limits, copied by the clocks: lists sort and filter by it.
    next_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Two texts: who may not see people must not find a ticket by them either. `SearchText` has
    # them once more, for the index.
    search_text = models.TextField(blank=True, editable=False)
    people_text = models.TextField(blank=True, editable=False)
    source = models.CharField(
        max_length=8, choices=Source.choices, default=Source.WEB, editable=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="registered_tickets"
    )
    updated_at = models.DateTimeField(editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        # Rights are named after steps; nobody may add or change a ticket as such.
        default_permissions = ("view",)
        permissions = [
            ("see_department", _("See the tickets of the own department and the pool")),
            ("see_all", _("See all tickets")),
            ("register_ticket", _("Register tickets and edit their description")),
            ("accept_ticket", _("Accept tickets")),
            ("contact_ticket", _("Record contacts and write notes")),
            ("attach_ticket", _("Attach files")),
            ("assign_ticket", _("Assign tickets")),
            ("retier_ticket", _("Change tier and priority")),
            ("promise_ticket", _("Postpone a promised time")),
            ("diagnose_ticket", _("Diagnose")),
            ("solve_ticket", _("Draft solutions")),
            ("approve_solution", _("Approve solutions")),
            ("process_ticket", _("Carry out and finish work")),
            ("wait_ticket", _("Set waiting and resume")),
            ("confirm_ticket", _("Record the customer's confirmation")),
            ("close_ticket", _("Close and reopen tickets")),
            ("reopen_closed_ticket", _("Reopen closed tickets")),
            ("archive_ticket", _("Archive tickets")),
            ("cancel_ticket", _("Cancel tickets")),
            ("merge_ticket", _("Merge tickets")),
            ("low_callback_ticket", _("Do low-score call-backs")),
            ("correct_report_time", _("Correct the report time")),
            ("import_ticket", _("Import registers")),
            ("export_ticket", _("Export tickets")),
        ]
        ordering = ["-reported_at", "-id"]
        # The trailing id is that of keyset pages. `include` carries what `visible_to` asks for, so
        # that tickets which a person may not see are passed over without reading their rows.
        indexes = [
            models.Index(
                fields=["next_due_at", "id"],
                name="open_at_a_glance",
                condition=Q(is_open=True),
                include=["status", "assignee", "department", "created_by", "accepted_by"],
            ),
            models.Index(
                fields=["assignee", "next_due_at", "id"],
                name="open_of_person_tier",
                condition=Q(is_open=True),
                include=["department", "created_by", "accepted_by", "tier"],
            ),
            models.Index(fields=["assignee", "-reported_at", "-id"], name="ticket_by_assignee"),
            models.Index(
                fields=["department", "next_due_at", "id"],
                name="open_by_department",
                condition=Q(is_open=True),
            ),
            models.Index(
                fields=["status", "next_due_at", "id"],
                name="open_in_state",
                condition=Q(is_open=True),
                include=["assignee", "department", "created_by", "accepted_by"],
            ),
            # Only what waits for the sweep.
            models.Index(
                fields=["archived_at", "id"],
                name="ticket_to_file",
                condition=Q(status=Status.ARCHIVED, filed_at__isnull=True),
            ),
            models.Index(fields=["-reported_at", "-id"], name="ticket_by_report"),
            models.Index(fields=["status", "-reported_at", "-id"], name="ticket_by_status"),
            models.Index(fields=["customer", "-reported_at"], name="ticket_by_customer"),
            # What a month solved, and what waited at its end.
            models.Index(
                fields=["resolved_at"],
                name="ticket_by_solution",
                condition=Q(resolved_at__isnull=False),
            ),
            # The tickets of a device; its faults of a year are counted without reading their rows.
            models.Index(
                fields=["asset", "reported_at"],
                name="ticket_by_device",
                condition=Q(asset__isnull=False),
                include=["status", "issue_type"],
            ),
            # Few tickets belong to another one.
            *(
                models.Index(
                    fields=[key], name=f"ticket_by_{key}", condition=Q(**{f"{key}__isnull": False})
                )
                for key in ("parent", "merged_into", "is_repeat_of")
            ),
        ]
        # The order of a ticket's life holds even where an import writes rows by itself.
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"],
                name="ticket_by_external_id",
                condition=Q(external_id__isnull=False),
            ),
            models.CheckConstraint(
                condition=_not_before("first_responded_at", "reported_at"),
                name="response_after_report",
            ),
            models.CheckConstraint(
                condition=_not_before("accepted_at", "reported_at"), name="acceptance_after_report"
            ),
            models.CheckConstraint(
                condition=_not_before("fixed_at", "accepted_at"), name="fix_after_acceptance"
            ),
            models.CheckConstraint(
                condition=_not_before("resolved_at", "fixed_at"), name="resolution_after_fix"
            ),
            models.CheckConstraint(
                condition=_not_before("closed_at", "resolved_at"), name="closing_after_resolution"
            ),
            models.CheckConstraint(
                condition=_not_before("archived_at", "closed_at"), name="archive_after_closing"
            ),
            models.CheckConstraint(
                condition=_not_before("promised_at", "reported_at"), name="promise_after_report"
            ),
            models.CheckConstraint(
                condition=~Q(cancelled_at__isnull=False, cancel_reason=""),
                name="cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.MERGED, merged_into__isnull=True),
                name="merged_into_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.summary}"

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        # Figures count the ledger, which points here.
        raise TypeError("a ticket is never deleted, only cancelled")

    @property
    def pause_reason(self) -> str:
        """The reason for which clocks may stand still now."""
        return lifecycle.pause_reason(self.status, self.wait_reason)

    @property
    def is_closed_loop(self) -> bool:
        return self.status in lifecycle.CLOSED_LOOP

    @property
    def is_response_unrecorded(self) -> bool:
        """Was it answered, as its state tells, but nobody wrote down when?"""
        return (
            self.first_responded_at is None and self.status not in lifecycle.UNANSWERED_OR_UNCOUNTED
        )

    @property
    def is_editable(self) -> bool:
        return self.status in lifecycle.EDITABLE

    @property
    def accepted_by_name(self) -> str:
        return str(self.accepted_by) if self.accepted_by_id else self.accepted_name
