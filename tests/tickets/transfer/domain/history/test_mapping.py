"""What the columns and words of another desk mean: which mappings are none."""

import pytest

from tests.support.incidents import MAPPING, SHIPPED, shipped
from tickets.transfer.domain.history import BadMapping, mapping_of


@pytest.mark.parametrize("name", sorted(path.stem for path in SHIPPED.glob("*.toml")))
def test_the_shipped_mappings_can_be_read(name):
    assert shipped(name).states and shipped(name).required_columns


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": {"number": "no"}},
        {**MAPPING, "states": {"Hold": "waiting_internal"}},
        {**MAPPING, "states": {"Hold": "frozen"}},
        {**MAPPING, "states": {"Hold": "merged"}},
        {**MAPPING, "words": {"tier": {"1": "huge"}}},
        {**MAPPING, "colums": {}},
        {**MAPPING, "file": {"zone": "Mars/Olympus"}},
    ],
)
def test_a_mapping_that_means_nothing_is_refused(wrong):
    with pytest.raises(BadMapping):
        mapping_of(wrong)
