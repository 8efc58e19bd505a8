"""Reading the events of other programs: which of their words is which of ours. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# What begins with it stands for itself, and is no place in the event.
CONSTANT = "="

# A place that the event does not have.
ABSENT = object()

# What a summary is cut to, and what says so.
SUMMARY_LENGTH = 120
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an event could not be taken: a JSON path in what it means for us, empty for none, and a
    sentence.
    """

    path: str
    message: str


class NotUnderstood(Exception):
    """An event that a person has to look at. Nothing of it was done."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


def members_of(body: Any, fields: Mapping[str, str]) -> Any:
    """What an event says in our words.

    `fields` says for each of our members, `customer` or `new_customer.phone`, where it stands in
    the event: names and places in lists, joined by dots; or, behind `=`, what it always is. Without
    any the event speaks our words itself, in its member `data` where it has one.
    """
    if not fields:
        return body["data"] if isinstance(body, Mapping) and "data" in body else body
    members: dict[str, Any] = {}
    for name, place in fields.items():
        value = place[1:] if place.startswith(CONSTANT) else value_at(body, place)
        if value is not ABSENT and value is not None:
            _put(members, name, value)
    return members


def value_at(body: Any, place: str) -> Any:
    """What stands at a place; `ABSENT` where the event has none such."""
    found = body
    for step in place.split("."):
        if isinstance(found, Mapping) and step in found:
            found = found[step]
        elif isinstance(found, list) and step.isascii() and step.isdigit():
            if int(step) >= len(found):
                return ABSENT
            found = found[int(step)]
        else:
            return ABSENT
    return found


def _put(members: dict[str, Any], name: str, value: Any) -> None:
    outer, dot, inner = name.partition(".")
    if dot:
        members.setdefault(outer, {})[inner] = value
    else:
        members[name] = value


def wrong_fields(fields: Any, known: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Of a table of places what cannot be: names that are none of ours, places that are no text.

    `known` are our members with those within each.
    """
    if not isinstance(fields, Mapping):
        yield str(fields)
        return
    for name, place in fields.items():
        outer, dot, inner = str(name).partition(".")
        is_ours = outer in known and (inner in known[outer] if dot else not known[outer])
        if not is_ours or not isinstance(place, str) or not place.strip(CONSTANT + " ."):
            yield str(name)


def shortened(summary: str) -> str:
    """A summary as long as one may be."""
    if len(summary) <= SUMMARY_LENGTH:
        return summary
    return summary[: SUMMARY_LENGTH - 1] + ELLIPSIS
