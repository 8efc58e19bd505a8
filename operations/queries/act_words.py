"""A dangerous act of the audit ledger in words: who did it, to whom or what, and what exactly.

All of it in the language at hand, by the names that people know and not by codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Permission
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext as _

from accounts.enums import Audited as OfAccounts
from accounts.models import User
from accounts.queries.labels import person_label, right_label, role_label, scope_labels
from calendars.enums import Audited as OfCalendars
from calendars.models import WorkCalendar
from core.enums import Audited as OfDesk
from core.models import AuditEntry
from notifications.enums import Audited as OfMessages
from operations.enums import Audited as OfOperation
from pages.formats import plain_moment

# Whose target is the user name of the person concerned.
OF_PEOPLE = frozenset(
    {
        OfAccounts.PASSWORD_SET,
        OfAccounts.PERSON_CHANGED,
        OfAccounts.ROLES_CHANGED,
        OfAccounts.ROLES_BY_COMPANY,
        OfAccounts.PERSON_SWITCHED_OFF,
        OfAccounts.SECOND_FACTOR_REMOVED,
        OfAccounts.TOKEN_MADE,
        OfAccounts.TOKEN_ROTATED,
        OfAccounts.TOKEN_REVOKED,
    }
)

# What people do to their own account, or somebody does who holds their machine.
OF_ONESELF = frozenset(
    {
        OfAccounts.PASSWORD_CHANGED,
        OfAccounts.PASSWORD_RESET,
        OfAccounts.SECOND_FACTOR_ADDED,
        OfAccounts.SECOND_FACTOR_REMOVED,
        OfAccounts.IDENTITY_LINKED,
        OfAccounts.TOKEN_MADE,
        OfAccounts.TOKEN_ROTATED,
        OfAccounts.TOKEN_REVOKED,
    }
)
OF_TOKENS = frozenset({OfAccounts.TOKEN_MADE, OfAccounts.TOKEN_ROTATED, OfAccounts.TOKEN_REVOKED})
NEW_PEOPLE = frozenset(
    {OfAccounts.PERSON_ADDED, OfAccounts.PERSON_BY_COMPANY, OfAccounts.SERVICE_ADDED}
)
OF_ROLES = frozenset(
    {OfAccounts.ROLE_ADDED, OfAccounts.ROLE_DELETED, OfAccounts.ROLE_RIGHTS_CHANGED}
)

# Of a long list of rights so many are named.
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Names:
    """What the codes of some entries stand for.

    People by user name and by key, rights and calendars by code.
    """

    people: dict[str, User]
    holders: dict[int, User]
    rights: dict[str, Permission]
    calendars: dict[str, str]


def names_of(entries: Iterable[AuditEntry]) -> Names:
    """Four statements at the most."""
    entries = list(entries)
    usernames = {one.target for one in entries if one.action in OF_PEOPLE | OF_ONESELF | NEW_PEOPLE}
    holders = {key for one in entries for key in one.data.get("holders", ())}
    codes = {_noun_and_name(one)[1] for one in entries if _is_calendar(one)}
    rights = {
        code
        for one in entries
        if one.action in OF_ROLES
        for key in ("rights", "given", "taken")
        for code in one.data.get(key, ())
    }
    return Names(
        {one.username: one for one in User.objects.filter(username__in=usernames)},
        User.objects.in_bulk(holders) if holders else {},
        _rights_named(rights) if rights else {},
        dict(WorkCalendar.objects.filter(code__in=codes).values_list("code", "name")),
    )


def _rights_named(codes: set[str]) -> dict[str, Permission]:
    code = Concat("content_type__app_label", Value("."), "codename")
    rows = Permission.objects.annotate(code=code).filter(code__in=codes)
    return {row.code: row for row in rows.select_related("content_type")}


def _noun_and_name(entry: AuditEntry) -> tuple[str, str]:
    noun, _space, name = entry.target.partition(" ")
    return noun, name


def _is_calendar(entry: AuditEntry) -> bool:
    return entry.action == OfCalendars.CALENDAR_PUBLISHED


# --- who, and to whom or what ---------------------------------------------------------------------


def actor_label(actor: User | None) -> str:
    """Who did it; commands on the server and the company's log-in are nobody."""
    return person_label(actor) if actor else _("the system, without a person")


def target_label(entry: AuditEntry, names: Names) -> str:
    """Whom or what it was done to."""
    target = entry.target
    if entry.action in OF_PEOPLE | OF_ONESELF | NEW_PEOPLE:
        person = names.people.get(target)
        return person_label(person) if person else target
    if entry.action in OF_ROLES:
        return role_label(target)
    if _is_calendar(entry):
        code = _noun_and_name(entry)[1]
        return names.calendars.get(code, code)
    if entry.action == f"export_{target.lower()}":
        return _("a list of tickets")
    return entry.target_label


# --- what exactly ---------------------------------------------------------------------------------


def details_of(entry: AuditEntry, names: Names) -> str:
    """What is known besides, a sentence each; empty where there is nothing."""
    data = entry.data
    found = [*_details_of_person(entry), *_details_of_role(entry, names)]
    if entry.action == OfDesk.SETTING_CHANGED and data.get("fields"):
        found.append(_("Changed: %(names)s") % {"names": _listed(map(_label_of, data["fields"]))})
    if data.get("is_masked") is False:
        found.append(_("With everybody's contact data in full."))
    if "rows" in data:
        found.append(_("Rows: %(count)s") % {"count": data["rows"]})
    if entry.action == OfOperation.BACKUP_RESTORED and "made_at" in data:
        made_at = datetime.fromisoformat(data["made_at"])
        found.append(_("Backup of: %(moment)s") % {"moment": plain_moment(made_at)})
    if entry.action == OfMessages.OUTBOX_RELEASED:
        counts = {"sent": data.get("sent_on", 0), "discarded": data.get("discarded", 0)}
        found.append(_("Messages sent on: %(sent)s, discarded: %(discarded)s") % counts)
    if entry.reason:
        found.append(_("Reason: %(reason)s") % {"reason": entry.reason})
    return "\n".join(found)


def _label_of(written: str) -> str:
    """The label of a field as forms show it, which are worded without a capital."""
    uncapped = f"{written[:1].lower()}{written[1:]}"
    return gettext(written) if gettext(written) != written else capfirst(gettext(uncapped))


def _details_of_person(entry: AuditEntry) -> list[str]:
    data = entry.data
    if entry.action == OfAccounts.ROLES_CHANGED:
        return [
            _("Roles before: %(names)s") % {"names": _roles_listed(data.get("before", ()))},
            _("Roles now: %(names)s") % {"names": _roles_listed(data.get("after", ()))},
        ]
    if entry.action == OfAccounts.ROLES_BY_COMPANY:
        return [
            _("Roles given: %(names)s") % {"names": _roles_listed(data.get("given", ()))},
            _("Roles taken: %(names)s") % {"names": _roles_listed(data.get("taken", ()))},
        ]
    if entry.action in (OfAccounts.PERSON_ADDED, OfAccounts.SERVICE_ADDED):
        return [_("Roles now: %(names)s") % {"names": _roles_listed(data.get("roles", ()))}]
    if entry.action == OfAccounts.PERSON_CHANGED:
        return [_("Changed: %(names)s") % {"names": fields_listed(entry)}]
    return list(_details_of_tokens(entry))


def _details_of_tokens(entry: AuditEntry) -> Iterator[str]:
    """The name of one, the beginning of its key, and what it opens; how many a password leaves."""
    data = entry.data
    if data.get("tokens"):
        yield _tokens_kept(data["tokens"])
    if entry.action not in OF_TOKENS:
        return
    words = {"name": data.get("name", ""), "key": data.get("token", "")}
    yield _("Token: %(name)s (%(key)s…)") % words
    if scopes := data.get("scopes"):
        yield _("It opens: %(names)s") % {"names": _listed(scope_labels(scopes))}


def _tokens_kept(count: int) -> str:
    return ngettext(
        "%(count)d access token stays valid: revoke it if it is not yours.",
        "%(count)d access tokens stay valid: revoke those that are not yours.",
        count,
    ) % {"count": count}


def _details_of_role(entry: AuditEntry, names: Names) -> list[str]:
    """Which rights it got and lost, and who held it."""
    if entry.action not in OF_ROLES:
        return []
    words = {
        "rights": _("Rights: %(names)s"),
        "given": _("Rights given: %(names)s"),
        "taken": _("Rights taken: %(names)s"),
    }
    found = [
        sentence % {"names": _listed(_right_words(codes, names))}
        for key, sentence in words.items()
        if (codes := entry.data.get(key))
    ]
    if holders := entry.data.get("holders"):
        people = [person_label(names.holders[key]) for key in holders if key in names.holders]
        found.append(_("Held by: %(names)s") % {"names": _listed(people)})
    return found


def _right_words(codes: Iterable[str], names: Names) -> list[str]:
    needs = _("needs a second factor")
    known = {code: right_label(right) for code, right in names.rights.items()}
    return [needs if code == "needs_second_factor" else known.get(code, code) for code in codes]


def fields_listed(entry: AuditEntry) -> str:
    """The fields of an account that were changed, by their names."""
    labels = {field.attname: str(field.verbose_name) for field in User._meta.concrete_fields}
    return _listed(labels.get(name, name) for name in entry.data.get("fields", ()))


def _roles_listed(codes: Iterable[str]) -> str:
    return _listed(map(role_label, codes)) or pgettext("roles", "none")


def _listed(words: Iterable[str]) -> str:
    words = list(words)
    more = len(words) - MOST_NAMED
    if more > 0:
        words = [*words[:MOST_NAMED], _("%(count)s more") % {"count": more}]
    return _(", ").join(words)


# --- to the person concerned ----------------------------------------------------------------------


def own_words(entry: AuditEntry) -> str:
    """What was done to the reader's own account."""
    data = entry.data
    if entry.action == OfAccounts.PERSON_CHANGED:
        return _("Of your account these were changed: %(names)s") % {"names": fields_listed(entry)}
    if entry.action == OfAccounts.ROLES_CHANGED:
        return _("Your roles are now: %(names)s") % {"names": _roles_listed(data.get("after", ()))}
    if entry.action == OfAccounts.ROLES_BY_COMPANY:
        words = {
            "given": _roles_listed(data.get("given", ())),
            "taken": _roles_listed(data.get("taken", ())),
        }
        return _("By the company's log-in you were given: %(given)s; taken: %(taken)s") % words
    if entry.action in OF_TOKENS:
        words = {
            OfAccounts.TOKEN_MADE: _("An access token for your account was made: %(name)s"),
            OfAccounts.TOKEN_ROTATED: _("An access token of your account was replaced: %(name)s"),
            OfAccounts.TOKEN_REVOKED: _("An access token of your account was revoked: %(name)s"),
        }
        return words[OfAccounts(entry.action)] % {"name": data.get("name", "")}
    known = {
        OfAccounts.PASSWORD_SET: _("An administrator has set your password"),
        OfAccounts.PASSWORD_CHANGED: _("Your password was changed"),
        OfAccounts.PASSWORD_RESET: _("Your password was set anew by mail"),
        OfAccounts.SECOND_FACTOR_ADDED: _("A second factor was set up for your account"),
        OfAccounts.SECOND_FACTOR_REMOVED: _("A second factor of your account was removed"),
        OfAccounts.IDENTITY_LINKED: _("A company account was linked with yours"),
    }
    said = known.get(OfAccounts(entry.action)) or capfirst(entry.action_label)
    return f"{said}{_('; ')}{_tokens_kept(data['tokens'])}" if data.get("tokens") else said
