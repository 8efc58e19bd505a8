"""Which rows belong to the case of a customer, and what is left of them when it is forgotten.

Each house says so of its own tables in its `privacy.py`, beside the classes of their fields.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import (
    BinaryField,
    Case,
    CharField,
    F,
    Field,
    Func,
    JSONField,
    Model,
    QuerySet,
    TextField,
    Value,
    When,
)

from privacy.domain.classes import HIDDEN, FieldClass
from privacy.field_classes import KEPT_FOR_EVER, class_of, load_classes, own_fields

# Of an object the pairs whose keys are named: what nobody thought of goes.
KEPT_PAIRS = (
    "(SELECT coalesce(jsonb_object_agg(pair.key, pair.value), '{}'::jsonb)"
    " FROM jsonb_each(%%(expressions)s) AS pair WHERE pair.key = ANY ('{%s}'))"
)


@dataclass(frozen=True, slots=True)
class CaseRows:
    """The rows of one table that belong to a case: `path` leads to its ticket.

    `kept` are fields that stay although of their class they would go; of its JSON `kept_keys` stay.
    The rows themselves go where `is_deleted`.
    """

    label: str
    path: str
    kept: frozenset[str]
    kept_keys: tuple[str, ...]
    is_deleted: bool

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.label)

    def of_tickets(self, keys: Sequence[int]) -> QuerySet[Any]:
        """The rows of these tickets."""
        return self.model._base_manager.filter(**{f"{self.path}__in": keys})

    def personal_fields(self) -> Iterator[tuple[str, FieldClass]]:
        """The fields that say something of somebody, with their classes."""
        for name in own_fields(self.model):
            field_class = class_of(self.model, name)
            if field_class not in KEPT_FOR_EVER and name not in self.kept:
                yield name, field_class

    def emptied_values(self) -> dict[str, Any]:
        """What an UPDATE writes into the personal fields."""
        fields = {name: self.model._meta.get_field(name) for name, _class in self.personal_fields()}
        return {name: self._emptied(name, field) for name, field in fields.items()}

    def _emptied(self, name: str, field: "Field[Any, Any]") -> Any:
        if isinstance(field, BinaryField):
            return b""
        if isinstance(field, JSONField):
            return self._emptied_json(name, field)
        # Nothing stays nothing: a page must not look as if something had been there.
        return Case(
            When(**{f"{name}__in": ["", HIDDEN]}, then=name),
            When(**{f"{name}__isnull": True}, then=Value(None)),
            default=Value(HIDDEN),
            output_field=TextField() if isinstance(field, TextField) else CharField(),
        )

    def _emptied_json(self, name: str, field: "Field[Any, Any]") -> Any:
        if self.kept_keys:
            keys = ",".join(self.kept_keys)
            return Func(F(name), template=KEPT_PAIRS % keys, output_field=field)
        return field.get_default() if field.has_default() else []


# By the label of a model.
CASES: dict[str, CaseRows] = {}

# Why the rows of a table that says something of people belong to no case.
OTHERS: dict[str, str] = {}


def of_case(
    label: str, path: str, *, kept: str = "", kept_keys: str = "", is_deleted: bool = False
) -> None:
    """Say of a table that its rows belong to a case, and which way leads to the ticket."""
    CASES[label] = CaseRows(
        label, path, frozenset(kept.split()), tuple(kept_keys.split()), is_deleted
    )


def not_of_case(why: str, *labels: str) -> None:
    """Say of tables why they belong to no case: who forgets them, or why nobody needs to."""
    OTHERS.update(dict.fromkeys(labels, why))


def tables_of_cases() -> list[CaseRows]:
    """All tables with rows of cases."""
    load_classes()
    return list(CASES.values())


def undecided_tables() -> list[str]:
    """Those that hold something personal of which nobody has said where it belongs."""
    load_classes()
    return sorted(
        model._meta.label
        for model in apps.get_models()
        if not model._meta.proxy
        and model._meta.label not in CASES.keys() | OTHERS.keys()
        and any(class_of(model, name) not in KEPT_FOR_EVER for name in own_fields(model))
    )
