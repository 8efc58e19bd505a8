"""The mappings that this house knows."""

import pytest

from core.errors import BadFile
from tests.support.history_imports import NOW
from tests.tickets.world import team
from tickets.transfer.actions.history.uploads import keep_mapping
from tickets.transfer.imports.history.known_mappings import (
    known_mappings,
    mapping_at,
    shipped_mappings,
    usable_mapping,
)

pytestmark = pytest.mark.django_db

OWN = {"columns": {"number": "id", "state": "status", "reported_at": "opened"}}


def test_the_command_knows_what_the_page_has_kept(tmp_path):
    keep_mapping("旧系统", OWN, by=team().staff["supervisor"], at=NOW)
    assert set(known_mappings()) == {*shipped_mappings(), "旧系统"}
    assert mapping_at("旧系统").columns == OWN["columns"]

    own_file = tmp_path / "own.toml"
    own_file.write_text('[columns]\nnumber = "n"\nstate = "s"\nreported_at = "r"\n')
    assert mapping_at(str(own_file)).columns["number"] == "n"


def test_what_is_none_is_told_with_those_that_there_are(in_english, tmp_path):
    with pytest.raises(BadFile, match="servicenow"):
        mapping_at("nobody")
    broken = tmp_path / "broken.toml"
    broken.write_text("[columns\n")
    with pytest.raises(BadFile, match="cannot be used"):
        mapping_at(str(broken))


@pytest.mark.parametrize(
    "data", [{}, {"columns": {"number": "id"}}, {**OWN, "states": ["new"]}, {**OWN, "file": 3}]
)
def test_plain_data_that_are_no_mapping_are_refused(data):
    with pytest.raises(BadFile):
        usable_mapping(data)
