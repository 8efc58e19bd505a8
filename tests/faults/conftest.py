"""Fixtures of the faults: the cast, real processes, a mail server, and a seed that is printed."""

import os
import random

import pytest

from tests import smtp_sink
from tests.fixtures import cast
from tests.processes import processes

__all__ = ["cast", "processes"]


@pytest.fixture
def sink():
    """A mail server that takes everything until it is told otherwise."""
    found, stop = smtp_sink.start()
    yield found
    stop()


@pytest.fixture
def dice():
    """Chance that can be repeated: `FAULT_SEED` gives the seed that a failed run has printed."""
    seed = int(os.environ.get("FAULT_SEED") or random.SystemRandom().randrange(1 << 32))
    print(f"FAULT_SEED={seed}")  # noqa: T201 — pytest shows it with the failure
    return random.Random(seed)
