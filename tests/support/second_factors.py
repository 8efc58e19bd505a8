"""An authenticator app in the hand of a test: its codes, and people who have one."""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

from accounts.models import User

PERIOD = 30


def app_code(secret: str, *, steps: int = 0) -> str:
    """What the app shows now; `steps` of half a minute later or, negative, earlier."""
    counter = int(time.time()) // PERIOD + steps
    return format_hotp_value(hotp_value(secret, counter))


def give_app(person: User) -> str:
    """Set up an app for the person, and recovery codes; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


def recovery_codes_of(person: User) -> list[str]:
    row = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES)
    return row.wrap().get_unused_codes()
