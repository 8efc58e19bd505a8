"""The Python client that is made from the description, used over real HTTP as its page shows it."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from customers.models import Customer
from tests.fixtures import small_cast
from tests.support.api_client import ApiClient
from tickets.record.models import Ticket

MAKE = settings.BASE_DIR / "scripts" / "make_client.py"
TOUR = settings.BASE_DIR / "docs" / "examples" / "client_tour.py"


def make_client(description: bytes, folder: Path) -> Path:
    """As `make client` does: its generator warns of nothing, or there is none."""
    written = folder / "openapi.json"
    written.write_bytes(description)
    made = subprocess.run(
        [sys.executable, MAKE, written, folder], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return folder / "client"


def take_tour(client: Path, address: str, key: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(client),
        "DESK_URL": address,
        "DESK_TOKEN": key,
    }
    return subprocess.run(
        [sys.executable, TOUR], env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def key(transactional_db: None) -> str:
    return ApiClient(small_cast().staff["supervisor"]).key


def test_the_tour_of_the_client_works(live_server: Any, key: str, tmp_path: Path) -> None:
    with urllib.request.urlopen(f"{live_server.url}/api/schema/?format=json") as answer:
        client = make_client(answer.read(), tmp_path)
    assert (tmp_path / "postman.json").exists()

    told = take_tour(client, live_server.url, key)
    assert told.returncode == 0, told.stderr
    ticket = Ticket.objects.get(external_id="90001")
    lines = told.stdout.splitlines()
    assert lines[0] == f"{ticket.number} of {ticket.customer.code}: new"
    assert lines[1] == f"{ticket.number} is accepted now, version {ticket.version}"
    assert any(line.startswith("resolve: Counted from ") for line in lines)
    assert lines[-1] == f"changed: {ticket.number}, accepted"

    # Everything came with its key: told again is done once.
    again = take_tour(client, live_server.url, key)
    assert again.returncode == 0, again.stderr
    assert again.stdout.splitlines()[0] == lines[0]
    assert Ticket.objects.count() == 1
    assert Customer.objects.filter(external_id="4711").count() == 1

    refused = take_tour(client, live_server.url, "desk_wrong")
    assert "unauthenticated: " in refused.stderr
