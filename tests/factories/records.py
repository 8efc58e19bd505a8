"""Records of one week as a desk or an old register may leave them, written without its steps: the
steps would refuse most of what an audit looks for.
"""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from customers.models import Customer
from demo.people import Cast
from tests.tickets.world import at
from tickets.record.enums import Status
from tickets.record.models import Ticket

MONDAY, SUNDAY = date(2024, 5, 6), date(2024, 5, 12)
NEXT_MONDAY = at("2024-05-13 00:30")
HOUR = timedelta(hours=1)
NUMBERS = count(1)


class Records:
    """Makes records for a team; each is complete but for what is said of it."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.customer = Customer.objects.first()

    def closed(self, **facts: Any) -> Ticket:
        """A ticket of Wednesday that was worked on, solved and closed."""
        reported_at: datetime = facts.get("reported_at", at("2024-05-08 09:00"))
        whole = {
            "number": f"202405-9{next(NUMBERS):04d}",
            "status": Status.CLOSED,
            "is_open": False,
            "customer": self.customer,
            "channel": self.cast.channels["电话"],
            "summary": "机密摘要",
            "issue_type": self.cast.types["硬件故障"],
            "assignee": self.cast.staff["engineer"],
            "department": self.cast.staff["engineer"].department,
            "reported_at": reported_at,
            "recorded_at": reported_at,
            "first_responded_at": reported_at,
            "accepted_at": reported_at,
            "closed_at": reported_at + 5 * HOUR,
            "updated_at": reported_at,
        }
        return Ticket.objects.create(**{**whole, **facts})

    def cancelled(self, **facts: Any) -> Ticket:
        """One that was cancelled, with or without a word."""
        return self.closed(
            **{
                "status": Status.CANCELLED,
                "closed_at": None,
                "cancelled_at": at("2024-05-08 12:00"),
                "cancel_reason": "客户取消请求",
                **facts,
            }
        )

    def week_of_e10(self) -> list[Ticket]:
        """Forty records, four of them incomplete (vectors.md E10); these four."""
        complete = [self.closed() for _n in range(35)]
        complete.append(self.cancelled())
        assert len(complete) == 36
        return [
            self.closed(closed_at=None),
            self.closed(assignee=None),
            self.closed(assignee=None),
            self.cancelled(cancelled_at=None, cancel_reason=""),
        ]
