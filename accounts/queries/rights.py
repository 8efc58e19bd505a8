"""Which rights a role can be given."""

from collections.abc import Iterable

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Permission
from django.db.models import Model, Q

DEFAULT_ACTIONS = ("add", "change", "delete", "view")


def default_action(permission: Permission) -> str | None:
    """`add`, `change`, `delete` or `view` of a whole table; None for a right that has a name."""
    action, _, model = permission.codename.partition("_")
    is_default = action in DEFAULT_ACTIONS and model == permission.content_type.model
    return action if is_default else None


def grantable_rights(edited: Iterable[type[Model]]) -> Q:
    """Rights with a name, those of tables that are edited, and whatever a role has already.

    The four that Django makes for every other table would change nothing.
    """
    named = ~Q(codename__regex=rf"^({'|'.join(DEFAULT_ACTIONS)})_")
    of_edited = Q(pk__in=[])
    for model in edited:
        options = model._meta
        names = [get_permission_codename(action, options) for action in DEFAULT_ACTIONS]
        of_edited |= Q(
            content_type__app_label=options.app_label,
            content_type__model=options.model_name,
            codename__in=names,
        )
    return named | of_edited | Q(group__isnull=False)
