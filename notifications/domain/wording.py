"""Wording: which variables a message knows, and how they are filled in.

No other syntax, so nothing can be reached but these.
"""

import re
from collections.abc import Collection, Mapping

from notifications.enums import Topic

VARIABLE = re.compile(r"\{([^{}]*)\}")
TICKET = ("name", "number", "summary", "url")
LIMIT = (*TICKET, "limit", "due")
KNOWN: dict[str, tuple[str, ...]] = {
    Topic.WARNING: LIMIT,
    Topic.BREACH: LIMIT,
    Topic.ASSIGNED: (*TICKET, "by"),
    Topic.REFUSED: (*TICKET, "by"),
    Topic.APPROVAL: (*TICKET, "by"),
    Topic.DECIDED: (*TICKET, "by"),
    Topic.PLAN_TASK: (*TICKET, "what"),
    Topic.PLAN_LATE: (*TICKET, "what"),
    Topic.ALARM: ("name", "summary", "url"),
    Topic.DIGEST: ("name", "count", "lines", "url"),
    Topic.HANDOVER: ("name", "summary", "by", "url"),
    Topic.SECURITY: ("name", "summary", "by", "when", "url"),
    Topic.OVERSIGHT: ("name", "summary", "what", "target", "details", "by", "when", "url"),
    Topic.PASSWORD: ("name", "username", "url"),
    Topic.CUSTOMER_WROTE: TICKET,
    Topic.TRAY: ("name", "summary", "url"),
    Topic.UNDELIVERED: (*TICKET, "what"),
    Topic.LOW_SCORE: (*TICKET, "score"),
    Topic.AWARD: ("name", "summary", "url"),
    Topic.RECEIPT: ("name", "number", "promises", "url"),
    Topic.LETTER: ("name", "number", "text", "by", "files", "url"),
    Topic.CONFIRM: ("name", "number", "url"),
    Topic.SURVEY: ("name", "number", "until", "url"),
    Topic.CAMPAIGN: ("name", "title", "until", "url"),
}


def known_variables(topic: str) -> tuple[str, ...]:
    """The variables that a topic's template may use."""
    return KNOWN.get(topic, ())


def unknown_variables(text: str, known: Collection[str]) -> list[str]:
    """What stands in braces and is none of the variables, in order, once each; a brace without its
    partner too.
    """
    names = [f"{{{name}}}" for name in VARIABLE.findall(text) if name not in known]
    loose = [brace for brace in "{}" if brace in VARIABLE.sub("", text)]
    return list(dict.fromkeys([*names, *loose]))


def fill_variables(text: str, values: Mapping[str, object]) -> str:
    """The text with its variables; one that has no value is left out."""
    return VARIABLE.sub(lambda found: str(values.get(found[1], "")), text)
