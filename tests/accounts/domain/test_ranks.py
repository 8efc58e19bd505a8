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
        (Role.SUPERVISOR, Rank.WORKER),
        (Role.ANALYST, Rank.WORKER),
        (Role.MANAGER, Rank.POWERFUL),
        (Role.ADMIN, Rank.POWERFUL),
    ],
)
def test_the_seeded_roles_weigh_what_they_could_misuse(role, rank):
    assert rank_of(set(RIGHTS[role].split())) is rank


def test_every_power_is_a_right_of_a_seeded_role():
    assert set(" ".join(RIGHTS.values()).split()) >= POWERS


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
