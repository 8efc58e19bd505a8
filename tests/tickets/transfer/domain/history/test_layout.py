"""A mapping laid over the header of a file."""

import pytest

from tests.support.incidents import HEADER, MAPPING, SHANGHAI
from tickets.transfer.domain.history import BadMapping, layout_of, mapping_of


def test_a_file_without_a_mapped_column_is_refused():
    with pytest.raises(BadMapping, match="group"):
        layout_of(mapping_of(MAPPING), [name for name in HEADER if name != "group"], SHANGHAI)
