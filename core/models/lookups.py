"""`field__has_text='设备'`: text search with an index, from two characters on, also in Chinese.

`pk__among=queryset` and `ticket__any_of=[1, 2]`: keys as one array.
"""

from typing import Any

from django.db import models
from django.db.models.lookups import In, Lookup

from core.domain import text

PAIR = 2


def any_text(lookup: str, words: str) -> models.Q:
    """The condition that a text has the words, or another way of writing the same phone or code."""
    condition = models.Q()
    for variant in text.search_variants(words):
        condition |= models.Q(**{lookup: variant})
    return condition


def bigram_query(needle: str) -> str:
    """All adjacent pairs of a needle, as the index is asked for them.

    Empty for a single character.
    """
    return " & ".join(_quoted_lexeme(pair) for pair in text.bigrams_of(needle))


def _quoted_lexeme(pair: str) -> str:
    escaped = pair.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


class TextLookup(Lookup):
    """A word looked for in a text that is kept in the form of `text.search_needle`."""

    prepare_rhs = False

    @property
    def needle(self) -> str:
        return text.search_needle(self.rhs)


@models.TextField.register_lookup
class HasBigrams(TextLookup):
    """Asks the GIN index over character pairs: exact for two, else more than has the word."""

    lookup_name = "has_bigrams"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        query = bigram_query(self.needle)
        if not query:
            return HasWord(self.lhs, self.rhs).as_sql(compiler, connection)
        return f"aftersales_pairs({column}) @@ %s::tsquery", [*params, query]


@models.TextField.register_lookup
class HasWord(TextLookup):
    """The plain look into the text."""

    lookup_name = "has_word"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        # `strpos`, because the planner takes LIKE for rarer than it is
        return f"strpos({column}, %s) > 0", [*params, self.needle]


@models.TextField.register_lookup
class HasText(TextLookup):
    """Both in one, for a single column."""

    lookup_name = "has_text"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        has_bigrams, params = HasBigrams(self.lhs, self.rhs).as_sql(compiler, connection)
        if len(self.needle) <= PAIR:
            return has_bigrams, params
        # the index knows that the pairs are there, not that they follow each other
        has_word, more_params = HasWord(self.lhs, self.rhs).as_sql(compiler, connection)
        return f"({has_bigrams} AND {has_word})", [*params, *more_params]


@models.Field.register_lookup
@models.ForeignObject.register_lookup
class Among(In):
    """`pk__among=queryset`: as `in`, but the queryset is answered first and by itself."""

    lookup_name = "among"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        queryset, more_params = self.process_rhs(compiler, connection)
        # as a join it could be taken in the wrong order
        return f"{column} = ANY(ARRAY{queryset})", [*params, *more_params]


@models.Field.register_lookup
@models.ForeignObject.register_lookup
class AnyOf(Lookup):
    """`ticket__any_of=[1, 2]`: as `in`, but the statement is the same however many there are."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, list(self.rhs)]
