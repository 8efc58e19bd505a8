"""Texts that are kept for ever: masked, and there."""

import pytest

from analytics.actions.texts import kept_text, required_text
from core.errors import LawBroken


def test_numbers_of_people_are_masked_and_the_rest_stays_as_it_was_written():
    kept = kept_text("  Ring 13812345678 about the fan  ")
    assert "13812345678" not in kept
    assert kept.startswith("Ring ") and kept.endswith(" about the fan")


@pytest.mark.parametrize("written", ["", "  \n ", "\u200b"])
def test_what_says_nothing_is_refused_at_its_field(written):
    with pytest.raises(LawBroken) as refused:
        required_text(written, "reason")
    assert refused.value.field == "reason"


def test_what_is_required_is_kept_as_any_other_text():
    words = "Call 13812345678"
    assert required_text(words, "reason") == kept_text(words)
