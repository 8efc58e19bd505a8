"""Which roles follow from what a company says."""

from __future__ import annotations

import pytest

from accounts.domain.company import (
    BadMapping,
    CompanyTerms,
    is_of_company,
    mapped_roles,
    role_map,
    roles_of,
    values_at,
)


def test_a_mapping_as_it_is_written() -> None:
    assert role_map(["desk=agent", "leads=agent+supervisor", " desk = trainer", "a=b=admin"]) == {
        "desk": ("agent", "trainer"),
        "leads": ("agent", "supervisor"),
        "a=b": ("admin",),
    }


@pytest.mark.parametrize("written", ["desk", "=agent", "desk=", "desk=agent+", ""])
def test_a_mapping_that_nobody_can_read_is_refused(written: str) -> None:
    with pytest.raises(BadMapping):
        role_map([written])


@pytest.mark.parametrize(
    ("claims", "source", "values"),
    [
        ({"groups": ["a", "b"]}, "groups", ["a", "b"]),
        ({"groups": "a"}, "groups", ["a"]),
        ({"department": [1, 7]}, "department", ["1", "7"]),
        ({"realm_access": {"roles": ["a"]}}, "realm_access.roles", ["a"]),
        ({"groups": {"a": 1}}, "groups", []),
        ({"groups": [["a"], None]}, "groups", []),
        ({"groups": None}, "groups", []),
        ({"groups": True}, "groups", []),
        ({}, "groups", []),
        ({"groups": ["a"]}, "", []),
        ({"realm": "x"}, "realm.roles", []),
    ],
)
def test_values_of_a_claim(claims: dict, source: str, values: list[str]) -> None:
    assert values_at(claims, source) == values


def test_roles_follow_values_and_some_are_everybodys() -> None:
    terms = CompanyTerms("groups", {"desk": ("agent",), "*": ("trainer",)})
    assert roles_of({"groups": ["desk", "other"]}, terms) == {"agent", "trainer"}
    assert roles_of({}, terms) == {"trainer"}
    assert mapped_roles(terms) == {"agent", "trainer"}


def test_another_company_is_another() -> None:
    terms = CompanyTerms(must_be={"tenant_key": "ours"})
    assert is_of_company({"tenant_key": "ours"}, terms)
    assert not is_of_company({"tenant_key": "theirs"}, terms)
    assert not is_of_company({}, terms)
