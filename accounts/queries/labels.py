"""What roles, rights and people are called, in the language at hand."""

from collections.abc import Collection

from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext as _

from accounts.domain.tokens import house_of, known_scopes
from accounts.enums import Role, ScopeHouse, TokenScope
from accounts.models import User
from accounts.queries.rights import default_action

# What Django calls the four rights of a table, in words that stand beside the table's name.
ACTIONS = {
    "add": pgettext_lazy("right", "add"),
    "change": pgettext_lazy("right", "change"),
    "delete": pgettext_lazy("right", "delete"),
    "view": pgettext_lazy("right", "view"),
}


def role_label(group: Group | str) -> str:
    """A role, or its code, by its name; one that the desk does not know by its own."""
    code = group.name if isinstance(group, Group) else group
    return str(dict(Role.choices).get(code, code))


def right_label(permission: Permission) -> str:
    """House, table and what may be done."""
    model = permission.content_type.model_class()
    house = str(permission.content_type)
    action = default_action(permission)
    what = ACTIONS[action] if action else gettext(permission.name)
    if model is not None:
        options = model._meta
        house = f"{options.app_config.verbose_name} | {options.verbose_name}"
    return f"{house} | {what}"


def person_label(person: User) -> str:
    """The name, and the user name: two may be called the same."""
    if person.display_name in ("", person.username):
        return person.username
    return _("%(name)s (%(code)s)") % {"name": person.display_name, "code": person.username}


def scope_labels(scopes: Collection[str]) -> list[str]:
    """What a token opens, in words: a house that it reads and writes is named once."""
    found: dict[ScopeHouse | str, str] = {}
    for scope in known_scopes(scopes):
        house = house_of(scope)
        is_second = house in found
        words = _("%(house)s: read and write") % {"house": house.label} if house else ""
        found[house or scope] = words if is_second else str(TokenScope(scope).label)
    return list(found.values())
