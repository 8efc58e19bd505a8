"""The cast of the demo, and a mail server."""

from __future__ import annotations

import pytest

from tests import smtp_sink
from tests.fixtures import cast

__all__ = ["cast"]


@pytest.fixture
def sink(settings):
    found, stop = smtp_sink.start()
    smtp_sink.point_at(settings, found)
    yield found
    stop()
