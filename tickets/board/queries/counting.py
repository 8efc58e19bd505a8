"""Capped counts as columns of another row.

Each reads as much of an index as it counts, and says more than one thing about it.
"""

from typing import Any

from django.db.models import IntegerField, JSONField, QuerySet, Subquery

from core.queries import paging


class CappedCount(Subquery):
    """How many rows a queryset has, counted to a cap."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    empty_result_set_value = 0

    def __init__(self, rows: QuerySet[Any], cap: int = paging.CAP) -> None:
        super().__init__(rows.order_by().values("pk")[: cap + 1], output_field=IntegerField())


class CountWithKeys(Subquery):
    """How many rows a queryset has, counted to a cap, and the keys of the first few.

    As `[count, [key, ...]]`.
    """

    template = (
        "(SELECT jsonb_build_array(count(*), to_jsonb((array_agg(ahead.pk))[:%(few)s]))"
        " FROM (%(subquery)s) ahead)"
    )

    def __init__(self, rows: QuerySet[Any], cap: int, few: int) -> None:
        super().__init__(rows.values("pk")[: cap + 1], output_field=JSONField(), few=few)


class CountsByCondition(Subquery):
    """Several counts of the same rows, to a cap, in one pass: `{name: count}`.

    `conditions` are SQL over `columns`, written by us and never typed by anybody.
    """

    template = "(SELECT jsonb_build_object(%(counts)s) FROM (%(subquery)s) tallied)"

    def __init__(
        self, rows: QuerySet[Any], cap: int, conditions: dict[str, str], columns: tuple[str, ...]
    ) -> None:
        counts = ", ".join(
            f"'{name}', count(*) FILTER (WHERE {condition})"
            for name, condition in conditions.items()
        )
        super().__init__(
            rows.order_by().values(*columns)[: cap + 1], output_field=JSONField(), counts=counts
        )


def capped_text(count: int, cap: int) -> str:
    """`200+` beyond the cap."""
    return f"{cap}+" if count > cap else str(count)
