"""What guards a person's account, as the pages show it."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from accounts.domain.browsers import browser_of
from accounts.models import User


@dataclass(frozen=True, slots=True)
class Factors:
    """The second factors of a person; `codes_left` None where there are no recovery codes."""

    app: Authenticator | None
    passkeys: list[Authenticator]
    codes_left: int | None

    @property
    def is_any(self) -> bool:
        return bool(self.app or self.passkeys)


@dataclass(frozen=True, slots=True)
class ShownSession:
    """A session in words."""

    pk: int
    browser: str
    address: str
    began_at: datetime
    seen_at: datetime
    is_current: bool


def factors_of(person: User) -> Factors:
    """One statement."""
    rows = list(Authenticator.objects.filter(user_id=person.pk).order_by("created_at", "pk"))
    by_type: dict[str, list[Authenticator]] = {}
    for row in rows:
        by_type.setdefault(row.type, []).append(row)
    apps = by_type.get(Authenticator.Type.TOTP, [])
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES, [])
    return Factors(
        apps[0] if apps else None,
        by_type.get(Authenticator.Type.WEBAUTHN, []),
        len(codes[0].wrap().get_unused_codes()) if codes else None,
    )


def sessions_of(person: User, current_key: str | None, at: datetime) -> list[ShownSession]:
    """Where the person is logged in, the latest first. Two statements."""
    rows = UserSession.objects.filter(user_id=person.pk).order_by("-last_seen_at", "-pk")
    listed = list(rows)
    keys = [row.session_key for row in listed]
    alive = Session.objects.filter(pk__in=keys, expire_date__gt=at)
    alive_keys = set(alive.values_list("pk", flat=True))
    return [
        ShownSession(
            row.pk,
            browser_of(row.user_agent),
            str(row.ip),
            row.created_at,
            row.last_seen_at,
            row.session_key == current_key,
        )
        for row in listed
        if row.session_key in alive_keys
    ]


def identities_of(person: User) -> list[SocialAccount]:
    """The company accounts that get in as this person."""
    return list(SocialAccount.objects.filter(user_id=person.pk).order_by("date_joined", "pk"))
