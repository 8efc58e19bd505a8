"""Awards as lists, pages and files show them."""

from collections.abc import Iterable
from typing import Any

from accounts.models import User
from analytics.domain.awards import AwardPeriod
from analytics.enums import AwardKind, PeriodKind
from analytics.models import Award, AwardEvent
from analytics.models.awards import AwardQuerySet
from core.queries import paging
from core.queries.paging import Order, Page

AWARDS_A_PAGE = 30
NEWEST = Order("proposed_at", descending=True)

WITH_PEOPLE = Award.objects.select_related("staff__department", "proposed_by", "granted_by")


def chosen_awards(user: User, period: AwardPeriod | None, kind: AwardKind | None) -> AwardQuerySet:
    """Those that the person may see, of a period and a kind where these are chosen."""
    awards = WITH_PEOPLE.visible_to(user)
    if period is not None:
        awards = awards.of_period(period)
    return awards.filter(kind=kind) if kind else awards


def page_of_awards(awards: AwardQuerySet, cursor: str) -> Page:
    """The newest first. One statement."""
    return paging.page_of(awards, NEWEST, cursor, AWARDS_A_PAGE)


def periods_of_awards(user: User) -> list[AwardPeriod]:
    """The months and quarters of what the person may see, the newest first. One statement."""
    awards = Award.objects.visible_to(user).order_by("-starts_on", "period_kind")
    pairs: Iterable[Any] = awards.values_list("period_kind", "starts_on").distinct()
    return [AwardPeriod(PeriodKind(kind), starts_on) for kind, starts_on in pairs]


def has_awards(user: User) -> bool:
    """Is there anything to see for this person? One statement."""
    return Award.objects.visible_to(user).exists()


def events_of(award: Award) -> list[AwardEvent]:
    """What happened, the oldest first. One statement."""
    return list(award.events.select_related("actor"))
