"""Every field has a class, and what leaves by class leaves masked (reliability.md, mechanism 10)."""

from pathlib import Path

import pytest
from auditlog.registry import auditlog
from django.apps import apps

from aftersales.management.commands.draw_privacy import personal_fields_page
from customers.models import Contact
from privacy import field_classes
from privacy.domain.classes import FieldClass, Level
from privacy.field_classes import (
    KEPT_FOR_EVER,
    class_of,
    classify,
    fields_to_classify,
    known_classes,
)

ROOT = Path(__file__).resolve().parents[2]

# What a field is called that holds such a thing, wherever it stands.
TELLING = {
    "phone": {FieldClass.PHONE},
    "mobile": {FieldClass.PHONE},
    "email": {FieldClass.EMAIL},
    "password": {FieldClass.SENSITIVE},
    "secret": {FieldClass.SENSITIVE},
    "token": {FieldClass.SENSITIVE},
    "session_key": {FieldClass.SENSITIVE},
    "ip": {FieldClass.TRACE},
    "remark": {FieldClass.TEXT},
    "comment": {FieldClass.TEXT},
    "summary": {FieldClass.TEXT},
    "body": {FieldClass.TEXT},
    "error": {FieldClass.TEXT},
}


def test_every_field_that_is_stored_has_a_class():
    missing = sorted(set(fields_to_classify()) - known_classes().keys())
    assert not missing, (
        f"say in the house's privacy.py what these tell about a person: {', '.join(missing)}"
    )


def test_no_list_names_what_is_not_stored():
    assert not sorted(known_classes().keys() - set(fields_to_classify()))


def test_a_field_that_nobody_classified_is_of_the_strictest_class(monkeypatch):
    monkeypatch.setitem(field_classes.CLASSES, "customers.Contact", {})
    assert class_of.__wrapped__(Contact, "name") is FieldClass.SENSITIVE
    assert class_of.__wrapped__(Contact, "customer") is FieldClass.NONE, "the number of a row"


def test_a_field_has_one_class_of_those_there_are():
    with pytest.raises(ValueError, match="class already"):
        classify("customers.Contact", phone="name")
    with pytest.raises(ValueError, match="secretive"):
        classify("customers.Contact", secretive="another")


def test_what_is_called_like_a_thing_is_of_its_class():
    wrong = [
        f"{name} is {field_class}"
        for name, field_class in known_classes().items()
        if field_class not in TELLING.get(name.rsplit(".", 1)[1], {field_class})
    ]
    assert not wrong


def test_free_texts_of_tickets_are_never_of_the_class_none():
    """What has room for a sentence and takes what people type."""
    none = []
    for model in apps.get_app_config("tickets").get_models():
        for field in model._meta.get_fields():
            is_long = getattr(field, "max_length", 0) or 0
            is_text = field.get_internal_type() == "TextField" or is_long >= 200
            if is_text and class_of(model, field.name) is FieldClass.NONE:
                none.append(f"{model.__name__}.{field.name}")
    # Words of administrators, by which customers are answered.
    assert none == ["ReplyTemplate.text"]


def test_the_page_of_personal_fields_is_as_the_lists_say():
    assert (ROOT / "docs" / "personal-fields.md").read_text() == personal_fields_page()


def test_every_class_is_explained():
    page = (ROOT / "docs" / "privacy.md").read_text()
    assert not [one for one in (*FieldClass, *Level) if f"`{one}`" not in page]


def test_changes_of_administrators_keep_no_contact_data():
    """django-auditlog's rows hold values before and after, for ever."""
    kept = []
    for model in auditlog.get_models():
        left_out = auditlog.get_model_fields(model)["exclude_fields"]
        for name in field_classes.own_fields(model):
            if name not in left_out and class_of(model, name) not in KEPT_FOR_EVER:
                kept.append(f"{model._meta.label}.{name}")
    assert not kept
    user = apps.get_model("accounts", "User")
    assert {"phone", "email", "password"} <= set(auditlog.get_model_fields(user)["exclude_fields"])
    assert "display_name" not in auditlog.get_model_fields(user)["exclude_fields"]
