"""JSON as it may come in: not too deep, each name once, no number that is none."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from core.domain.text import is_junk

# Nothing that the interface takes is nested half as deep.
DEEPEST = 20


class StrictJSONParser(JSONParser):
    """Raises `ParseError` that says where it ends to be JSON of ours."""

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            return self.read_text(_read_bounded(stream).decode(settings.DEFAULT_CHARSET))
        except UnicodeDecodeError as error:
            raise ParseError(_("This is no UTF-8.")) from error
        except (ValueError, RecursionError) as error:
            raise ParseError(_("This is no JSON: %(fault)s") % {"fault": error}) from error

    def read_text(self, text: str) -> Any:
        """Raises `ParseError` and `ValueError`."""
        return _read_strictly(text)


class JsonLinesParser(StrictJSONParser):
    """One object a line: as if they had been sent as the list `rows` of one object."""

    media_type = "application/x-ndjson"

    def read_text(self, text: str) -> Any:
        return {"rows": [_read_strictly(line) for line in text.split("\n") if line.strip()]}


def _read_strictly(text: str) -> Any:
    _require_shallow(text)
    read = json.loads(text, object_pairs_hook=_unique_names, parse_constant=_refuse_constant)
    _require_storable(read)
    return read


def _read_bounded(stream: IO[bytes]) -> bytes:
    """What was sent. Raises `RequestDataTooBig`, also at an address whose files may be larger."""
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    sent = stream.read(limit + 1)
    if len(sent) > limit:
        raise RequestDataTooBig
    return sent


def _require_shallow(text: str) -> None:
    """Counted before it is read: a million brackets would be a deep stack."""
    depth, in_text, is_escaped = 0, False, False
    for letter in text:
        if in_text:
            if is_escaped:
                is_escaped = False
            elif letter == "\\":
                is_escaped = True
            elif letter == '"':
                in_text = False
        elif letter == '"':
            in_text = True
        elif letter in "[{":
            depth += 1
            if depth > DEEPEST:
                raise ParseError(_("It is nested more than %(n)d deep.") % {"n": DEEPEST})
        elif letter in "]}":
            depth -= 1


def _unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ParseError(_("The name %(name)s comes twice.") % {"name": twice})
    return found


def _require_storable(value: Any) -> None:
    """What no column can hold, wherever it stands. It is not deep."""
    if isinstance(value, str) and is_junk(value):
        raise ParseError(_("There are characters in it that nobody can write."))
    if isinstance(value, dict):
        for name, inner in value.items():
            _require_storable(name)
            _require_storable(inner)
    elif isinstance(value, list):
        for inner in value:
            _require_storable(inner)


def _refuse_constant(written: str) -> None:
    raise ParseError(_("%(value)s is no number of JSON.") % {"value": written})
