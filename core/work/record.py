"""Taking a row in hand and putting it back: row lock, optimistic version, who changed it last."""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, models
from django.db.transaction import TransactionManagementError

from core.errors import StaleVersion
from core.queries.compiled import KEY, CompiledQuery


class VersionedRow(models.Model):
    """A row whose version grows with every change, so that a second editor is told."""

    version = models.PositiveIntegerField(default=1, editable=False)

    # By column what is stored of a row that was locked.
    _as_read: dict[str, Any] | None = None

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
    if neighbours:
        # Locked first and read with its neighbours then: where a lock with joins had to wait,
        # PostgreSQL reads the changed row anew, but not the rows that it points to by then.
        _lock_key(row)
        (current,) = _rows_with(type(row), tuple(neighbours)).ask(row=row.pk)
    else:
        locked = type(row)._default_manager.select_for_update(no_key=True)
        current = locked.get(pk=row.pk)

    if version is not None and current.version != version:
        raise StaleVersion(current.version)
    current._as_read = {name: vars(current)[name] for name in _loaded_columns(current)}
    return current


def _lock_key(row: VersionedRow) -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError("a row is locked until the end of a transaction")
    if not _locked_row(type(row)).ask(row=row.pk):
        raise type(row).DoesNotExist


@lru_cache(maxsize=64)
def _locked_row(model: type[VersionedRow]) -> CompiledQuery:
    rows = model._default_manager.select_for_update(no_key=True).only("pk")
    return CompiledQuery(rows.filter(pk=KEY).order_by(), by_key=True, row=KEY)


@lru_cache(maxsize=64)
def _rows_with(model: type[VersionedRow], neighbours: tuple[str, ...]) -> CompiledQuery:
    """The row of a key with its neighbours; every step of the work asks for one."""
    rows = model._default_manager.select_related(*neighbours).filter(pk=KEY).order_by()
    return CompiledQuery(rows, by_key=True, row=KEY)


def store_version(row: VersionedT) -> VersionedT:
    """Store a part of a record as a new version: of a row that was locked what is another value."""
    row.version += 1
    row.save(update_fields=_changed_fields(row))
    # It may yet be taken back: who stores the same object once more stores all of it.
    row._as_read = None
    return row


def _loaded_columns(row: VersionedRow) -> list[str]:
    columns = (field.attname for field in row._meta.concrete_fields)
    return [name for name in columns if name in vars(row)]


def _changed_fields(row: VersionedRow) -> list[str] | None:
    """None where nobody knows what is stored: all of them."""
    if row._as_read is None:
        return None
    nothing = object()
    return [
        name
        for name in _loaded_columns(row)
        # What may have been changed in place is stored in any case.
        if vars(row)[name] != row._as_read.get(name, nothing)
        or isinstance(vars(row)[name], list | dict)
    ]


def store_row(row: VersionedT, *, by: AbstractBaseUser | None, at: datetime) -> VersionedT:
    """Store a record as a new version, with who changed it and when (`updated_by`, `_at`)."""
    row.updated_at = at
    row.updated_by = by
    return store_version(row)
