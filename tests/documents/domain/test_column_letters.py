"""The names of columns are those of every spreadsheet."""

import pytest
from openpyxl.utils import get_column_letter

from documents.domain.column_letters import column_letter

# openpyxl knows no further column.
LAST = 18_278


def test_every_column_has_the_name_that_spreadsheets_give_it() -> None:
    assert [column_letter(n) for n in (1, 26, 27, 52, 53, 702, 703)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]
    assert all(column_letter(n) == get_column_letter(n) for n in range(1, LAST + 1))


@pytest.mark.parametrize("number", [0, -1])
def test_there_is_none_before_the_first(number: int) -> None:
    with pytest.raises(ValueError, match="no column"):
        column_letter(number)
