"""The person of a session, with all rights, in one statement: every page asks for them."""

from django.contrib.auth.models import Permission
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Value
from django.db.models.functions import Concat

from accounts.models import User
from core.queries.compiled import KEY, CompiledQuery

RIGHT_NAME = Concat("content_type__app_label", Value("."), "codename")

PERSON = CompiledQuery(
    User.objects.select_related("department")
    .annotate(
        group_rights=ArraySubquery(
            Permission.objects.filter(group__user=OuterRef("pk"))
            .order_by()
            .values(right=RIGHT_NAME)
        ),
    )
    .filter(pk=KEY)
    .order_by(),
    by_key=True,
    person=KEY,
)


def person_with_rights(key: int) -> User | None:
    """The person, if there is one, with the rights of all groups where Django looks for them."""
    person = PERSON.ask_one(person=key)
    if person is not None and not person.is_superuser:
        person._group_perm_cache = set(person.group_rights)
    return person
