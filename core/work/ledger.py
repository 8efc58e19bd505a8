"""Append-only lines of what happened: shared columns, and the trigger that the table declares."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.constraints import BaseConstraint

from core import tracing

# What is refused, and whether it comes row by row.
REFUSED = {"update": "ROW", "delete": "ROW", "truncate": "STATEMENT"}


class AppendOnly(BaseConstraint):
    """Rows of the table are never changed and never deleted, also not by an administrator.

    Stands in `Meta.constraints`, so that a new ledger gets its triggers with its table. They call
    `aftersales_refuse_change()`, which the first migrations of `core` create.
    """

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AppendOnly) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)

    def constraint_sql(self, model: type[models.Model], schema_editor: Any) -> None:
        """Nothing within CREATE TABLE."""
        # a trigger is no part of it: it follows once the table is there
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def create_sql(self, model: type[models.Model], schema_editor: Any) -> str:
        table = model._meta.db_table
        statements = [
            f"CREATE TRIGGER {table}_no_{change} BEFORE {change.upper()} ON {table}"
            f" FOR EACH {each} EXECUTE FUNCTION aftersales_refuse_change()"
            for change, each in REFUSED.items()
        ]
        return "; ".join(statements)

    def remove_sql(self, model: type[models.Model], schema_editor: Any) -> str:
        table = model._meta.db_table
        return "; ".join(f"DROP TRIGGER {table}_no_{change} ON {table}" for change in REFUSED)

    def validate(self, *args: object, **kwargs: object) -> None:
        """Nothing that a form could check."""


class LedgerLine(models.Model):
    """One thing that happened to a piece of work, when, by whom (nobody: by the system)."""

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    before = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    request_id = models.CharField(max_length=32, default=tracing.current)

    class Meta:
        abstract = True
