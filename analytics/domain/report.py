"""What a frozen month is worth: its digest, and how a later version differs. Pure.

The data of a month are `figures` (by key, values as decimal texts), `tables` (by name, rows as
mappings) and what they were made of: `definitions`, `month`, `at`, `zone`.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# Of a figure what a later look may change. What it is compared with belongs to other months.
FACTS = ("value", "count", "missing", "minimum", "maximum", "median", "p90")

# What names a row of a table.
ROW_KEYS = ("key", "code", "model")


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that is another one in a later version; None where there is none.

    `place` is the key of a figure or the name of a table, `row` names the row of a table.
    """

    place: str
    row: str
    column: str
    before: Any
    after: Any


def digest_of(data: Mapping[str, Any]) -> str:
    """SHA-256 in hex over the one way to write the data."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What changed between two versions, figures first; empty for the same facts."""
    return [*_figure_differences(before, after), *_table_differences(before, after)]


def _figure_differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Difference]:
    old, new = before.get("figures", {}), after.get("figures", {})
    # A figure that the earlier version did not have was not stated wrongly, nor was a table.
    for key in old:
        for column in FACTS:
            was, now = old.get(key, {}).get(column), new.get(key, {}).get(column)
            if was != now:
                yield Difference(key, "", column, was, now)


def _table_differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    old, new = before.get("tables", {}), after.get("tables", {})
    for name in old:
        was, now = _rows_by_key(old.get(name, [])), _rows_by_key(new.get(name, []))
        for key in [*was, *(key for key in now if key not in was)]:
            yield from _row_differences(name, key, was.get(key, {}), now.get(key, {}))


def _row_differences(
    name: str, key: str, was: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterator[Difference]:
    for column in [*was, *(column for column in now if column not in was)]:
        is_compared_with = column.startswith(("last_", "year_")) or column in NAMES
        if not is_compared_with and was.get(column) != now.get(column):
            shown = str((now or was).get("zh", key))
            yield Difference(name, shown, column, was.get(column), now.get(column))


NAMES = ("zh", "en", "meaning", *ROW_KEYS)


def _rows_by_key(rows: list[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {str(row.get("key", row.get("code", row.get("zh")))): row for row in rows}
