"""Dangerous acts are told to the person concerned and to the other administrators.

They are read from the audit ledger, which every act writes in its own transaction: so none is done
without being told, whoever did it and by which door.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, TypedDict

from django.db.models import Q, QuerySet

from accounts.enums import Audited as OfAccounts
from accounts.enums import Role
from accounts.models import User
from accounts.queries.roles import active_holders
from calendars.enums import Audited as OfCalendars
from core.models import AuditEntry
from notifications.actions.tell import Notice, notify, say_in_both_languages
from notifications.enums import Audited as OfMessages
from notifications.enums import Topic
from operations.enums import Audited as OfOperation
from tickets.record.enums import Audited as OfLimits

# Whose target is the person concerned.
OF_PEOPLE = frozenset(
    {
        OfAccounts.PASSWORD_SET,
        OfAccounts.PERSON_CHANGED,
        OfAccounts.ROLES_CHANGED,
        OfAccounts.ROLES_BY_COMPANY,
        OfAccounts.PERSON_SWITCHED_OFF,
        OfAccounts.SECOND_FACTOR_REMOVED,
    }
)

# What people do to their own account, or somebody does who holds their machine: told to them alone.
OF_ONESELF = frozenset(
    {
        OfAccounts.PASSWORD_CHANGED,
        OfAccounts.PASSWORD_RESET,
        OfAccounts.SECOND_FACTOR_ADDED,
        OfAccounts.SECOND_FACTOR_REMOVED,
        OfAccounts.IDENTITY_LINKED,
    }
)
DANGEROUS = (
    OF_PEOPLE
    | OF_ONESELF
    | {
        OfAccounts.PERSON_ADDED,
        OfAccounts.PERSON_BY_COMPANY,
        OfAccounts.ROLE_ADDED,
        OfAccounts.ROLE_DELETED,
        OfAccounts.ROLE_RIGHTS_CHANGED,
        OfOperation.BACKUP_RESTORED,
        OfMessages.OUTBOX_RELEASED,
    }
)

# Settings that everybody's limits follow; a release brings its own, which nobody has published.
SETTINGS = frozenset({OfCalendars.CALENDAR_PUBLISHED, OfLimits.RULES_PUBLISHED})

# An entry may be written by a transaction that began so long before it ended.
OVERLAP = timedelta(minutes=10)

# A desk that stood still tells what happened meanwhile, but not its whole past; one that begins to
# tell begins now.
LONGEST_BACK = timedelta(days=7)

LEDGER = "/operations/"
OWN_ACCOUNT = "/accounts/security/"


class LookNotes(TypedDict):
    """Up to when the ledger was looked through, as an ISO text, and how many acts were told."""

    until: str
    acts: int


def tell_of_dangerous_acts(*, at: datetime, until: str = "") -> LookNotes:
    """Tell of everything since `until`, the last look; each act once for each reader."""
    last = datetime.fromisoformat(until) if until else at
    since = max(at - LONGEST_BACK, last - OVERLAP)
    entries = list(_dangerous_entries(since).select_related("actor").order_by("pk"))
    administrators = list(active_holders(Role.ADMIN).distinct())
    concerned = _people_concerned(entries)
    notices: list[Notice] = []
    for entry in entries:
        notices += _notices_of(entry, administrators, concerned.get(entry.target), at)
    notify(notices)
    return {"until": at.isoformat(), "acts": len(entries)}


def _dangerous_entries(since: datetime) -> "QuerySet[AuditEntry]":
    """Also exports with everybody's contact data in full."""
    in_full = Q(action__startswith="export_", data__is_masked=False)
    of_settings = Q(action__in=SETTINGS, actor__isnull=False)
    is_meant = Q(action__in=DANGEROUS) | in_full | of_settings
    return AuditEntry.objects.filter(is_meant, at__gt=since)


def _people_concerned(entries: list[AuditEntry]) -> dict[str, User]:
    names = {entry.target for entry in entries if entry.action in OF_PEOPLE | OF_ONESELF}
    return {person.username: person for person in User.objects.filter(username__in=names)}


def _notices_of(
    entry: AuditEntry, administrators: list[User], concerned: User | None, at: datetime
) -> Iterator[Notice]:
    """To the administrators but the one who did it, and to the person concerned in any case."""
    is_own = concerned is not None and concerned.pk == entry.actor_id
    readers: dict[int, tuple[User, str]] = {}
    if not (is_own and entry.action in OF_ONESELF):
        readers = {one.pk: (one, LEDGER) for one in administrators if one.pk != entry.actor_id}
    if concerned is not None and concerned.is_active:
        readers[concerned.pk] = (concerned, OWN_ACCOUNT)
    summary = say_in_both_languages("summary", lambda: _entry_in_words(entry))
    data: dict[str, Any] = {"by": str(entry.actor or "—"), **summary}
    for reader, path in readers.values():
        yield Notice(
            user=reader,
            topic=Topic.SECURITY,
            key=_key_of(entry),
            subject=summary["summary"],
            path=path,
            at=at,
            is_urgent=True,
            data=data,
        )


def _key_of(entry: AuditEntry) -> str:
    """One request that writes several entries of one thing is one act."""
    if entry.request_id in ("", "-"):
        return f"audit:{entry.pk}"
    return f"audit:{entry.request_id}:{entry.action}:{entry.target}"[:90]


def _entry_in_words(entry: AuditEntry) -> str:
    """`Roles of a person changed: agent`, in the language at hand."""
    return f"{entry.action_label} · {entry.target_label}"
