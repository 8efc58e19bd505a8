"""Standard wordings of replies: which variables they know, and how these are filled in."""

from collections.abc import Mapping

from notifications.domain.wording import VARIABLE

KNOWN = ("number", "summary", "promised", "customer", "contact", "agent")


def filled_wording(written: str, values: Mapping[str, str]) -> str:
    """The text with its variables; what is none stays as it was written."""
    return VARIABLE.sub(lambda found: values.get(found[1], found[0]), written)
