"""What became of a metric, in figures."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from plans.domain.effect import Effect
from plans.formats import figures


def effect(before, after):
    return Effect(before, after, Decimal(24), "lower")


@pytest.mark.parametrize(
    ("before", "after", "unit", "text"),
    [
        (Decimal(48), Decimal(20), "hours", "-58.3 % (-28.0)"),
        (Decimal(20), Decimal(30), "%", "+50.0 % (+10.0 points)"),
        (Decimal(0), Decimal(3), "hours", "— (+3.0)"),
        (Decimal(48), None, "hours", "—"),
    ],
)
def test_a_change_has_its_sign_and_its_unit(before, after, unit, text):
    with override("en"):
        assert figures.change_text(effect(before, after), unit) == text


@pytest.mark.parametrize(("value", "text"), [(None, "—"), (Decimal("66.666"), "66.7 %")])
def test_a_share(value, text):
    assert figures.percent_text(value) == text
