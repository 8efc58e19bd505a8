"""What an error says where others read it: in logs, in rows about jobs and messages.

An error quotes what it met: the row that PostgreSQL refused, the object that a caller passed. Both
are left out whole, whatever they hold; the rest is masked as free text.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from django.apps import apps
from django.db.models import Model, QuerySet

from privacy.domain.redact import redacted_text

QUOTED = "***"

# The line of a statement that PostgreSQL points at, and the mark below it.
STATEMENT = re.compile(r"\n(?:LINE|第) ?\d+ ?(?:行)?[:：][^\n]*(?:\n *\^)?")
DATA_FAULT = "22"
IN_QUOTES = re.compile(r"\"[^\"]+\"$")


def error_text(error: BaseException) -> str:
    """Kind and words of the error."""
    return masked_error_text(f"{type(error).__name__}: {error}", error)


def masked_error_text(written: str, error: BaseException) -> str:
    """A text about an error, such as its traceback, without what the error quotes."""
    for quoted in _quoted_rows(error):
        written = written.replace(quoted, QUOTED)
    written = STATEMENT.sub("", written)
    return redacted_text(_pattern_of_objects().sub(rf"<\1: {QUOTED}>", written))


def _quoted_rows(error: BaseException | None) -> Iterator[str]:
    """What PostgreSQL quotes of rows, in the error and those that led to it.

    By the fields of its answer, as its words depend on the server's language.
    """
    met = set()
    while error is not None and id(error) not in met:
        met.add(id(error))
        answer = getattr(error, "diag", None)
        for quoted in (getattr(answer, "message_detail", ""), getattr(answer, "context", "")):
            if quoted:
                yield quoted
        # What cannot be read as a number or a time stands in the words themselves.
        if (getattr(error, "pgcode", None) or "").startswith(DATA_FAULT):
            yield from IN_QUOTES.findall(getattr(answer, "message_primary", "") or "")
        error = error.__cause__ or error.__context__


@cache
def _pattern_of_objects() -> re.Pattern[str]:
    """`<Contact: 张敏>`, as Python writes an object of ours."""
    names = sorted({model.__name__ for model in apps.get_models()})
    return re.compile(rf"<({'|'.join(names)}): [^>\n]*>")


def nameless(value: object) -> object:
    """A value for a log line: objects of ours by their number, errors by `error_text`."""
    if isinstance(value, Model):
        return f"{value._meta.label} {value.pk}"
    if isinstance(value, QuerySet):
        return f"some {value.model._meta.label}"
    if isinstance(value, BaseException):
        return masked_error_text(str(value), value)
    if isinstance(value, Mapping):
        return {name: nameless(part) for name, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [nameless(part) for part in value]
    return value
