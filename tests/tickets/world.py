"""A small team and a ticket at a time of one's choosing, for tests that need the database."""

from datetime import datetime
from zoneinfo import ZoneInfo

from demo.people import Cast
from tests.fixtures import small_cast
from tickets.limits.models import SlaClock
from tickets.record.enums import Nature, Priority, Tier
from tickets.record.models import Ticket
from tickets.work.actions import register

SHANGHAI = ZoneInfo("Asia/Shanghai")
PRIORITY = {Tier.URGENT: Priority.HIGH, Tier.IMPORTANT: Priority.MEDIUM, Tier.GENERAL: Priority.LOW}


def at(written: str) -> datetime:
    """`2024-05-06 09:00[:00]` in Shanghai."""
    return datetime.fromisoformat(written).replace(tzinfo=SHANGHAI)


def local(moment: datetime | None) -> str:
    """The reverse of `at`; empty for none."""
    return (
        moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00")
        if moment
        else ""
    )


def team() -> Cast:
    """The demo's people, customers and channels."""
    return small_cast()


def ticket_at(
    cast: Cast,
    reported: str,
    tier: Tier = Tier.GENERAL,
    *,
    recorded: str = "",
    promised: str = "",
    **told: object,
) -> Ticket:
    """A registered ticket of 华启科技 by phone."""
    customer = cast.customers["华启科技有限公司"]
    told = {"nature": Nature.FAULT, "priority": PRIORITY[tier], "summary": "设备无法启动", **told}
    return register.register_ticket(
        by=cast.staff["agent"],
        at=at(recorded or reported),
        reported_at=at(reported),
        customer=customer,
        contact=customer.contacts.first(),
        channel=cast.channels["电话"],
        tier=tier,
        promised_at=at(promised) if promised else None,
        **told,
    )


def clock(ticket: Ticket, kind: str, cycle: int | None = None) -> SlaClock:
    """The newest clock of a kind, or the one of a cycle."""
    rows = SlaClock.objects.filter(ticket=ticket, kind__code=kind).order_by("-cycle")
    return rows.get(cycle=cycle) if cycle else rows.first()


def kinds(ticket: Ticket) -> set[str]:
    """The kinds of limits that a ticket has."""
    return set(SlaClock.objects.filter(ticket=ticket).values_list("kind__code", flat=True))
