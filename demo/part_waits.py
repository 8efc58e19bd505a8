"""Tickets of the last month that waited for spare parts until these came."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from analytics.queries.month_tables import month_before
from demo.people import Cast
from demo.stage import MINUTE
from demo.today import open_problem, waiting_parts
from tickets.record.enums import Purpose
from tickets.work.actions import moves

# The problem in the list of the demo, the day of the month, and how long the parts were on their
# way.
WAITS = (
    (9, 8, timedelta(hours=27)),
    (1, 14, timedelta(hours=50)),
    (0, 21, timedelta(hours=18)),
)
TEN = time(10)


def load_part_waits(cast: Cast, now: datetime) -> None:
    """Registered, worked and closed by the actions of the pages, as everything of today is."""
    month = month_before(timezone.localdate(now).replace(day=1))
    for index, day, wait in WAITS:
        reported = timezone.make_aware(datetime.combine(month.replace(day=day), TEN))
        play = open_problem(cast, index, reported, now)
        waiting_parts(play, reported + wait)
        came = play.ticket.accepted_at + 70 * MINUTE + wait
        play.ticket = moves.resume_work(
            play.ticket, by=cast.staff[play.engineer], at=came, note="备件已到，继续处理"
        )
        play.finish(came + 90 * MINUTE)
        play.confirm(came + 110 * MINUTE, remark="更换后正常", score=4)
        play.say("邀请您对本次服务评分。", came + 120 * MINUTE, Purpose.SURVEY)
        play.close(came + 180 * MINUTE, "备件磨损")
