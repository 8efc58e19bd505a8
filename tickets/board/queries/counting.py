"""Capped counts as columns of another row: each reads as much of an index as it counts, and says more than one thing about it."""

from typing import Any

from django.db.models import IntegerField, JSONField, Subquery

from core.queries import paging


class Capped(Subquery):
    """How many rows a queryset has, counted to a cap."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    empty_result_set_value = 0

    def __init__(self, rows: Any, cap: int = paging.CAP) -> None:
        super().__init__(rows.order_by().values("pk")[: cap + 1], output_field=IntegerField())


class Ahead(Subquery):
    """How many rows a queryset has, counted to a cap, and the keys of the first few: `[count, [key, ...]]`."""

    template = "(SELECT jsonb_build_array(count(*), to_jsonb((array_agg(ahead.pk))[:%(few)s])) FROM (%(subquery)s) ahead)"

    def __init__(self, rows: Any, cap: int, few: int) -> None:
        super().__init__(rows.values("pk")[: cap + 1], output_field=JSONField(), few=few)


class Tally(Subquery):
    """Several counts of the same rows, to a cap, in one pass: `{name: count}`. `kept` gives the conditions, over `columns`, as SQL."""

    template = "(SELECT jsonb_build_object(%(counts)s) FROM (%(subquery)s) tallied)"

    def __init__(self, rows: Any, cap: int, kept: dict[str, str], columns: tuple[str, ...]) -> None:
        counts = ", ".join(
            f"'{name}', count(*) FILTER (WHERE {condition})" for name, condition in kept.items()
        )
        super().__init__(
            rows.order_by().values(*columns)[: cap + 1], output_field=JSONField(), counts=counts
        )
