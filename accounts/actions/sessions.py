"""Ends log-ins of a person, one or all."""

import secrets
from datetime import datetime

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.enums import Audited
from accounts.models import User
from core.actions import audit


@transaction.atomic
def end_session(person: User, pk: int, *, by: User, at: datetime) -> bool:
    """End one session of the person; was there one?"""
    found = UserSession.objects.filter(user_id=person.pk, pk=pk).first()
    if found is None:
        return False
    get_adapter().end_sessions([found])
    _record(person, by=by, at=at, count=1, why="one")
    return True


@transaction.atomic
def end_all_sessions(
    person: User, *, by: User | None, at: datetime, why: str, besides: str = ""
) -> int:
    """End every session of the person but that with the key `besides`; the number of those listed.

    Also those that no list knows: each has to know the mark of the person, which is another one
    from now on. Whoever keeps a session has to tell it (`update_session_auth_hash`).
    """
    listed = list(UserSession.objects.filter(user_id=person.pk).exclude(session_key=besides))
    get_adapter().end_sessions(listed)
    person.session_mark = secrets.token_hex(16)
    person.save(update_fields=["session_mark"])
    _record(person, by=by, at=at, count=len(listed), why=why)
    return len(listed)


def _record(person: User, *, by: User | None, at: datetime, count: int, why: str) -> None:
    audit.write_audit_entry(
        Audited.SESSIONS_ENDED, by=by, at=at, target=person.username, count=count, why=why
    )


def rename_session(old: str | None, new: str | None) -> None:
    """The session at hand got another id."""
    UserSession.objects.filter(session_key=old or "").update(session_key=new or "")


def forget_sessions(*, at: datetime) -> int:
    """Remove sessions that are over, from the list too; their number."""
    count: int = Session.objects.filter(expire_date__lte=at).delete()[0]
    alive = Session.objects.filter(pk=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(alive)).delete()
    return count
