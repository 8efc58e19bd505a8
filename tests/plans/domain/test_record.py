"""The execution record: its limits, and labels with their units."""

from hypothesis import given
from hypothesis import strategies as st

from plans.domain.record import LONGEST, label_of, split_label
from plans.models import Plan, PlanMetric, PlanSummary, Stage, SubProject


def test_limits_are_those_of_the_tables():
    fields = {
        "name": (Plan, "name"),
        "owner": (Plan, "owner_text"),
        "departments": (Plan, "departments_text"),
        "subproject": (SubProject, "name"),
        "code": (Stage, "code"),
        "task": (Stage, "task"),
        "metric": (PlanMetric, "name"),
        "unit": (PlanMetric, "unit"),
        "author": (PlanSummary, "author_text"),
    }
    assert {
        name: model._meta.get_field(field).max_length for name, (model, field) in fields.items()
    } == LONGEST
    assert Stage._meta.get_field("owner_text").max_length == LONGEST["owner"]


@given(
    st.text(st.sampled_from("甲()（）%小 "), max_size=10).filter(str.strip),
    st.sampled_from(["", "小时", "%", "分"]),
)
def test_a_label_is_read_as_it_was_written(name, unit):
    once = label_of(*split_label(label_of(name, unit)))  # mixed brackets become one kind
    assert label_of(*split_label(once)) == once
