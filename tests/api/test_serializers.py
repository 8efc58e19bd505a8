"""Shapes of input are made once a process, and share nothing that a request has said."""

import pytest
from rest_framework import serializers

from accounts.models import Department
from api.serializers import InputSerializer, NamedRow
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
