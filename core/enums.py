"""Vocabulary of the ground floor."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# Everything that may stand in the audit ledger, by its code: each house's `Audited`.
AUDIT_WORDS: dict[str, TextChoices] = {}


def audited(vocabulary: type[TextChoices]) -> type[TextChoices]:
    """Class decorator for the `Audited` of a house. A code has its words in one house only."""
    twice = AUDIT_WORDS.keys() & set(vocabulary.values)
    if twice:
        raise ValueError(f"two houses name {', '.join(sorted(twice))}")
    for member in vocabulary:
        AUDIT_WORDS[str(member.value)] = member
    return vocabulary


@audited
class Audited(TextChoices):
    """What is written to the audit ledger here."""

    SETTING_ADDED = "setting_added", _("Setting added")
    SETTING_CHANGED = "setting_changed", _("Setting changed")
    SETTING_DELETED = "setting_deleted", _("Setting deleted")


# What is entered in the administration; its target begins with the name of a table.
OF_SETTINGS = frozenset({Audited.SETTING_ADDED, Audited.SETTING_CHANGED, Audited.SETTING_DELETED})
