"""Vocabulary of the ground floor."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

AUDIT_WORDS: dict[str, TextChoices] = {}
"""Everything that may stand in the audit ledger, by its code: each house's `Audited`."""


def audited(vocabulary: type[TextChoices]) -> type[TextChoices]:
    """Class decorator for the `Audited` of a house. A code has its words in one house only."""
    twice = AUDIT_WORDS.keys() & set(vocabulary.values)
    if twice:
        raise ValueError(f"two houses name {', '.join(sorted(twice))}")
    AUDIT_WORDS.update({str(member.value): member for member in vocabulary})
    return vocabulary


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
