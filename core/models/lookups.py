"""`field__has_text='设备'`: text search that an index serves from two characters on, also in Chinese."""

from typing import Any

from django.db import models
from django.db.models.lookups import Lookup

from core.domain import text

PAIR = 2


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
    """Asks the GIN index over adjacent character pairs: exact for two characters, else more than has the word."""

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
