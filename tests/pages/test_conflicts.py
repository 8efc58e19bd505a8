"""What two people wrote differently, as both read it on the page."""

from datetime import UTC, date, datetime

import pytest
from django import forms

from accounts.models import User
from pages.conflicts import FieldDifference, differing_fields
from pages.forms import DayField, DeskForm, MomentField


class ThingForm(DeskForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label="Title", required=False)
    kind = forms.ChoiceField(
        label="Kind",
        required=False,
        choices=[("a", "Apples"), ("Citrus", [("o", "Oranges"), ("l", "Lemons")])],
    )
    day = DayField(label="Day", required=False)
    moment = MomentField(label="Moment", required=False)


class OwnedForm(DeskForm):
    owner = forms.ModelChoiceField(User.objects.all(), label="Owner")
    helpers = forms.ModelMultipleChoiceField(User.objects.all(), label="Helpers")


STORED = {
    "version": 4,
    "title": "Fruit",
    "kind": "o",
    "day": date(2026, 3, 16),
    "moment": datetime(2026, 3, 16, 4, 50, 33, tzinfo=UTC),
}
TYPED = {
    "version": "3",
    "title": "Fruit",
    "kind": "o",
    "day": "2026-03-16",
    "moment": "2026-03-16T12:50",
}


def differences(**changes: str) -> list[FieldDifference]:
    form = ThingForm({**TYPED, **changes})
    assert form.is_valid(), form.errors
    return differing_fields(form, STORED)


def test_the_same_text_differs_in_nothing() -> None:
    # neither in the version, which is no text, nor in seconds that no form asks for
    assert differences() == []


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        pytest.param("title", "", FieldDifference("Title", "Fruit", ""), id="emptied"),
        pytest.param("kind", "a", FieldDifference("Kind", "Oranges", "Apples"), id="choice"),
        pytest.param("kind", "l", FieldDifference("Kind", "Oranges", "Lemons"), id="in-a-group"),
        pytest.param(
            "day", "2026-03-17", FieldDifference("Day", "2026-03-16", "2026-03-17"), id="day"
        ),
        pytest.param(
            "moment",
            "2026-03-16T12:51",
            FieldDifference("Moment", "2026-03-16 12:50", "2026-03-16 12:51"),
            id="moment",
        ),
    ],
)
def test_a_difference_is_told_in_the_words_of_the_page(
    field: str, value: str, expected: FieldDifference
) -> None:
    assert differences(**{field: value}) == [expected]


@pytest.mark.parametrize("typed", ["a\r\nb", " a\nb ", "a\nb"])
def test_ends_of_lines_and_outer_blanks_are_no_difference(typed: str) -> None:
    form = ThingForm({**TYPED, "title": typed})
    assert form.is_valid()
    assert differing_fields(form, {"title": "a\nb"}) == []


@pytest.mark.django_db
def test_two_people_of_one_name_are_told_apart() -> None:
    first, second = (
        User.objects.create(username=f"zhang{n}", display_name="张伟") for n in range(2)
    )
    form = OwnedForm({"owner": second.pk, "helpers": [first.pk]})
    assert form.is_valid(), form.errors
    assert differing_fields(form, {"owner": first, "helpers": [first]}) == [
        FieldDifference("Owner", f"张伟 #{first.pk}", f"张伟 #{second.pk}")
    ]


def test_a_field_that_the_thing_does_not_have_is_no_difference() -> None:
    form = ThingForm({**TYPED, "title": "Vegetables"})
    assert form.is_valid()
    assert differing_fields(form, {"kind": "o"}) == []
