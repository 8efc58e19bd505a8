"""Who may have power over whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions.roles import RIGHTS
from accounts.domain.ranks import POWERS, Rank, is_above, rank_of
from accounts.enums import Role

RANKS = st.sampled_from(Rank)


@pytest.mark.parametrize(
    ("role", "rank"),
    [
        (Role.AGENT, Rank.WORKER),
        (Role.ENGINEER, Rank.WORKER),
        (Role.REPLACEMENT, Rank.WORKER),
        (Role.LIAISON, Rank.WORKER),
        (Role.TRAINER, Rank.WORKER),
        (Role.WAREHOUSE, Rank.WORKER),
        (Role.SUPERVISOR, Rank.POWERFUL),
        (Role.ANALYST, Rank.POWERFUL),
        (Role.MANAGER, Rank.POWERFUL),
        (Role.ADMIN, Rank.POWERFUL),
    ],
)
def test_the_seeded_roles_weigh_what_they_could_misuse(role, rank):
    assert rank_of(set(RIGHTS[role].split())) is rank


@pytest.mark.parametrize(
    "right",
    ["customers.export_unmasked", "tickets.see_all", "tickets.publish_rules", "auth.delete_group"],
)
def test_one_power_is_enough(right):
    assert rank_of({"tickets.view_ticket", right}) is Rank.POWERFUL


def test_a_superuser_is_root_whatever_the_roles():
    assert rank_of(set(), is_superuser=True) is Rank.ROOT


@given(RANKS, RANKS)
def test_nobody_but_root_acts_on_the_own_rank_or_on_more(one, other):
    assert is_above(one, other) == (one is Rank.ROOT or one > other)


@given(
    st.sets(st.sampled_from([*sorted(POWERS), "tickets.view_ticket"])),
    st.sampled_from(sorted(POWERS)),
)
def test_a_right_more_never_lowers_the_rank(rights, right):
    assert rank_of(rights | {right}) >= rank_of(rights)
