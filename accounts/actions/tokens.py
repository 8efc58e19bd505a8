"""Access tokens are made, replaced and revoked; each use of one is counted."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from accounts import rules
from accounts.domain import tokens as law
from accounts.enums import Audited
from accounts.models import ApiToken, User
from core.actions import audit
from core.domain.text import clean_text, is_junk
from core.errors import LawBroken, NotAllowed

# Begins every key, so that one that was published by accident is found by those who look for it.
PREFIX = "desk_"

LONGEST_NAME = 60

# Clocks of two processes differ: a request of the minute before begins no new count.
COUNT_USE = """
INSERT INTO accounts_tokenuse AS used (token_id, minute, count, last_used_at)
VALUES (%(token)s, date_trunc('minute', %(at)s), 1, %(at)s)
ON CONFLICT (token_id) DO UPDATE SET
    count = CASE WHEN used.minute < EXCLUDED.minute THEN 1 ELSE used.count + 1 END,
    minute = GREATEST(used.minute, EXCLUDED.minute),
    last_used_at = GREATEST(used.last_used_at, EXCLUDED.last_used_at)
RETURNING count, set_config('synchronous_commit', 'off', true)
"""


@transaction.atomic
def make_token(
    person: User,
    *,
    by: User | None,
    at: datetime,
    name: str,
    scopes: Collection[str],
    lasts: timedelta,
    requests_per_minute: int = law.PACE,
) -> tuple[ApiToken, str]:
    """A new token and its key, which is told this once and kept nowhere.

    `by` None for a command on the server. Raises `NotAllowed` for who may not make tokens of the
    person, `LawBroken` naming the field.
    """
    _require_maker(by, person)
    name = _sound_name(name)
    known = law.known_scopes(scopes)
    if not known or len(known) < len(set(scopes)):
        raise LawBroken(_("Choose what the token opens."), field="scopes")
    if not timedelta(0) < lasts <= law.LONGEST_LIFE:
        raise LawBroken(_("A token lasts a year at the most."), field="lasts")
    if not 1 <= requests_per_minute <= law.FASTEST_PACE:
        sentence = _("A token may ask 1 to %(n)d times a minute.") % {"n": law.FASTEST_PACE}
        raise LawBroken(sentence, field="requests_per_minute")
    token, key = _store_token(person, name, known, lasts, requests_per_minute, by=by, at=at)
    _write_line(Audited.TOKEN_MADE, token, by=by, at=at, scopes=token.scopes)
    return token, key


@transaction.atomic
def rotate_token(
    token: ApiToken, *, by: User | None, at: datetime, overlap: timedelta = law.OVERLAP
) -> tuple[ApiToken, str]:
    """A successor with the same name and scopes; the old key opens until the overlap is over.

    Raises `NotAllowed`, and `LawBroken` for one that opens nothing any more, or has a successor.
    """
    _require_maker(by, token.user)
    if not timedelta(0) <= overlap <= law.LONGEST_OVERLAP:
        sentence = _("Both keys open for %(n)d days at the most.")
        raise LawBroken(sentence % {"n": law.LONGEST_OVERLAP.days}, field="overlap")
    old = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    scopes = law.known_scopes(old.scopes)
    is_valid = ApiToken.objects.valid(at).filter(pk=old.pk).exists()
    if old.successor_id or not is_valid or not scopes:
        raise LawBroken(_("This token has ended or was replaced already: make a new one."))
    life = law.life_of_successor(old.created, old.expiry)
    new, key = _store_token(old.user, old.name, scopes, life, old.requests_per_minute, by=by, at=at)
    old.successor = new
    old.expiry = min(old.expiry or at + overlap, at + overlap)
    old.announce_at = None
    old.save(update_fields=["successor", "expiry", "announce_at"])
    _write_line(Audited.TOKEN_ROTATED, old, by=by, at=at, successor=new.token_key)
    return new, key


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User, at: datetime) -> bool:
    """From now on it opens nothing. False where that was so before. Raises `NotAllowed`."""
    if not rules.may_revoke_tokens_of(by, token.user):
        raise NotAllowed(_("You may not make or change tokens of this person."))
    revoked = ApiToken.objects.valid(at).filter(pk=token.pk).update(revoked_at=at)
    if revoked:
        _write_line(Audited.TOKEN_REVOKED, token, by=by, at=at)
    return bool(revoked)


@transaction.atomic
def revoke_all_tokens(person: User, *, by: User | None, at: datetime, why: str) -> int:
    """Nothing opens any more that stands for the person; the number of tokens.

    For an act that has been allowed already, which `why` names.
    """
    valid = ApiToken.objects.valid(at).filter(user=person).select_for_update(of=("self",))
    found = list(valid.order_by("pk"))
    ApiToken.objects.filter(pk__in=[token.pk for token in found]).update(revoked_at=at)
    for token in found:
        token.user = person
        _write_line(Audited.TOKEN_REVOKED, token, by=by, at=at, why=why)
    return len(found)


def note_announced(tokens: Collection[ApiToken]) -> None:
    """Their end was announced: once is enough."""
    ApiToken.objects.filter(pk__in=[token.pk for token in tokens]).update(announce_at=None)


def count_use(token: ApiToken, *, at: datetime) -> int:
    """How often the token was used in this minute, with this time. One statement, which no commit
    on disk is waited for: a lost count does no harm.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNT_USE, {"token": token.pk, "at": at})
        count, _off = cursor.fetchone()
    return int(count)


def _sound_name(written: str) -> str:
    """The name as it is kept. Raises `LawBroken` for one that says nothing or cannot be kept."""
    name = "" if is_junk(written) else clean_text(written)
    if not name or len(name) > LONGEST_NAME:
        sentence = _("Give the token a name of at most %(n)d letters.") % {"n": LONGEST_NAME}
        raise LawBroken(sentence, field="name")
    return name


def _store_token(
    person: User,
    name: str,
    scopes: list[str],
    lasts: timedelta,
    requests_per_minute: int,
    *,
    by: User | None,
    at: datetime,
) -> tuple[ApiToken, str]:
    digest, key = get_digest_token(PREFIX)
    token = ApiToken.objects.create(
        digest=digest,
        token_key=key[: CONSTANTS.TOKEN_KEY_LENGTH],
        user=person,
        created=at,
        expiry=at + lasts,
        announce_at=law.announcement_at(at, at + lasts),
        name=name,
        scopes=scopes,
        requests_per_minute=requests_per_minute,
        created_by=by,
    )
    return token, key


def _require_maker(by: User | None, person: User) -> None:
    """Raise `NotAllowed` for who may not, `LawBroken` for somebody who was switched off."""
    if by is not None and not rules.may_hold_tokens_of(by, person):
        raise NotAllowed(_("You may not make or change tokens of this person."))
    # Locked, so that nobody who is switched off meanwhile keeps a token that nobody saw.
    stored = User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if not stored.is_active:
        raise LawBroken(_("%(name)s no longer works here.") % {"name": person})


def _write_line(
    action: Audited, token: ApiToken, *, by: User | None, at: datetime, **data: Any
) -> None:
    audit.write_audit_entry(
        action,
        by=by,
        at=at,
        target=token.user.username,
        token=token.token_key,
        name=token.name,
        **data,
    )
