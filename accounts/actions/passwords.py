"""The one-time address at which a person sets a new password."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import PasswordLink, User


@transaction.atomic
def issue_password_link(person: User, *, at: datetime) -> str:
    """The path of a new address, good for `PASSWORD_RESET_TIMEOUT`; the one before ends.

    It is told once: the table holds a digest, from which nobody makes it again.
    """
    token = secrets.token_urlsafe(32)
    revoke_password_link(person)
    PasswordLink.objects.create(
        person=person,
        digest=digest_of(token),
        ends_at=at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    )
    key = urlsafe_base64_encode(force_bytes(person.pk))
    return f"/accounts/password/{key}/{token}/"


def revoke_password_link(person: User) -> None:
    """Whoever is in, or has a new password, needs none."""
    PasswordLink.objects.filter(person=person).delete()


def is_link_good(person: User, token: str, *, at: datetime) -> bool:
    """Does the address still set the password of this person?"""
    known = PasswordLink.objects.filter(person=person, digest=digest_of(token), ends_at__gt=at)
    return known.exists()


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def forget_password_links(*, at: datetime) -> int:
    """Remove those that are over; their number."""
    return PasswordLink.objects.filter(ends_at__lte=at).delete()[0]
