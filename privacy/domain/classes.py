"""How much a value says about a person, and what is left of it where it need not be known.

The classes of docs/privacy.md (reliability.md, mechanism 10: none, contact, sensitive).
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from privacy.domain import masking, redact

HIDDEN = "****"


class Level(StrEnum):
    """What the class means for whoever keeps a value."""

    NONE = "none"
    CONTACT = "contact"
    SENSITIVE = "sensitive"


class FieldClass(StrEnum):
    """What a field says about a person; the class decides how it is masked."""

    # Times, states, numbers, words of administrators: says nothing about a customer.
    NONE = "none"

    # A colleague's name. A work record exists to say who did it: only files mask it.
    STAFF = "staff"

    # A customer's people and how they are reached.
    PERSON = "person"
    COMPANY = "company"
    PHONE = "phone"
    EMAIL = "email"

    # Where somebody was or by what another system knows them: an address of the net, an account.
    TRACE = "trace"

    # Written by hand or taken over from a file: may hold any of the above.
    TEXT = "text"

    # Opens a door, or is nobody's business: keys, hashes, why a colleague is absent.
    SENSITIVE = "sensitive"

    @property
    def level(self) -> Level:
        if self is FieldClass.NONE:
            return Level.NONE
        return Level.SENSITIVE if self is FieldClass.SENSITIVE else Level.CONTACT


def hide(written: str) -> str:
    """Nothing but that there is something."""
    return HIDDEN if written else ""


MASKS: dict[FieldClass, Callable[[str], str]] = {
    FieldClass.NONE: str,
    FieldClass.STAFF: masking.mask_person,
    FieldClass.PERSON: masking.mask_person,
    FieldClass.COMPANY: masking.mask_organisation,
    FieldClass.PHONE: masking.mask_phone,
    FieldClass.EMAIL: masking.mask_email,
    FieldClass.TRACE: hide,
    FieldClass.TEXT: redact.redacted_text,
    FieldClass.SENSITIVE: hide,
}


def mask_value(written: str, field_class: FieldClass) -> str:
    """What is left of a value of that class; empty stays empty."""
    return MASKS[field_class](written) if written else ""


def mask_texts(value: Any) -> Any:
    """A JSON value with every text in it masked as free text; names of its fields stay."""
    if isinstance(value, str):
        return redact.redacted_text(value)
    if isinstance(value, dict):
        return {name: mask_texts(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [mask_texts(part) for part in value]
    return value
