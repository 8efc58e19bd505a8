"""The address that sets a new password: random, kept as a digest, one a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions import passwords
from accounts.models import PasswordLink

pytestmark = pytest.mark.django_db


def token_in(path):
    return path.split("/")[-2]


def test_an_address_is_known_by_its_digest_alone(person):
    now = timezone.now()
    token = token_in(passwords.issue_password_link(person, at=now))
    assert len(token) >= 43
    assert token not in str(PasswordLink.objects.values().get())
    assert passwords.is_link_good(person, token, at=now)
    assert not passwords.is_link_good(person, token + "x", at=now)


def test_it_belongs_to_its_person_and_ends(person, django_user_model, settings):
    now = timezone.now()
    other = django_user_model.objects.create_user("other", display_name="另一人")
    token = token_in(passwords.issue_password_link(person, at=now))
    assert not passwords.is_link_good(other, token, at=now)
    end = now + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    assert not passwords.is_link_good(person, token, at=end)
    assert passwords.forget_password_links(at=end) == 1


def test_no_two_are_alike(person):
    now = timezone.now()
    tokens = {token_in(passwords.issue_password_link(person, at=now)) for _ in range(50)}
    assert len(tokens) == 50 and PasswordLink.objects.count() == 1
