"""What somebody can be called by."""

import pytest

from customers.domain.phones import LONGEST_PHONE, is_phone


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("138-0000 0001", True),
        ("１３８００００００００１", True),
        ("021-5555 转 12", True),
        ("95588", True),
        ("8001", False),
        ("无", False),
        ("", False),
        ("1" * LONGEST_PHONE, True),
        ("1" * (LONGEST_PHONE + 1), False),
    ],
)
def test_a_phone_has_five_digits_and_can_be_kept(written: str, expected: bool) -> None:
    assert is_phone(written) is expected
