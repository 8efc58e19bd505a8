"""Taking a row in hand and putting it back: row lock, optimistic version, who changed it last."""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from core.errors import StaleVersion
from core.queries.compiled import KEY, CompiledQuery


class VersionedRow(models.Model):
    """A row whose version grows with every change, so that a second editor is told."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


VersionedT = TypeVar("VersionedT", bound=VersionedRow)


def lock_row(
    row: VersionedT, *, version: int | None = None, neighbours: Collection[str] = ()
) -> VersionedT:
    """The row as it is now, locked until the transaction ends, with its `neighbours` joined.

    The lock is NO KEY, so that ledger lines and parts may point to the row meanwhile. Raises
    `StaleVersion` when the caller edited another version than the stored one.
    """
    rows = type(row)._default_manager
    locked = rows.select_for_update(no_key=True)
    if neighbours:
        # Locked first and read with its neighbours then: where a lock with joins had to wait,
        # PostgreSQL reads the changed row anew, but not the rows that it points to by then.
        locked.only("pk").get(pk=row.pk)
        (current,) = _rows_with(type(row), tuple(neighbours)).ask(row=row.pk)
    else:
        current = locked.get(pk=row.pk)

    if version is not None and current.version != version:
        raise StaleVersion(current.version)
    return current


@lru_cache(maxsize=64)
def _rows_with(model: type[VersionedRow], neighbours: tuple[str, ...]) -> CompiledQuery:
    """The row of a key with its neighbours; every step of the work asks for one."""
    rows = model._default_manager.select_related(*neighbours).filter(pk=KEY).order_by()
    return CompiledQuery(rows, by_key=True, row=KEY)


def store_version(row: VersionedT) -> VersionedT:
    """Store a part of a record as a new version."""
    row.version += 1
    row.save()
    return row


def store_row(row: VersionedT, *, by: AbstractBaseUser | None, at: datetime) -> VersionedT:
    """Store a record as a new version, with who changed it and when (`updated_by`, `_at`)."""
    row.updated_at = at
    row.updated_by = by
    return store_version(row)
