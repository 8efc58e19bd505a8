"""When a token opens, and when its end is announced."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain import tokens
from accounts.enums import ScopeHouse, TokenScope, TokenState

AT = datetime(2026, 3, 16, 10, tzinfo=UTC)
DAY = timedelta(days=1)

LIVES = st.timedeltas(min_value=timedelta(minutes=1), max_value=tokens.LONGEST_LIFE)


def state(ends_at, *, is_revoked=False, is_replaced=False):
    return tokens.state_of(ends_at=ends_at, is_revoked=is_revoked, is_replaced=is_replaced, at=AT)


@pytest.mark.parametrize(
    ("left", "more", "expected"),
    [
        (30 * DAY, {}, TokenState.OPEN),
        (14 * DAY, {}, TokenState.ENDS_SOON),
        (timedelta(seconds=1), {}, TokenState.ENDS_SOON),
        (timedelta(0), {}, TokenState.ENDED),
        (-DAY, {}, TokenState.ENDED),
        (3 * DAY, {"is_replaced": True}, TokenState.REPLACED),
        (timedelta(0), {"is_replaced": True}, TokenState.ENDED),
        (30 * DAY, {"is_revoked": True}, TokenState.REVOKED),
        (-DAY, {"is_revoked": True}, TokenState.REVOKED),
    ],
)
def test_what_a_token_is_good_for(left, more, expected):
    assert state(AT + left, **more) == expected


def test_one_without_an_end_opens():
    assert state(None) == TokenState.OPEN


@pytest.mark.parametrize(("days", "announced"), [(365, 351), (90, 76), (30, 16), (10, 5), (1, 0.5)])
def test_the_end_is_announced_two_weeks_before_or_in_the_middle(days, announced):
    assert tokens.announcement_at(AT, AT + days * DAY) == AT + announced * DAY


@given(LIVES)
def test_no_end_is_announced_before_the_token_is_made_or_when_it_is_over(life):
    assert AT < tokens.announcement_at(AT, AT + life) < AT + life


@given(st.timedeltas(min_value=-DAY, max_value=3 * tokens.LONGEST_LIFE))
def test_a_successor_lasts_as_long_as_was_meant_within_a_day_and_a_year(life):
    found = tokens.life_of_successor(AT, AT + life)
    assert DAY <= found <= tokens.LONGEST_LIFE
    if DAY <= life <= tokens.LONGEST_LIFE:
        assert found == life


def test_a_successor_of_one_without_an_end_lasts_a_year():
    assert tokens.life_of_successor(AT, None) == tokens.LONGEST_LIFE


def test_scopes_that_are_no_more_are_left_out():
    assert tokens.known_scopes(["gone.read", "pii", "tickets.read"]) == ["tickets.read", "pii"]


def test_every_scope_with_a_house_has_its_name():
    housed = [scope for scope in TokenScope if "." in scope.value]
    assert {tokens.house_of(scope) for scope in housed} == set(ScopeHouse)
    assert tokens.house_of(TokenScope.PII) is None
