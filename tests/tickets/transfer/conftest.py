"""Fixtures of what comes in from other desks."""

import gzip

import pytest

from tests.support.history_imports import PACKED


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    path = tmp_path_factory.mktemp("history") / "servicenow.csv"
    path.write_bytes(gzip.decompress(PACKED.read_bytes()))
    return path
