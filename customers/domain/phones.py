"""Phones as people write them."""

from core.domain import text

# The most that is kept of one, with everything around it.
LONGEST_PHONE = 40


def is_phone(written: str) -> bool:
    """Can somebody be called by it? Judged as it is kept: some signs become several letters."""
    phone = text.comparable_text(written)
    return len(text.digits_of(phone)) >= text.SHORTEST_PHONE and len(phone) <= LONGEST_PHONE
