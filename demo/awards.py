"""Awards of the demo: one of last month was granted, one waits for a second person."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from analytics.actions.awards import AwardProposal, grant_award, propose_award
from analytics.domain.awards import AwardPeriod
from analytics.enums import AwardKind
from analytics.queries.award_figures import figures_for_award, seen_figures
from demo.people import Cast

DAY = timedelta(days=1)


def load_awards(cast: Cast, now: datetime) -> None:
    """Proposed by one of those who lead the desk, granted by the other."""
    manager, supervisor = cast.staff["manager"], cast.staff["supervisor"]
    last = AwardPeriod.month_of(timezone.localdate(now)).before
    best = AwardProposal(
        kind=AwardKind.EMPLOYEE,
        period=last,
        staff=cast.staff["engineer"],
        basis="连续处理三起停机故障，均一次修复；夜间值守主动跟进客户复产。",
        amount=Decimal(800),
    )
    award = propose_award(best, by=supervisor, at=now - 2 * DAY)
    at = now - DAY
    seen = seen_figures(figures_for_award(award.staff_id, last, at=at))
    grant_award(award, by=manager, at=at, seen=seen)
    liked = AwardProposal(
        kind=AwardKind.SATISFACTION,
        period=last,
        staff=cast.staff["agent"],
        basis="回访中客户多次点名表扬，投诉客户两次改评满意。",
    )
    propose_award(liked, by=manager, at=now - DAY)
