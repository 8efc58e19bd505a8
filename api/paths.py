"""What a refusal is about: its paths are those of the body as it was sent."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError
from rest_framework.exceptions import ValidationError

from api.views import raise_taken
from core.errors import BadFile, LawBroken


@contextmanager
def within(member: str) -> Iterator[None]:
    """What is refused inside is about a member of the body, or of the item."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError({member: error.detail}) from error
    except IntegrityError as error:
        with within(member):
            raise_taken(error)
        raise
    except LawBroken as error:
        field = f"{member}.{error.field}" if error.field else ""
        raise LawBroken(error.message, field=field) from error


@contextmanager
def about_file(member: str = "") -> Iterator[None]:
    """A file that is refused inside is the one of this member; of none where a body has none."""
    try:
        yield
    except BadFile as error:
        raise BadFile(error.message, field=member, is_passing=error.is_passing) from error
