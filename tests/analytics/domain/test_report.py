"""The digest of a frozen month, and how a later version differs from it."""

import pytest

from analytics.domain.report import Difference, differences, digest_of

MAY = {
    "month": "2024-05",
    "at": "2024-06-01T02:00:00+00:00",
    "figures": {"avg_response": {"value": "27.727272727", "count": 11, "last_value": None}},
    "tables": {"types": [{"key": 1, "zh": "硬件故障", "count": 4, "last_share": None}]},
}


def changed(**parts):
    return {**MAY, **parts}


def test_the_same_facts_are_the_same_whenever_and_beside_whatever_they_are_read():
    later = changed(at="2024-06-02T02:00:00+00:00")
    figure = {**MAY["figures"]["avg_response"], "last_value": "3"}
    assert differences(MAY, later) == []
    assert differences(MAY, changed(figures={"avg_response": figure})) == []


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        (
            {"figures": {"avg_response": {"value": "385.4", "count": 12}}},
            [
                Difference("avg_response", "", "value", "27.727272727", "385.4"),
                Difference("avg_response", "", "count", 11, 12),
            ],
        ),
        (
            {"tables": {"types": [{"key": 1, "zh": "硬件", "count": 5}]}},
            [Difference("types", "硬件", "count", 4, 5)],
        ),
        (
            {"tables": {"types": [*MAY["tables"]["types"], {"key": 2, "zh": "物流", "count": 1}]}},
            [Difference("types", "物流", "count", None, 1)],
        ),
        ({"tables": {"types": []}}, [Difference("types", "硬件故障", "count", 4, None)]),
    ],
)
def test_what_changed_is_named(parts, found):
    assert differences(MAY, changed(**parts)) == found


def test_a_digest_knows_no_order_and_every_letter():
    turned = dict(reversed(list(MAY.items())))
    assert digest_of(MAY) == digest_of(turned)
    assert len(digest_of(MAY)) == 64
    assert digest_of(MAY) != digest_of(changed(month="2024-06"))
