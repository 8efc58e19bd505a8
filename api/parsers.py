"""JSON as it may come in: not too deep, each name once, no number that is none."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import JSONParser

from core.domain.text import is_junk

# Nothing that the interface takes is nested half as deep.
DEEPEST = 20


class NotOurJson(ParseError):
    """A body that is no JSON of ours: where it ends to be, and in which line of a body of lines."""

    def __init__(self, detail: str, *, path: str = "$", line: int | None = None) -> None:
        in_line = (
            _("Line %(number)d: %(fault)s") % {"number": line, "fault": detail} if line else ""
        )
        super().__init__(in_line or detail)
        self.path = path
        self.line = line


class StrictJSONParser(JSONParser):
    """Raises `NotOurJson`."""

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        sent = _read_bounded(stream)
        try:
            return self.read_text(sent.decode(settings.DEFAULT_CHARSET))
        except UnicodeDecodeError as error:
            words = _("This is no UTF-8.")
            raise NotOurJson(words, line=self.line_at(sent, error.start)) from error

    def read_text(self, text: str) -> Any:
        """Raises `NotOurJson`."""
        return _read_strictly(text)

    def line_at(self, sent: bytes, place: int) -> int | None:
        """In which line a byte stands, where a body is one of lines."""
        return None


class LinesOfJson(dict[str, Any]):
    """Rows that were sent as lines, with the number of the line of each, counted from 1."""

    line_numbers: list[int]


class JsonLinesParser(StrictJSONParser):
    """One object a line: as if they had been sent as the list `rows` of one object."""

    media_type = "application/x-ndjson"

    def read_text(self, text: str) -> LinesOfJson:
        lines = {n: line for n, line in enumerate(text.split("\n"), 1) if line.strip()}
        read = LinesOfJson(rows=[_read_line(line, number) for number, line in lines.items()])
        read.line_numbers = list(lines)
        return read

    def line_at(self, sent: bytes, place: int) -> int | None:
        return sent.count(b"\n", 0, place) + 1


def _read_line(text: str, number: int) -> Any:
    try:
        return _read_strictly(text, is_line=True)
    except NotOurJson as error:
        raise NotOurJson(str(error.detail), path=error.path, line=number) from error


class InvalidLines(ValidationError):
    """Values of a body of lines that cannot be taken."""

    def __init__(self, detail: Any, line_numbers: list[int]) -> None:
        super().__init__(detail)
        self.line_numbers = line_numbers


@contextmanager
def naming_lines(given: Any) -> Iterator[None]:
    """What is refused inside names the line, where `given` came as lines."""
    try:
        yield
    except ValidationError as error:
        if isinstance(given, LinesOfJson):
            raise InvalidLines(error.detail, given.line_numbers) from error
        raise


def _read_strictly(text: str, *, is_line: bool = False) -> Any:
    _require_shallow(text)
    try:
        read = json.loads(text, object_pairs_hook=_names_once, parse_constant=NoNumber)
    except json.JSONDecodeError as error:
        # Its own text counts lines, and a line has but one.
        fault = f"{error.msg}: column {error.colno}" if is_line else str(error)
        raise NotOurJson(_("This is no JSON: %(fault)s") % {"fault": fault}) from error
    except (ValueError, RecursionError) as error:
        raise NotOurJson(_("This is no JSON: %(fault)s") % {"fault": error}) from error
    found = _fault_in(read)
    if found is not None:
        path, words = found
        raise NotOurJson(words, path=f"${path}")
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
                raise NotOurJson(_("It is nested more than %(n)d deep.") % {"n": DEEPEST})
        elif letter in "]}":
            depth -= 1


class Doubled(dict[str, Any]):
    """An object with a name that comes twice."""

    name: str


class NoNumber(str):
    """`NaN` and its like, which JSON does not know."""

    __slots__ = ()


def _names_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    names = [name for name, _value in pairs]
    doubled = Doubled(found)
    doubled.name = next(name for name in names if names.count(name) > 1)
    return doubled


def _fault_in(value: Any) -> tuple[str, str] | None:
    """Where in a value is something that we do not take, and why. It is not deep."""
    if isinstance(value, str):
        return _fault_of_text(value)
    if isinstance(value, Doubled):
        return f".{value.name}", _("The name %(name)s comes twice.") % {"name": value.name}
    if isinstance(value, dict):
        for name, inner in value.items():
            fault = _fault_of_text(name) or _within(f".{name}", _fault_in(inner))
            if fault is not None:
                return fault
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            fault = _within(f"[{place}]", _fault_in(inner))
            if fault is not None:
                return fault
    return None


def _within(step: str, fault: tuple[str, str] | None) -> tuple[str, str] | None:
    return fault and (step + fault[0], fault[1])


def _fault_of_text(written: str) -> tuple[str, str] | None:
    if isinstance(written, NoNumber):
        return "", _("%(value)s is no number of JSON.") % {"value": written}
    if is_junk(written):
        # What no column can hold.
        return "", _("There are characters in it that nobody can write.")
    return None
