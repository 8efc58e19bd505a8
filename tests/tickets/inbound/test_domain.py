"""Which words of another program are which of ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.inbound.domain import (
    ABSENT,
    SUMMARY_LENGTH,
    members_of,
    shortened,
    value_at,
    wrong_fields,
)

KNOWN = {"summary": frozenset(), "new_customer": frozenset({"name", "phone"})}
ALERT = {"alert": {"title": "温度过高", "tags": [{"name": "pump"}], "id": 7, "none": None}}


def test_members_are_taken_from_their_places():
    fields = {
        "summary": "alert.title",
        "external_id": "alert.id",
        "order_no": "alert.tags.0.name",
        "new_customer.name": "=华启",
        "symptom": "alert.missing",
        "extra_info": "alert.none",
    }
    assert members_of(ALERT, fields) == {
        "summary": "温度过高",
        "external_id": 7,
        "order_no": "pump",
        "new_customer": {"name": "华启"},
    }


@pytest.mark.parametrize(
    ("body", "members"),
    [
        ({"type": "x", "data": {"summary": "a"}}, {"summary": "a"}),
        ({"summary": "a"}, {"summary": "a"}),
        ([1], [1]),
    ],
)
def test_without_places_the_event_speaks_our_words(body, members):
    assert members_of(body, {}) == members


@pytest.mark.parametrize("place", ["alert.tags.1.name", "alert.tags.x", "alert.title.0", "", "a."])
def test_what_is_not_there_is_absent(place):
    assert value_at(ALERT, place) is ABSENT


@given(st.recursive(st.none() | st.text(), lambda inner: st.lists(inner)), st.text())
def test_no_place_and_no_event_is_a_fault(body, place):
    value_at(body, place)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"summary": "a.b", "new_customer.name": "c"}, []),
        ({"summary.x": "a"}, ["summary.x"]),
        ({"new_customer": "a"}, ["new_customer"]),
        ({"new_customer.age": "a", "status": "b"}, ["new_customer.age", "status"]),
        ({"summary": ""}, ["summary"]),
        ({"summary": "="}, ["summary"]),
        ({"summary": 3}, ["summary"]),
        ([1], ["[1]"]),
    ],
)
def test_a_table_of_places_names_our_members_alone(fields, wrong):
    assert list(wrong_fields(fields, KNOWN)) == wrong


@given(st.text(max_size=400))
def test_a_summary_is_cut_to_its_length_and_says_so(summary):
    cut = shortened(summary)
    assert len(cut) <= SUMMARY_LENGTH
    assert cut == summary or (cut.endswith("…") and summary.startswith(cut[:-1]))
