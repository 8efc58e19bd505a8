"""Shapes of input are made once a process, and share nothing that a request has said. What JSON has
a type for is taken in that type alone.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework import serializers

from accounts.models import Department
from aftersales import api as site_map
from api.serializers import FlagIn, InputSerializer, KeyIn, NamedRow, WholeNumberIn
from customers.api.filters import AssetFilter
from customers.models import Asset
from demo.people import Cast


class Inner(InputSerializer):
    """A part."""

    name = serializers.CharField()
    remark = serializers.CharField(required=False)


class Outer(InputSerializer):
    """A whole."""

    name = serializers.CharField()
    inner = Inner(required=False)


def problems(given: object, *, partial: bool = False) -> set[str]:
    shape = Outer(data=given, partial=partial)
    shape.is_valid()
    return set(shape.errors)


def test_what_is_missing_may_be_missing_from_a_change_alone() -> None:
    for _n in range(2):
        assert problems({}) == {"name"}
        assert problems({}, partial=True) == set()
        assert problems({"inner": {}}, partial=True) == set()
        assert problems({"name": "a", "inner": {}}) == {"inner"}
        assert problems({"name": "a", "inner": {"name": "b", "c": 1}}) == {"inner"}


def test_what_was_sent_before_is_forgotten() -> None:
    first = Outer(data={"name": "a", "inner": {"name": "b", "remark": "c"}})
    second = Outer(data={"name": "d"})
    assert first.is_valid() and second.is_valid()
    assert first.fields is second.fields
    assert first.validated_data["inner"] == {"name": "b", "remark": "c"}
    assert second.validated_data == {"name": "d"}


@pytest.mark.django_db
def test_a_row_is_found_by_its_name(cast: Cast) -> None:
    field = NamedRow(slug_field="name", queryset=Department.objects.filter(name__contains="客"))
    known, other = Department.objects.filter(name__contains="客")[0], "火星部"
    assert field.run_validation(known.name) == known
    hidden = Department.objects.exclude(name__contains="客")[0].name
    for given in (other, hidden, 7, None, ["客"], ""):
        with pytest.raises(serializers.ValidationError):
            field.run_validation(given)


def test_filters_that_nobody_asks_for_are_not_made() -> None:
    assert set(AssetFilter({"serial": "a"}, queryset=Asset.objects.none()).filters) == {"serial"}
    assert set(AssetFilter({}, queryset=Asset.objects.none()).filters) == set()
    assert {"serial", "customer", "model"} <= set(AssetFilter.base_filters)


NO_NUMBERS = (2.5, 2.0, "2", " 2 ", "2.0", "", True, False, [2], {"n": 2}, float("inf"))


def takes(field: serializers.Field, given: Any) -> bool:
    try:
        field.run_validation(given)
    except serializers.ValidationError:
        return False
    return True


def test_a_whole_number_is_none_of_what_looks_like_one() -> None:
    field = WholeNumberIn(min_value=1, max_value=5)
    assert [n for n in NO_NUMBERS if takes(field, n)] == []
    assert [n for n in (0, 1, 5, 6) if takes(field, n)] == [1, 5]


def test_a_flag_is_true_or_false() -> None:
    no_flags = (0, 1, 0.0, 1.0, "true", "false", "yes", "on", "1", "", " ", [], {}, [True])
    assert [one for one in no_flags if takes(FlagIn(), one)] == []
    assert FlagIn().run_validation(True) is True
    assert FlagIn().run_validation(False) is False


@pytest.mark.django_db
def test_a_key_is_a_whole_number_of_a_row(cast: Cast) -> None:
    first = Department.objects.order_by("pk")[0]
    field = KeyIn(queryset=Department.objects.all())
    assert field.run_validation(first.pk) == first
    near = (first.pk + 0.5, float(first.pk), str(first.pk), f" {first.pk} ", True, 10**30, -1)
    assert [one for one in near if takes(field, one)] == []


def shapes_of_input(shape: type = InputSerializer) -> Iterator[type[InputSerializer]]:
    """All that the interface takes, but for those of tests."""
    for one in shape.__subclasses__():
        if not one.__module__.startswith("tests."):
            yield one
        yield from shapes_of_input(one)


def fields_within(field: Any) -> Iterator[Any]:
    """A field, and what is in its lists and tables."""
    yield field
    if hasattr(field, "child"):
        yield from fields_within(field.child)


# These read what looks like a number or a flag, and take it as one.
LENIENT = (
    serializers.IntegerField,
    serializers.FloatField,
    serializers.DecimalField,
    serializers.BooleanField,
    serializers.PrimaryKeyRelatedField,
)


def test_every_shape_of_input_takes_them_strictly() -> None:
    assert site_map.router.urls, "all houses are read"
    shapes = set(shapes_of_input())
    assert len(shapes) > 25
    lenient = [
        f"{shape.__qualname__}.{name}"
        for shape in shapes
        for name, whole in shape().fields.items()
        for field in fields_within(whole)
        if type(field) in LENIENT
    ]
    assert lenient == []
