"""Between a request and the counters: who tries a password or a code, and from where."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from accounts import addresses, devices
from accounts.actions import logins, proxies, tries
from accounts.domain.tries import Counter, Limit, Purpose, Source, network_of
from accounts.models import User

# Longer than a code of the app is good for, clocks that are wrong included.
CODE_LASTS = timedelta(minutes=3)


def source_of(request: HttpRequest, name: str, person: User | None) -> Source:
    """Who tries the name: the address behind our own proxies, and the device if it is known."""
    address = addresses.client_address(request) or ""
    return Source(name, address, devices.device_of(request, person))


def note_proxy(request: HttpRequest) -> None:
    """Before a password is compared: does its address say who tries it?"""
    if addresses.comes_through_uncounted_proxy(request):
        proxies.note_uncounted_proxy(at=timezone.now())


@contextmanager
def counted_code(request: HttpRequest, person: User) -> Iterator[None]:
    """Around the comparison of a code. Raises `TooManyTries` before it."""
    now = timezone.now()
    source = source_of(request, person.username, person)
    counted = tries.begin_try(Purpose.CODE, source, at=now)
    try:
        yield
    except ValidationError:
        logins.record_failure(person, source, is_last=counted.is_last, at=now, purpose=Purpose.CODE)
        raise
    tries.end_well(counted)


def is_first_use(person: User, code: str) -> bool:
    """Was this code of the app used by nobody yet? It is used from now on."""
    digits = "".join(letter for letter in code if letter.isdigit())
    once = Counter(f"used:{person.pk}:{digits}", Limit(1, CODE_LASTS))
    try:
        tries.count_try([once], at=timezone.now())
    except tries.TooManyTries:
        return False
    return True


def note_used_factor(request: HttpRequest, authenticator: Authenticator) -> None:
    """A recovery code that was used is worth a line of its own: one less is left."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        stored = Authenticator.objects.get(pk=authenticator.pk)
        left = len(stored.wrap().get_unused_codes())
        logins.record_recovery_code(authenticator.user, left=left, at=timezone.now())


def count_reset(request: HttpRequest) -> None:
    """Somebody asks for a new password by mail. Raises `TooManyTries`, whoever is asked for."""
    address = network_of(addresses.client_address(request) or "")
    limit = tries.configured_limits().resets
    tries.count_try([Counter(f"{Purpose.RESET}:address:{address}", limit)], at=timezone.now())
