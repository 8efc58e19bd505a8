"""Campaigns as pages need them: whom they reach, how far they are, what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet

from core.names import in_language
from customers.enums import Level, Segment
from customers.models import Customer
from customers.rules import ContactVisibility
from feedback.enums import Expectation
from feedback.models import Campaign, Invitation
from notifications.enums import GIVEN_UP

# So many suggestions stand on the page of a campaign; all leave as a file.
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a campaign is."""

    invited: int
    waiting: int
    sent: int
    unreachable: int
    undelivered: int
    answered: int

    @property
    def answered_pct(self) -> int | None:
        """Of those who were written to."""
        return round(100 * self.answered / self.sent) if self.sent else None


@dataclass(frozen=True, slots=True)
class GroupResult:
    """What one group of customers says: means of 1 to 5, None where nobody did."""

    label: str
    answered: int
    overall: float | None
    expectations: list[float | None]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What somebody wrote, as its reader may see it."""

    customer: str
    score: int
    text: str


@dataclass(frozen=True, slots=True)
class CampaignResults:
    """All that came of a campaign; `reasons` are pairs of a reason and its number."""

    reach: Reach
    groups: list[GroupResult]
    reasons: list[tuple[str, int]]
    suggestions: list[Suggestion]


def customers_of_group(campaign: Campaign) -> QuerySet[Customer]:
    """The customers whom a campaign asks; who was removed is asked nothing."""
    named = {"segment": campaign.segment, "level": campaign.level, "region": campaign.region}
    wanted = {name: value for name, value in named.items() if value}
    return Customer.objects.filter(is_anonymized=False, **wanted)


def reach_of(campaign: Campaign) -> Reach:
    """One statement."""
    counts = campaign.invitations.aggregate(
        invited=Count("pk"),
        waiting=Count("pk", filter=Q(is_due=True)),
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        unreachable=Count("pk", filter=~Q(skip_reason="")),
        undelivered=Count("pk", filter=Q(message__state__in=GIVEN_UP)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
    )
    return Reach(**counts)


def results_of(campaign: Campaign, visibility: ContactVisibility) -> CampaignResults:
    """Seven statements, however many answered."""
    answered = campaign.invitations.filter(answered_at__isnull=False)
    return CampaignResults(
        reach_of(campaign),
        _groups(answered),
        _reasons(answered),
        _suggestions(answered, visibility),
    )


def _groups(answered: QuerySet[Invitation]) -> list[GroupResult]:
    """All together, then by segment and by level."""
    whole = answered.aggregate(number=Count("pk"), **_means())
    groups = [_group("", whole)]
    for column, vocabulary in (("segment", Segment), ("level", Level)):
        path = f"contact__customer__{column}"
        for row in answered.values(path).annotate(number=Count("pk"), **_means()).order_by(path):
            groups.append(_group(str(vocabulary(row[path]).label), row))
    return groups


def _means() -> dict[str, Avg]:
    return {f"mean_{name}": Avg(name) for name in ("overall", *Expectation.values)}


def _group(label: str, row: dict[str, Any]) -> GroupResult:
    expectations = [row[f"mean_{name}"] for name in Expectation.values]
    return GroupResult(label, row["number"], row["mean_overall"], expectations)


def _reasons(answered: QuerySet[Invitation]) -> list[tuple[str, int]]:
    rows = answered.filter(reasons__isnull=False).values_list("reasons__name", "reasons__name_en")
    counted = rows.annotate(number=Count("pk")).order_by("-number", "reasons__name")
    return [(in_language(name, english), number) for name, english, number in counted]


def _suggestions(answered: QuerySet[Invitation], visibility: ContactVisibility) -> list[Suggestion]:
    rows = answered.exclude(suggestion="").select_related("contact__customer")
    newest = rows.prefetch_related("contact__customer__contacts").order_by("-answered_at", "-pk")
    return [_suggestion_of(row, visibility) for row in newest[:SHOWN]]


def _suggestion_of(row: Invitation, visibility: ContactVisibility) -> Suggestion:
    customer = row.contact.customer
    names = visibility.known_names(customer)
    return Suggestion(
        visibility.customer(customer),
        row.overall or 0,
        visibility.shown_text(row.suggestion, names),
    )


def listed_campaigns(today: date) -> Sequence[tuple[Campaign, bool, int, int]]:
    """The newest first: the campaign, whether it runs, how many were asked and have answered."""
    rows = Campaign.objects.annotate(
        asked=Count("invitations", filter=Q(invitations__sent_at__isnull=False)),
        answers=Count("invitations", filter=Q(invitations__answered_at__isnull=False)),
    )
    return [(row, row.is_open(today), row.asked, row.answers) for row in rows[:SHOWN]]
