"""Devices on which somebody logged in before: a signed cookie says so, for years.

It opens nothing. It only gives the person a counter of wrong passwords that strangers do not share.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from accounts.models import User

SALT = "accounts.device"
LASTS = timedelta(days=400)

# People who share a browser; with one more the first is forgotten.
MOST_PEOPLE = 8


def device_of(request: HttpRequest, person: User | None) -> str:
    """What this device is called for the person; empty where the person never logged in."""
    return _devices_in(request).get(str(person.pk), "") if person else ""


def remember_device(request: HttpRequest, response: HttpResponse, person: User) -> None:
    """The person has logged in here."""
    devices = _devices_in(request)
    known = devices.pop(str(person.pk), "") or secrets.token_urlsafe(16)
    devices[str(person.pk)] = known
    kept = dict(list(devices.items())[-MOST_PEOPLE:])
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(kept, salt=SALT, compress=True),
        max_age=LASTS,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _devices_in(request: HttpRequest) -> dict[str, str]:
    try:
        signed = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
        found = signing.loads(signed, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return {}
    return {str(key): str(value) for key, value in found.items()}
