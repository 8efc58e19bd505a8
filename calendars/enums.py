"""Vocabulary of calendars."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.enums import audited


@audited
class Audited(TextChoices):
    """What is written to the audit ledger here."""

    CALENDAR_PUBLISHED = "calendar_published", _("Calendar published")


class DayKind(TextChoices):
    HOLIDAY = "holiday", _("Holiday")
    MAKEUP = "makeup", _("Make-up workday")
    SPECIAL = "special", _("Special hours")


class DayStatus(TextChoices):
    PUBLISHED = "published", _("Published")
    PROVISIONAL = "provisional", _("Provisional")
