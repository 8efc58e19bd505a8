"""Dangerous acts are told to the person concerned and to the other administrators.

They are read from the audit ledger, which every act writes in its own transaction: so none is done
without being told, whoever did it and by which door.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypedDict

from django.db.models import Q, QuerySet

from accounts.enums import Audited as OfAccounts
from accounts.enums import Role
from accounts.models import User
from accounts.queries.roles import active_holders
from analytics.enums import Audited as OfReports
from calendars.enums import Audited as OfCalendars
from core.enums import OF_SETTINGS
from core.models import AuditEntry
from notifications.actions.tell import Notice, notify, say_in_both_languages
from notifications.enums import Audited as OfMessages
from notifications.enums import Topic
from operations.actions.former_addresses import OWN_ACCOUNT, tell_former_addresses
from operations.enums import Audited as OfOperation
from operations.queries import act_words
from operations.queries.act_words import OF_ONESELF, OF_PEOPLE
from pages.formats import plain_moment
from tickets.record.enums import Audited as OfLimits

DANGEROUS = (
    OF_PEOPLE
    | OF_ONESELF
    | {
        OfAccounts.PERSON_ADDED,
        OfAccounts.PERSON_BY_COMPANY,
        OfAccounts.SERVICE_ADDED,
        OfAccounts.ROLE_ADDED,
        OfAccounts.ROLE_DELETED,
        OfAccounts.ROLE_RIGHTS_CHANGED,
        OfOperation.BACKUP_RESTORED,
        OfMessages.OUTBOX_RELEASED,
        OfMessages.WEBHOOK_SECRET,
        OfLimits.INBOUND_SECRET,
        OfReports.BI_READER_MADE,
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


class LookNotes(TypedDict):
    """Up to when the ledger was looked through, as an ISO text, and how many acts were told."""

    until: str
    acts: int


def tell_of_dangerous_acts(*, at: datetime, until: str = "") -> LookNotes:
    """Tell of everything since `until`, the last look; each act once for each reader."""
    tell_former_addresses(at=at)
    last = datetime.fromisoformat(until) if until else at
    since = max(at - LONGEST_BACK, last - OVERLAP)
    entries = list(_dangerous_entries(since).select_related("actor").order_by("pk"))
    administrators = list(active_holders(Role.ADMIN).distinct())
    names = act_words.names_of(entries)
    notices: list[Notice] = []
    for entry in entries:
        notices += _notices_of(entry, administrators, names, at)
    notify(notices)
    return {"until": at.isoformat(), "acts": len(entries)}


def _dangerous_entries(since: datetime) -> "QuerySet[AuditEntry]":
    """Also exports with everybody's contact data in full, and settings that everybody follows."""
    in_full = Q(action__startswith="export_", data__is_masked=False)
    of_settings = Q(action__in=SETTINGS, actor__isnull=False)
    in_administration = Q(action__in=OF_SETTINGS, data__is_dangerous=True)
    is_meant = Q(action__in=DANGEROUS) | in_full | of_settings | in_administration
    return AuditEntry.objects.filter(is_meant, at__gt=since)


def _notices_of(
    entry: AuditEntry, administrators: list[User], names: act_words.Names, at: datetime
) -> Iterator[Notice]:
    """To the administrators but the one who did it, and to the person concerned in any case."""
    if entry.action == OfAccounts.TOKEN_REVOKED and entry.data.get("why"):
        # part of another act, which is told by itself
        return
    is_of_person = entry.action in OF_PEOPLE | OF_ONESELF
    concerned = names.people.get(entry.target) if is_of_person else None
    is_own = concerned is not None and concerned.pk == entry.actor_id
    # who lost the second factor was told in the same step (`operations.actions.access`)
    was_told = entry.action == OfAccounts.SECOND_FACTOR_REMOVED and not is_own
    if concerned is not None and concerned.is_at_work and not was_told:
        own = {
            **say_in_both_languages("summary", lambda: act_words.own_words(entry)),
            **_who_and_when(entry),
        }
        yield _notice(entry, concerned, Topic.SECURITY, OWN_ACCOUNT, own, at)
    if is_own and entry.action in OF_ONESELF:
        return
    data = _data_for_others(entry, names)
    for reader in administrators:
        if reader not in (entry.actor, concerned):
            yield _notice(entry, reader, Topic.OVERSIGHT, LEDGER, data, at)


def _notice(
    entry: AuditEntry, reader: User, topic: Topic, path: str, data: dict[str, str], at: datetime
) -> Notice:
    return Notice(
        user=reader,
        topic=topic,
        key=_key_of(entry),
        subject=data["summary"],
        path=path,
        at=at,
        is_urgent=True,
        data=data,
    )


def _data_for_others(entry: AuditEntry, names: act_words.Names) -> dict[str, str]:
    """About whom or what, by whom, what and when, for somebody whom it does not concern."""

    def say_summary() -> str:
        return f"{entry.action_label} · {act_words.target_label(entry, names)}"

    return {
        **say_in_both_languages("summary", say_summary),
        **say_in_both_languages("what", lambda: entry.action_label),
        **say_in_both_languages("target", lambda: act_words.target_label(entry, names)),
        **say_in_both_languages("details", lambda: act_words.details_of(entry, names)),
        **_who_and_when(entry),
    }


def _who_and_when(entry: AuditEntry) -> dict[str, str]:
    by = say_in_both_languages("by", lambda: act_words.actor_label(entry.actor))
    return {**by, "when": plain_moment(entry.at)}


def _key_of(entry: AuditEntry) -> str:
    """One request that writes several entries of one thing is one act."""
    if entry.request_id in ("", "-"):
        return f"audit:{entry.pk}"
    if entry.action in OF_SETTINGS:
        # Many rows may be deleted at once, each a thing of its own.
        return f"audit:{entry.pk}"
    return f"audit:{entry.request_id}:{entry.action}:{entry.target}"[:90]
