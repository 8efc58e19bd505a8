"""Fixtures of the faults: the cast, real processes, a mail server, and a seed that is printed."""

import os
import random

import pytest
import redis
from django.conf import settings

from tests import smtp_sink
from tests.faults.processes import Crew
from tests.fixtures import cast

__all__ = ["cast"]


@pytest.fixture
def crew(cast, tmp_path):
    """Real processes on the test's database and Redis; all ended with the test, their last words shown when it fails."""
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    started = Crew(tmp_path, settings.REDIS_URL)
    try:
        yield started
    except BaseException:
        print(started.last_words())  # noqa: T201 — pytest shows it with the failure
        raise
    finally:
        started.end()


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
