"""What every form writes in the same way: times, people, states.

In Chinese whatever the reader reads.
"""

from datetime import datetime, timedelta
from functools import cache

from django.db.models import TextChoices
from django.utils import timezone, translation
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from accounts.models import User
from customers.enums import Level
from customers.models import Customer
from tickets.record.domain import lifecycle
from tickets.record.enums import Status
from tickets.transfer.domain.register_sheet import PRINTED


def moment_text(moment: datetime | None) -> str:
    """`YYYY-MM-DD HH:MM` in the desk's zone; empty for none."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def local_minute(moment: datetime | None) -> datetime | None:
    """A moment as a cell of its own: in the desk's zone, which cells do not know."""
    if moment is None:
        return None
    return timezone.localtime(moment).replace(second=0, microsecond=0, tzinfo=None)


def time_beside(moment: datetime | None, day_of: datetime) -> str:
    """`HH:MM` on the date of `day_of`, otherwise the full moment (forms.md, export rules)."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    day = timezone.localtime(day_of).date()
    return f"{local:%H:%M}" if local.date() == day else moment_text(moment)


@cache
def _chinese_labels(vocabulary: type[TextChoices]) -> dict[str, str]:
    with translation.override("zh-hans"):
        return {value: str(label) for value, label in vocabulary.choices}


def chinese_label(vocabulary: type[TextChoices], value: str) -> str:
    """The Chinese word of a stored value.

    Several times quicker than Django's own, which long tables feel.
    """
    return _chinese_labels(vocabulary).get(value, value)


def time_passed(start: datetime, end: datetime | None) -> timedelta | None:
    """Natural time between two moments; None while the end is open."""
    # Measured and never typed (requirements.md RP-3).
    return None if end is None else end - start


def printed_status(status: str) -> str:
    """The word of the strict 001 form."""
    if status in lifecycle.PRINTED_AS_PROCESSING:
        return PRINTED[Status.PROCESSING]
    return PRINTED[Status(status)]


def colleague_name(person: User | None) -> str:
    """A colleague, or nobody."""
    return str(person) if person else ""


def customer_type(customer: Customer) -> str:
    """新客户 or 老客户, and whether it is a VIP."""
    relation: str = customer.get_relation_display()
    return f"{relation}（VIP）" if customer.level == Level.VIP else relation


def joined_remarks(*remarks: str) -> str:
    """Those that say something, in one cell."""
    return "；".join(filter(None, remarks))


def set_page_header(sheet: WriteOnlyWorksheet, title: str) -> None:
    """At the top of every printed page: the form, and the zone in which its times are meant."""
    sheet.oddHeader.left.text = title
    sheet.oddHeader.right.text = f"时区：{timezone.get_current_timezone_name()}"
