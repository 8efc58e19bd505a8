"""What an empty installation still lacks; every point is read from the data and ticks itself."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import Department
from accounts.queries.roles import held_roles
from calendars.models import CalendarDay, WorkCalendar
from customers.models import Channel
from tickets.limits.models import SlaRulebook
from tickets.record.models import Ticket

# From this month on the next year's holidays are usually announced.
MONTH_OF_NEXT_YEAR = 12
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class SetupPoint:
    """One line of the list: what it is for, how it stands, and where it is done."""

    title: str
    purpose: str
    state: str
    is_done: bool
    address: str


def setup_points(at: datetime) -> list[SetupPoint]:
    """The list in the order in which one works through it. A dozen small statements."""
    return [
        _departments_point(),
        _people_point(),
        _channels_point(),
        _calendars_point(at),
        _rules_point(),
        _mail_point(),
        _register_point(),
    ]


def is_empty_desk() -> bool:
    """Was no ticket ever registered or imported?"""
    return not Ticket.objects.exists()


def _departments_point() -> SetupPoint:
    departments = Department.objects.filter(is_active=True)
    headless = list(departments.filter(head=None).values_list("name", flat=True))
    state = _("All have a head.")
    if headless:
        state = _("Without a head: %(names)s") % {"names": _(", ").join(headless)}
    return SetupPoint(
        _("Departments"),
        _("Who answers for which tickets; heads confirm responsibilities and approve."),
        state,
        not headless and departments.exists(),
        reverse("admin:accounts_department_changelist"),
    )


def _people_point() -> SetupPoint:
    held = held_roles()
    missing = held.empty_escalation_roles
    missing += [role for role in (Role.AGENT, Role.ENGINEER) if role not in held.names]
    state = _("Every role that tickets need has somebody at work.")
    if missing:
        names = _(", ").join(str(role.label) for role in missing)
        state = _("Nobody at work holds: %(roles)s") % {"roles": names}
    return SetupPoint(
        _("People and roles"),
        _("Everybody who works here, with a role: it says what they see and may do."),
        state,
        not missing,
        reverse("admin:accounts_user_changelist"),
    )


def _channels_point() -> SetupPoint:
    count = Channel.objects.filter(is_active=True).count()
    return SetupPoint(
        _("Channels"),
        _("How customers reach you: phone, mail, WeChat, counter …"),
        _("In use: %(count)s") % {"count": count},
        count > 0,
        reverse("admin:customers_channel_changelist"),
    )


def _calendars_point(at: datetime) -> SetupPoint:
    today = timezone.localdate(at)
    years = [today.year]
    if today.month >= MONTH_OF_NEXT_YEAR:
        years.append(today.year + 1)
    calendar = WorkCalendar.objects.filter(is_default=True).first()
    missing = [
        str(year)
        for year in years
        if not CalendarDay.objects.filter(calendar=calendar, date__year=year).exists()
    ]
    state = _("Holidays and make-up workdays are known.")
    if missing:
        state = _("Holidays are missing for: %(years)s") % {"years": _(", ").join(missing)}
    return SetupPoint(
        _("Working calendars"),
        _("Limits count in working hours, with holidays and make-up workdays."),
        state,
        calendar is not None and not missing,
        reverse("admin:calendars_workcalendar_changelist"),
    )


def _rules_point() -> SetupPoint:
    newest = SlaRulebook.objects.first()
    state = _("None published yet.")
    if newest is not None:
        day = timezone.localdate(newest.published_at)
        state = _("%(version)s, published on %(day)s") % {"version": newest, "day": day}
    return SetupPoint(
        _("Limits and escalations"),
        _("How fast each tier is answered and solved, and who is told before it is late."),
        state,
        newest is not None,
        reverse("admin:tickets_slapolicy_changelist"),
    )


def _mail_point() -> SetupPoint:
    missing = [name for name, is_set in _mail_settings().items() if not is_set]
    state = settings.DEFAULT_FROM_EMAIL
    if missing:
        state = _("To be set for the server: %(names)s") % {"names": ", ".join(missing)}
    return SetupPoint(
        _("Outgoing mail"),
        _("Escalations, reminders and new passwords also come by mail."),
        state,
        not missing,
        reverse("operations"),
    )


def _mail_settings() -> dict[str, bool]:
    """By the name in the environment: was it set? What mails link to is no address of one's own."""
    sender_host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return {
        "EMAIL_URL": bool(settings.EMAIL_IS_SET_UP),
        "MAIL_FROM": sender_host not in LOOPBACK_HOSTS,
        "SITE_URL": urlsplit(settings.SITE_URL).hostname not in LOOPBACK_HOSTS,
    }


def _register_point() -> SetupPoint:
    is_empty = is_empty_desk()
    return SetupPoint(
        _("Your register"),
        _("Bring the tickets of your Excel register, or begin with the first call."),
        _("No ticket yet.") if is_empty else _("The desk has tickets."),
        not is_empty,
        reverse("tickets:import"),
    )
