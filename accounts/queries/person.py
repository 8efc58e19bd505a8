"""The person of a session, with all rights, in one statement: every page asks for them."""

from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Value
from django.db.models.functions import Concat

from accounts.models import User
from core.queries.compiled import KEY, CompiledQuery

RIGHT_NAME = Concat("content_type__app_label", Value("."), "codename")


def rights_of(person: str) -> ArraySubquery:
    """The names of the rights of whom a column names."""
    rights = Permission.objects.filter(group__user=OuterRef(person)).order_by()
    return ArraySubquery(rights.values(right=RIGHT_NAME))


PERSON = CompiledQuery(
    User.objects.select_related("department")
    .annotate(group_rights=rights_of("pk"))
    .filter(pk=KEY)
    .order_by(),
    by_key=True,
    person=KEY,
)


def person_with_rights(key: int) -> User | None:
    """The person, if there is one, with the rights of all groups where Django looks for them."""
    person = PERSON.ask_one(person=key)
    return None if person is None else _with_rights(person, person.group_rights)


def owner_with_rights(row: Any) -> User:
    """The owner of a row that was read with `owner_rights`. No statement."""
    return _with_rights(row.owner, row.owner_rights)


def _with_rights(person: User, rights: list[str]) -> User:
    if not person.is_superuser:
        person._group_perm_cache = set(rights)
    return person
