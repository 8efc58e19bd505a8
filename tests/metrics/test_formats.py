"""Words of figures: rounded half up with their unit, and what may not be known."""

from decimal import Decimal

import pytest
from django.utils import translation

from metrics.formats import case_count, case_tone, measured_value
from metrics.queries.registry import REGISTRY


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        ("27.65", "minutes", "27.7 min"),
        ("19.825", "hours", "19.83 h"),
        ("75", "percent", "75.0 %"),
        ("4.105", "score", "4.11"),
        ("1234", "count", "1,234"),
        ("0", "count", "0"),
    ],
)
def test_a_value_is_rounded_and_carries_its_unit(value, unit, written):
    with translation.override("en"):
        assert measured_value(Decimal(value), unit) == written


@pytest.mark.parametrize("unit", ["minutes", "count"])
def test_what_is_not_known_is_a_dash(unit):
    assert measured_value(None, unit) == "—"


def test_units_follow_the_reader():
    for language, written in (("en", "2.0 min"), ("zh-hans", "2.0 分钟")):
        with translation.override(language):
            assert measured_value(Decimal(2), "minutes") == written


@pytest.mark.parametrize(
    ("key", "count", "written"),
    [
        ("sla_ack", 1, "1 limit"),
        ("sla_ack", 2, "2 limits"),
        ("avg_response", 1, "1 ticket"),
        ("avg_response", 0, "0 tickets"),
    ],
)
def test_limits_and_tickets_are_counted_by_their_name(key, count, written):
    with translation.override("en"):
        assert case_count(count, REGISTRY[key]) == written


@pytest.mark.parametrize(
    ("key", "value", "tone"),
    [("sla_ack", 100, "kept"), ("sla_ack", 0, "missed"), ("volume", 1, "")],
)
def test_a_case_is_kept_where_it_helps_the_figure(key, value, tone):
    assert case_tone(Decimal(value), REGISTRY[key]) == tone


def test_a_case_is_missed_where_less_would_be_better():
    falling = next(
        metric
        for metric in REGISTRY.values()
        if metric.unit == "percent" and metric.better == "lower"
    )
    assert (case_tone(Decimal(100), falling), case_tone(Decimal(0), falling)) == ("missed", "kept")
