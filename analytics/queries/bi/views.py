"""What a view of the schema `bi` is made of.

The statement is Django's own: a column is a field or an expression of the very figures, so that a
view cannot count otherwise than a page. Codes stand beside their words in both languages.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    DateField,
    DateTimeField,
    ExpressionWrapper,
    F,
    Func,
    Q,
    QuerySet,
    TextChoices,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Now, NullIf, TruncMonth
from django.utils import timezone, translation

from metrics.domain.figures import RAW_PER_UNIT
from metrics.enums import MetricUnit
from metrics.queries.cases import InUnit, time_between

# What the columns of names are called, and the language of each.
LANGUAGES = {"zh": "zh-hans", "en": "en"}


class BiColumn(NamedTuple):
    """Where the values of a column come from, a field or an expression, and what they mean."""

    source: Any
    meaning: str


BiColumns = dict[str, BiColumn]


@dataclass(frozen=True, slots=True)
class BiView:
    """A row for each of `rows`; `about` says what a row is."""

    name: str
    about: str
    rows: QuerySet
    columns: BiColumns

    def statement(self) -> str:
        """What the view selects, with every value written into it."""
        sources = [
            F(column.source) if isinstance(column.source, str) else column.source
            for column in self.columns.values()
        ]
        statement, values = self.rows.order_by().values_list(*sources).query.sql_with_params()
        with connection.cursor() as cursor:
            written: bytes = cursor.mogrify(statement, values)
        return written.decode()


# --- columns --------------------------------------------------------------------------------------


def code_with_words(
    name: str,
    path: str,
    choices: type[TextChoices],
    meaning: str,
    found_in: Callable[[Any], Any] = lambda source: source,
) -> BiColumns:
    """A code and what people call it; empty where there is none.

    `found_in` looks for it in another table, whose field `path` then is.
    """
    words = {
        f"{name}_{short}": BiColumn(
            found_in(_words_of(path, choices, language)), f"`{name}` in words"
        )
        for short, language in LANGUAGES.items()
    }
    codes = ", ".join(f"`{code}`" for code in choices.values)
    return {name: BiColumn(found_in(filled(path)), f"{meaning}: {codes}"), **words}


def _words_of(path: str, choices: type[TextChoices], language: str) -> Case:
    with translation.override(language):
        words = [
            When(**{path: str(code)}, then=Value(str(label))) for code, label in choices.choices
        ]
    return Case(*words, default=None, output_field=TextField())


def names_of(name: str, path: str, meaning: str) -> BiColumns:
    """The name of a row that has one in each language; the Chinese one where there is no other."""
    return {
        f"{name}_zh": BiColumn(f"{path}name", meaning),
        f"{name}_en": BiColumn(first_filled(f"{path}name_en", f"{path}name"), meaning),
    }


def filled(path: str) -> NullIf:
    """The text of a field; none where it is empty."""
    return NullIf(F(path), Value(""), output_field=TextField())


def first_filled(*paths: str) -> Coalesce:
    """The first of these texts that is not empty; none where all are."""
    return Coalesce(*map(filled, paths), output_field=TextField())


def month_of(moment: Any, of_what: str) -> BiColumn:
    """The first day of the month in which a moment lies where the desk is."""
    start = TruncMonth(moment, tzinfo=timezone.get_default_timezone(), output_field=DateTimeField())
    return BiColumn(Cast(start, DateField()), f"first day of the month of `{of_what}`")


def span_between(start: str, end: str, unit: MetricUnit) -> InUnit:
    """Natural time between two fields, not rounded; empty while one of them is."""
    return InUnit(time_between(start, end), RAW_PER_UNIT[unit])


def is_so(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def this_second() -> Func:
    """The moment at which somebody reads the view."""
    return Func(Value("second"), Now(), function="DATE_TRUNC", output_field=DateTimeField())
