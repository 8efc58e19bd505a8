"""Which token a key opens with."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions.tokens import make_token, revoke_token
from accounts.models import ApiToken
from accounts.queries.keys import valid_token
from demo.people import Cast

pytestmark = pytest.mark.django_db


def test_a_key_finds_its_token_while_it_is_valid(cast: Cast) -> None:
    agent, now = cast.staff["agent"], timezone.now()
    made = {"by": agent, "at": now, "scopes": ["tickets.read"], "lasts": timedelta(days=1)}
    token, key = make_token(agent, name="a", **made)
    other, other_key = make_token(agent, name="b", **made)
    assert valid_token(key, now) == token and valid_token(other_key, now) == other
    assert valid_token(f"{key[:-1]}x", now) is None
    assert valid_token("", now) is None
    assert valid_token(key, token.expiry) is None
    revoke_token(token, by=agent, at=now)
    assert valid_token(key, now) is None


def test_of_two_that_begin_alike_the_key_finds_its_own(cast: Cast) -> None:
    agent, now = cast.staff["agent"], timezone.now()
    made = {"by": agent, "at": now, "scopes": ["tickets.read"], "lasts": timedelta(days=1)}
    _twin, _key = make_token(agent, name="a", **made)
    token, key = make_token(agent, name="b", **made)
    ApiToken.objects.update(token_key=token.token_key)
    assert valid_token(key, now) == token
