"""Awards to people of the desk (激励): for which period, why, and the figures that were seen."""

from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analytics.domain.awards import AwardPeriod
from analytics.enums import AwardEventKind, AwardKind, AwardState, PeriodKind
from core.work.ledger import AppendOnly, LedgerLine
from core.work.record import VersionedRow

FIRST_MONTHS = (1, 4, 7, 10)
MANAGES = ("analytics.view_monthlyreport", "tickets.see_all", "analytics.manage_award")


class AwardQuerySet(models.QuerySet["Award"]):
    """Chains over awards. `visible_to` is the only way in for pages."""

    def visible_to(self, user: Any) -> "AwardQuerySet":
        """All of them for who may manage them; for others the granted ones of their own."""
        if user.has_perms(MANAGES):
            return self.all()
        return self.filter(staff=user.pk, state=AwardState.GRANTED)

    def of_period(self, period: AwardPeriod) -> "AwardQuerySet":
        return self.filter(period_kind=period.kind, starts_on=period.starts_on)


class Award(VersionedRow):
    """Of one person for one month or quarter. Only `analytics.actions` writes it; once it is
    granted or withdrawn nothing of it changes (a trigger of the table).

    `figures` is what `queries.award_figures.figures_for_award` gave when it was granted; empty
    before. `currency` is that of the desk at the time; empty where there is no amount.
    """

    number = models.CharField(_("number"), max_length=16, unique=True, editable=False)
    kind = models.CharField(
        pgettext_lazy("award", "award"), max_length=12, choices=AwardKind.choices
    )
    name = models.CharField(_("name of the award"), max_length=60, blank=True)
    period_kind = models.CharField(max_length=8, choices=PeriodKind.choices)

    # The first day of the period.
    starts_on = models.DateField(_("period"))
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="awards",
        verbose_name=pgettext_lazy("award", "awarded person"),
    )
    basis = models.TextField(pgettext_lazy("award", "basis"))
    amount = models.DecimalField(
        _("amount"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=AwardState.choices, default=AwardState.PROPOSED
    )
    figures = models.JSONField(default=dict, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(null=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("award", "award")
        verbose_name_plural = _("awards")
        default_permissions = ()
        permissions = [("manage_award", _("propose and grant awards"))]
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "kind", "name", "period_kind", "starts_on"],
                condition=~Q(state=AwardState.WITHDRAWN),
                name="one_award_of_a_person_and_period",
            ),
            models.CheckConstraint(
                condition=(Q(kind=AwardKind.OTHER) & ~Q(name=""))
                | (~Q(kind=AwardKind.OTHER) & Q(name="")),
                name="other_award_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__day=1)
                & (Q(period_kind=PeriodKind.MONTH) | Q(starts_on__month__in=FIRST_MONTHS)),
                name="award_is_of_a_whole_period",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True, currency="") | (Q(amount__gt=0) & ~Q(currency="")),
                name="amount_has_its_currency",
            ),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("staff")), name="nobody_proposes_themselves"
            ),
            models.CheckConstraint(
                condition=(
                    ~Q(state=AwardState.GRANTED)
                    & Q(granted_at__isnull=True, granted_by__isnull=True)
                )
                | (
                    Q(state=AwardState.GRANTED, granted_at__isnull=False, granted_by__isnull=False)
                    & ~Q(granted_by=F("staff"))
                    & ~Q(granted_by=F("proposed_by"))
                ),
                name="granted_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def title(self) -> str:
        """What the award is called."""
        return self.name or str(self.get_kind_display())

    @property
    def period(self) -> AwardPeriod:
        return AwardPeriod(PeriodKind(self.period_kind), self.starts_on)

    @property
    def is_proposed(self) -> bool:
        """Does it wait for a second person?"""
        return self.state == AwardState.PROPOSED

    @property
    def is_granted(self) -> bool:
        return self.state == AwardState.GRANTED


class AwardEvent(LedgerLine):
    """The ledger of an award: append-only by trigger. `kind` is the state that it came to."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=AwardEventKind.choices)

    class Meta:
        verbose_name = _("history of an award")
        default_permissions = ()
        ordering = ["at", "id"]
        constraints = [AppendOnly(name="award_event_append_only")]

    def __str__(self) -> str:
        return f"{self.award_id} {self.kind}"
