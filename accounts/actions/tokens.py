"""Access tokens are made, replaced and revoked; each use of one is counted."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts import rules
from accounts.enums import Audited, TokenScope
from accounts.models import ApiToken, User
from core.actions import audit
from core.errors import LawBroken, NotAllowed

# Begins every key, so that one that was published by accident is found by those who look for it.
PREFIX = "desk_"

# So long both the old and the new key open, unless somebody says otherwise.
OVERLAP = timedelta(days=7)

LONGEST_LIFE = timedelta(days=366)

COUNT_USE = """
INSERT INTO accounts_tokenuse AS used (token_id, minute, count, last_used_at)
VALUES (%(token)s, date_trunc('minute', %(at)s), 1, %(at)s)
ON CONFLICT (token_id) DO UPDATE SET
    count = CASE WHEN used.minute = EXCLUDED.minute THEN used.count + 1 ELSE 1 END,
    minute = EXCLUDED.minute,
    last_used_at = EXCLUDED.last_used_at
RETURNING count
"""


@transaction.atomic
def make_token(
    person: User,
    *,
    by: User,
    at: datetime,
    name: str,
    scopes: Collection[str],
    lasts: timedelta,
    requests_per_minute: int = 600,
) -> tuple[ApiToken, str]:
    """A new token and its key, which is told this once and kept nowhere.

    Raises `NotAllowed` for who may not give others tokens, `LawBroken` naming the field.
    """
    _require_maker(by, person)
    unknown = set(scopes) - set(TokenScope.values)
    if unknown or not scopes:
        raise LawBroken(_("Choose what the token opens."), field="scopes")
    if not timedelta(0) < lasts <= LONGEST_LIFE:
        raise LawBroken(_("A token lasts a year at the most."), field="lasts")
    token, key = ApiToken.objects.create(
        person,
        expiry=None,
        prefix=PREFIX,
        name=name,
        scopes=sorted(scopes),
        requests_per_minute=requests_per_minute,
        created_by=by,
    )
    token.expiry = at + lasts
    token.save(update_fields=["expiry"])
    _write_line(Audited.TOKEN_MADE, token, by=by, at=at, scopes=token.scopes)
    return token, key


@transaction.atomic
def rotate_token(
    token: ApiToken, *, by: User, at: datetime, overlap: timedelta = OVERLAP
) -> tuple[ApiToken, str]:
    """A successor with the same name and scopes; the old key opens until the overlap is over.

    Raises `LawBroken` for one that opens nothing any more, or has a successor.
    """
    _require_maker(by, token.user)
    old = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if old.successor_id or not ApiToken.objects.valid(at).filter(pk=old.pk).exists():
        raise LawBroken(_("This token has ended or was replaced already: make a new one."))
    life = (old.expiry or at + LONGEST_LIFE) - old.created
    new, key = make_token(
        old.user,
        by=by,
        at=at,
        name=old.name,
        scopes=old.scopes,
        lasts=min(max(life, timedelta(days=1)), LONGEST_LIFE),
        requests_per_minute=old.requests_per_minute,
    )
    old.successor = new
    old.expiry = min(old.expiry or at + overlap, at + overlap)
    old.save(update_fields=["successor", "expiry"])
    _write_line(Audited.TOKEN_ROTATED, old, by=by, at=at, successor=new.token_key)
    return new, key


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User, at: datetime) -> bool:
    """From now on it opens nothing. False where that was so before."""
    if by.pk != token.user_id:
        _require_maker(by, token.user)
    revoked = ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at)
    if revoked:
        _write_line(Audited.TOKEN_REVOKED, token, by=by, at=at)
    return bool(revoked)


def count_use(token: ApiToken, *, at: datetime) -> int:
    """How often the token was used in this minute, with this time. One statement, which no commit
    on disk is waited for: a lost count does no harm.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute(COUNT_USE, {"token": token.pk, "at": at})
        (count,) = cursor.fetchone()
    return int(count)


def _require_maker(by: User, person: User) -> None:
    """Oneself, or whoever administers the person."""
    if by.pk == person.pk or rules.may_manage(by, person):
        return
    raise NotAllowed(_("You may not make or change tokens of this person."))


def _write_line(
    action: Audited, token: ApiToken, *, by: User, at: datetime, **data: object
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
