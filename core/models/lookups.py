"""`field__has_text='设备'`: text search that an index serves from two characters on, also in Chinese."""

from typing import Any

from django.db import models
from django.db.models.lookups import Lookup

from core.domain import text


def like(needle: str) -> str:
    """The needle as a LIKE pattern with its wildcards made plain."""
    escaped = needle.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


@models.TextField.register_lookup
class HasText(Lookup):
    """PostgreSQL asks the GIN index over adjacent character pairs and rechecks with LIKE; SQLite only compares."""

    lookup_name = "has_text"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} LIKE %s ESCAPE '\\'", [*params, like(text.needle(self.rhs))]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        needle = text.needle(self.rhs)
        rechecked = f"{column} LIKE %s"
        pairs = text.pairs(needle)
        if not pairs:
            return rechecked, [*params, like(needle)]
        query = " & ".join("'" + pair.replace("\\", "\\\\").replace("'", "''") + "'" for pair in pairs)
        return f"(aftersales_pairs({column}) @@ %s::tsquery AND {rechecked})", [*params, query, *params, like(needle)]
