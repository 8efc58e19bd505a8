"""What Django and allauth tell of, as lines of the ledger: who left, and which factors changed."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils import timezone

from accounts import addresses
from accounts.actions import companies, logins
from accounts.enums import Audited
from accounts.models import User


def note_log_out(request: HttpRequest | None, user: User | None, **_: Any) -> None:
    """Somebody logs out: the session leaves the list too."""
    if request is None or user is None:
        return
    UserSession.objects.filter(session_key=request.session.session_key or "").delete()
    address = addresses.client_address(request) or ""
    logins.record_log_out(user, address=address, at=timezone.now())


def note_stored_factor(instance: Authenticator, created: bool, **_: Any) -> None:
    """A factor was stored, by its own person: the line stands in the same transaction."""
    if created:
        is_codes = instance.type == Authenticator.Type.RECOVERY_CODES
        action = Audited.RECOVERY_CODES_MADE if is_codes else Audited.SECOND_FACTOR_ADDED
        _note(action, instance.user, instance)


def note_removed_factor(user: User, authenticator: Authenticator, **_: Any) -> None:
    """The person removed a factor; codes that go with the last one are not told of."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        _note(Audited.SECOND_FACTOR_REMOVED, user, authenticator)


def note_linked(instance: SocialAccount, created: bool, **_: Any) -> None:
    """A company account was linked: by the person, or at the first log-in by its address."""
    if created:
        _note_identity(Audited.IDENTITY_LINKED, instance)


def note_unlinked(instance: SocialAccount, **_: Any) -> None:
    _note_identity(Audited.IDENTITY_UNLINKED, instance)


def _note_identity(action: Audited, identity: SocialAccount) -> None:
    person = identity.user
    companies.record_identity(
        action, person, company=identity.provider, by=person, at=timezone.now()
    )


def _note(action: Audited, person: User, authenticator: Authenticator) -> None:
    logins.record_second_factor(
        action, person, kind=authenticator.type, by=person, at=timezone.now()
    )
