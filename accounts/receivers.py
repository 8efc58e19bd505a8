"""What Django and allauth tell of, as lines of the ledger: who left, and which factors changed."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils import timezone

from accounts import addresses
from accounts.actions import logins
from accounts.enums import Audited
from accounts.models import User


def note_log_out(request: HttpRequest | None, user: User | None, **_: Any) -> None:
    """Somebody logs out: the session leaves the list too."""
    if request is None or user is None:
        return
    UserSession.objects.filter(session_key=request.session.session_key or "").delete()
    address = addresses.client_address(request) or ""
    logins.record_log_out(user, address=address, at=timezone.now())


def note_added_factor(user: User, authenticator: Authenticator, **_: Any) -> None:
    _note(Audited.SECOND_FACTOR_ADDED, user, authenticator)


def note_removed_factor(user: User, authenticator: Authenticator, **_: Any) -> None:
    _note(Audited.SECOND_FACTOR_REMOVED, user, authenticator)


def note_renewed_codes(user: User, authenticator: Authenticator, **_: Any) -> None:
    _note(Audited.RECOVERY_CODES_RENEWED, user, authenticator)


def _note(action: Audited, person: User, authenticator: Authenticator) -> None:
    """Recovery codes come and go with the factor that they replace: only that is told."""
    is_codes = authenticator.type == Authenticator.Type.RECOVERY_CODES
    if is_codes and action != Audited.RECOVERY_CODES_RENEWED:
        return
    logins.record_second_factor(
        action, person, kind=authenticator.type, by=person, at=timezone.now()
    )
