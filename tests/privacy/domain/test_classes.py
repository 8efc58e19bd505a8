"""Classes of what fields say about a person, and what is left of a value of each."""

import pytest

from privacy.domain.classes import FieldClass, Level, mask_texts, mask_value


@pytest.mark.parametrize(
    ("field_class", "written", "left"),
    [
        (FieldClass.NONE, "202611-00001", "202611-00001"),
        (FieldClass.STAFF, "刘芳", "刘*"),
        (FieldClass.PERSON, "张敏", "张*"),
        (FieldClass.COMPANY, "华启科技有限公司", "*有限公司"),
        (FieldClass.PHONE, "13812345678", "138****5678"),
        (FieldClass.EMAIL, "zhang@example.com", "z***@example.com"),
        (FieldClass.TRACE, "203.0.113.9", "****"),
        (FieldClass.TEXT, "请打 13812345678", "请打 138****5678"),
        (FieldClass.SENSITIVE, "病假", "****"),
    ],
)
def test_a_value_is_masked_by_its_class(field_class, written, left):
    assert mask_value(written, field_class) == left


@pytest.mark.parametrize("field_class", FieldClass)
def test_nothing_stays_nothing(field_class):
    assert mask_value("", field_class) == ""


def test_every_class_has_a_level():
    levels = {field_class.level for field_class in FieldClass}
    assert levels == set(Level)
    assert [one for one in FieldClass if one.level is Level.NONE] == [FieldClass.NONE]
    assert [one for one in FieldClass if one.level is Level.SENSITIVE] == [FieldClass.SENSITIVE]


def test_texts_are_masked_wherever_they_stand_in_a_json_value():
    stored = {
        "13812345678": ["13812345678", 13812345678, None, True],
        "deep": {"er": ({"mail": "zhang@example.com"}, "fine")},
    }
    assert mask_texts(stored) == {
        "13812345678": ["138****5678", 13812345678, None, True],
        "deep": {"er": [{"mail": "z***@example.com"}, "fine"]},
    }
