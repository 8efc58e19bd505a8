"""SQL that migrations share: append-only ledgers, and the search index over character pairs.

Never changed once landed.
"""

from typing import Any

from django.db import migrations

PAIRS_FUNCTION = """
CREATE OR REPLACE FUNCTION aftersales_pairs(body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_to_tsvector(array_agg(DISTINCT substr(body, i, 2))), ''::tsvector)
    FROM generate_series(1, length(body) - 1) AS i
$$
"""
REFUSE_FUNCTION = """
CREATE OR REPLACE FUNCTION aftersales_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""


def only_on_postgresql(*statements: str, undo: str = "") -> migrations.RunPython:
    """Run statements one by one. Named in migrations that landed when there was a second database."""

    def run(apps: Any, schema_editor: Any) -> None:
        for statement in statements:
            schema_editor.execute(statement, params=None)

    def back(apps: Any, schema_editor: Any) -> None:
        if undo:
            schema_editor.execute(undo, params=None)

    return migrations.RunPython(run, back)


class AddIndexQuietly(migrations.AddIndex):
    """An index on a table in use: built beside the work. Only in migrations with `atomic = False`."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        # what a broken attempt left
        schema_editor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{self.index.name}"', params=None)
        schema_editor.add_index(model, self.index, concurrently=True)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        schema_editor.remove_index(
            from_state.apps.get_model(app_label, self.model_name), self.index, concurrently=True
        )


class RemoveIndexQuietly(migrations.RemoveIndex):
    """The reverse: an index on a table in use goes without anybody waiting for it."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        schema_editor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{self.name}"', params=None)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        index = to_state.models[app_label, self.model_name_lower].get_index_by_name(self.name)
        schema_editor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{self.name}"', params=None)
        schema_editor.add_index(
            to_state.apps.get_model(app_label, self.model_name), index, concurrently=True
        )


class DropKeyIndexQuietly(migrations.AlterField):
    """A foreign key keeps its constraint and loses the index of its own.

    Only in migrations with `atomic = False`.
    """

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        name, _table, _column = self._index(app_label, schema_editor, from_state)
        schema_editor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{name}"', params=None)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        name, table, column = self._index(app_label, schema_editor, to_state)
        # what a broken attempt left
        schema_editor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{name}"', params=None)
        schema_editor.execute(
            f'CREATE INDEX CONCURRENTLY "{name}" ON "{table}" ("{column}")', params=None
        )

    def _index(self, app_label: str, schema_editor: Any, state: Any) -> tuple[str, str, str]:
        """Its name as Django gave it, its table and column."""
        meta = state.apps.get_model(app_label, self.model_name)._meta
        column = meta.get_field(self.name).column
        return schema_editor._create_index_name(meta.db_table, [column]), meta.db_table, column


def search_index(table: str, column: str = "search_text") -> migrations.RunPython:
    """A GIN index over the adjacent character pairs of a text: serves words from two characters on."""
    name = f"{table}_{column}_pairs"
    return only_on_postgresql(
        f"CREATE INDEX {name} ON {table} USING gin (aftersales_pairs({column}))",
        undo=f"DROP INDEX {name}",
    )


def append_only(table: str) -> migrations.RunPython:
    """Triggers that refuse UPDATE and DELETE on a ledger, also to an administrator."""

    def run(apps: Any, schema_editor: Any) -> None:
        for verb in ("update", "delete"):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION aftersales_refuse_change()",
                params=None,
            )

    def back(apps: Any, schema_editor: Any) -> None:
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb} ON {table}")

    return migrations.RunPython(run, back)
