"""A mail server that stops at a message until the test has done there what it wants to do."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

PATIENCE = 180.0


class Stage:
    """`with Stage(…)` begins when somebody sends the first message and has come to `rcpt` or `data`; the answer comes with its end."""

    def __init__(self, sink: Any, stage: str) -> None:
        self.stage = stage
        self.is_reached, self.goes_on = threading.Event(), threading.Event()
        sink.script = self.answer

    def answer(self, stage: str, _address: str) -> str:
        if stage == self.stage and not self.is_reached.is_set():
            self.is_reached.set()
            assert self.goes_on.wait(PATIENCE)
        return "250 ok"

    def __enter__(self) -> None:
        assert self.is_reached.wait(PATIENCE), f"nobody came to {self.stage}"

    def __exit__(self, *_error: object) -> None:
        self.goes_on.set()


def taken(sink: Any) -> Counter[str]:
    """Message-IDs with how often each was taken; a mail that was cut off with its sender has none."""
    return Counter(found for found in sink.ids if found)
