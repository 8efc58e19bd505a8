"""Variables of wordings."""

from __future__ import annotations

import pytest

from notifications.domain import wording
from notifications.enums import Topic


@pytest.mark.parametrize(
    ("text", "topic", "unknown"),
    [
        ("{name} {number}", Topic.ASSIGNED, []),
        ("{due}", Topic.ASSIGNED, ["{due}"]),
        ("{due}", Topic.BREACH, []),
        ("{name", Topic.BREACH, ["{"]),
        ("{}", Topic.BREACH, ["{}"]),
    ],
)
def test_variables_of_a_topic(text, topic, unknown):
    assert wording.unknown_variables(text, wording.known_variables(topic)) == unknown


def test_filling_reaches_nothing_but_the_variables():
    assert wording.fill_variables("{a} {b.c} {0} {d!r}", {"a": "x", "b": object()}) == "x   "
