"""How somebody gets in, as administrators change it: sessions and lost second factors."""

from collections.abc import Callable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import rules
from accounts.actions import logins, sessions
from accounts.enums import Audited
from accounts.models import User
from accounts.queries.labels import person_label
from core.errors import NotAllowed
from notifications.actions.tell import notify_users, say_in_both_languages
from notifications.enums import Topic
from pages.formats import plain_moment


@transaction.atomic
def end_sessions_of(person: User, *, by: User, at: datetime) -> int:
    """End every log-in of the person, who is told; the number. Raises `NotAllowed`."""
    _require_right(by, person)
    count = sessions.end_all_sessions(person, by=by, at=at, why="administrator")
    _tell(person, by=by, at=at, say=lambda: _("All your sessions were ended."))
    return count


@transaction.atomic
def remove_second_factor(person: User, *, by: User, at: datetime) -> int:
    """Remove app, passkeys and codes of somebody who lost them, and end every log-in.

    The person is told. The number of what was removed. Raises `NotAllowed`.
    """
    _require_right(by, person)
    factors = Authenticator.objects.select_for_update().filter(user_id=person.pk)
    kinds = sorted(factors.values_list("type", flat=True))
    if not kinds:
        return 0
    factors.delete()
    for kind in kinds:
        logins.record_second_factor(Audited.SECOND_FACTOR_REMOVED, person, kind=kind, by=by, at=at)
    sessions.end_all_sessions(person, by=by, at=at, why="factor_removed")
    _tell(person, by=by, at=at, say=lambda: _("Your second factor was removed."))
    return len(kinds)


def _require_right(by: User, person: User) -> None:
    if not rules.may_manage(by, person):
        raise NotAllowed(_("Only somebody with more rights may change how this person gets in."))


def _tell(person: User, *, by: User, at: datetime, say: Callable[[], str]) -> None:
    notify_users(
        [person],
        topic=Topic.SECURITY,
        key=f"security:{at.isoformat()}",
        at=at,
        path="/accounts/security/",
        data={
            "by": person_label(by),
            "when": plain_moment(at),
            **say_in_both_languages("summary", say),
        },
        is_urgent=True,
    )
