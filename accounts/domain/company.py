"""What a company's log-in says of a person, and which roles follow from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# Stands in a mapping for everybody of the company.
EVERYBODY = "*"

RoleMap = Mapping[str, tuple[str, ...]]


class BadMapping(ValueError):
    """A mapping that nobody can read."""


@dataclass(frozen=True, slots=True)
class CompanyTerms:
    """What a deployment allows a company's log-in.

    `role_source` is the claim whose values `roles` maps to names of roles. `must_be` are claims
    that have to have a value: which company it is, where the provider serves many.
    """

    role_source: str = ""
    roles: RoleMap = field(default_factory=dict)
    creates_people: bool = False
    links_by_mail: bool = False
    needs_role: bool = False
    follows_leavers: bool = False
    must_be: Mapping[str, str] = field(default_factory=dict)


def role_map(written: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """`value=role` or `value=role+role`, one a piece. Raises `BadMapping`."""
    found: dict[str, tuple[str, ...]] = {}
    for piece in written:
        value, equals, names = piece.rpartition("=")
        roles = tuple(name.strip() for name in names.split("+"))
        if not equals or not value.strip() or not all(roles):
            raise BadMapping(f"{piece!r} is not like value=role or value=role+role")
        found[value.strip()] = (*found.get(value.strip(), ()), *roles)
    return found


def values_at(claims: Mapping[str, Any], source: str) -> list[str]:
    """The values of a claim; dots lead into what stands in it, such as `realm_access.roles`."""
    found: Any = claims
    for part in source.split(".") if source else []:
        found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str | int) and not isinstance(found, bool):
        return [str(found)]
    if isinstance(found, list | tuple):
        return [str(value) for value in found if isinstance(value, str | int)]
    return []


def roles_of(claims: Mapping[str, Any], terms: CompanyTerms) -> set[str]:
    """The names of the roles that follow from what is said of a person."""
    values = {*values_at(claims, terms.role_source), EVERYBODY}
    return {role for value in values for role in terms.roles.get(value, ())}


def mapped_roles(terms: CompanyTerms) -> set[str]:
    """The names of all roles that the company decides about; others it leaves alone."""
    return {role for roles in terms.roles.values() for role in roles}


def is_of_company(claims: Mapping[str, Any], terms: CompanyTerms) -> bool:
    """Does everything hold that has to?"""
    return all(value in values_at(claims, claim) for claim, value in terms.must_be.items())
