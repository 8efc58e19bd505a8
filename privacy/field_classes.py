"""What each field of every model says about a person. Each house lists its own in `privacy.py`.

Asked by what writes values where they outlive their field or leave the house: ledgers, files,
logs, reports of errors.
"""

from functools import cache

from auditlog.registry import auditlog
from django.apps import apps
from django.db.models import Field, Model
from django.utils.module_loading import autodiscover_modules

from privacy.domain.classes import FieldClass, mask_value

# By the label of a model (`customers.Contact`): the class of each of its own fields.
CLASSES: dict[str, dict[str, FieldClass]] = {}

# Fit for rows that nobody forgets: what says nothing of a person, and which colleague it was.
KEPT_FOR_EVER = {FieldClass.NONE, FieldClass.STAFF}


def classify(label: str, **fields: str) -> None:
    """Say of a model which fields are of which class: `classify("a.B", phone="mobile fax")`.

    Raises `ValueError` for a field that is named twice, and for a class that is none.
    """
    classes = CLASSES.setdefault(label, {})
    for class_name, names in fields.items():
        for name in names.split():
            if name in classes:
                raise ValueError(f"{label}.{name} has a class already")
            classes[name] = FieldClass(class_name)


@cache
def load_classes() -> None:
    """Read the lists of all houses, once."""
    autodiscover_modules("privacy")


@cache
def class_of(model: type[Model], name: str) -> FieldClass:
    """The class of a field. Of one that nobody classified it is the strictest."""
    load_classes()
    if is_reference(model._meta.get_field(name)):
        return FieldClass.NONE
    return CLASSES.get(model._meta.label, {}).get(name, FieldClass.SENSITIVE)


def is_reference(field: object) -> bool:
    """Does it hold the number of a row and nothing else? It says what that row says."""
    if not isinstance(field, Field):
        return True
    return field.is_relation or field.get_internal_type().endswith("AutoField")


def own_fields(model: type[Model]) -> list[str]:
    """The fields of a model that have a class."""
    return [field.name for field in model._meta.get_fields() if not is_reference(field)]


@cache
def fields_of(model: type[Model], *wanted: FieldClass) -> tuple[str, ...]:
    """The fields of a model that are of one of these classes."""
    return tuple(name for name in own_fields(model) if class_of(model, name) in wanted)


def masked_field(instance: Model, name: str) -> str:
    """The value of a field as somebody without need for it may read it."""
    return mask_value(str(getattr(instance, name)), class_of(type(instance), name))


def log_changes(model: type[Model], *, leave_out: tuple[str, ...] = (), **options: object) -> None:
    """Let django-auditlog keep what administrators change of a model.

    Fields whose class is not fit for rows that nobody forgets are left out, and those named.
    """
    hidden = {name for name in own_fields(model) if class_of(model, name) not in KEPT_FOR_EVER}
    auditlog.register(model, exclude_fields=sorted(hidden | set(leave_out)), **options)


def known_classes() -> dict[str, FieldClass]:
    """The class by `app.Model.field`, of all lists."""
    load_classes()
    return {
        f"{label}.{name}": field_class
        for label, fields in CLASSES.items()
        for name, field_class in fields.items()
    }


def fields_to_classify() -> list[str]:
    """`app.Model.field` of everything that is stored."""
    return [
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        if not model._meta.proxy
        for name in own_fields(model)
    ]
