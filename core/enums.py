"""Vocabulary of the ground floor."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DayKind(TextChoices):
    HOLIDAY = "holiday", _("Holiday")
    MAKEUP = "makeup", _("Make-up workday")
    SPECIAL = "special", _("Special hours")


class DayStatus(TextChoices):
    PUBLISHED = "published", _("Published")
    PROVISIONAL = "provisional", _("Provisional")
