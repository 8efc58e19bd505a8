"""Vocabulary of the ground floor."""

from django.db.models import TextChoices

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
