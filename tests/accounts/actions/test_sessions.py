"""Ending log-ins of a person, one or all, also those that no list knows."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.actions import sessions
from core.models import AuditEntry

pytestmark = pytest.mark.django_db
PAGE = "/inbox/"


def logged_in():
    browser = Client()
    browser.post("/accounts/login/", {"username": "lina", "password": "right-password"})
    assert browser.get(PAGE).status_code == 200
    return browser


def test_one_is_ended_and_the_others_go_on(person):
    first, second = logged_in(), logged_in()
    row = UserSession.objects.get(session_key=first.session.session_key)
    assert sessions.end_session(person, row.pk, by=person, at=timezone.now())
    assert (first.get(PAGE).status_code, second.get(PAGE).status_code) == (302, 200)
    assert not sessions.end_session(person, row.pk, by=person, at=timezone.now())
    assert AuditEntry.objects.get(action="sessions_ended").data["count"] == 1


def test_a_foreign_one_is_not_ended(person, django_user_model):
    other = django_user_model.objects.create_user("other", password="x", display_name="另一人")
    browser = logged_in()
    row = UserSession.objects.get(session_key=browser.session.session_key)
    assert not sessions.end_session(other, row.pk, by=other, at=timezone.now())
    assert browser.get(PAGE).status_code == 200


def test_all_are_ended_even_those_that_no_list_knows(person):
    listed, unknown = logged_in(), logged_in()
    UserSession.objects.filter(session_key=unknown.session.session_key).delete()
    assert sessions.end_all_sessions(person, by=None, at=timezone.now(), why="test") == 1
    assert {browser.get(PAGE).status_code for browser in (listed, unknown)} == {302}


def test_a_session_that_got_another_id_stays_in_the_list(person):
    browser = logged_in()
    sessions.rename_session(browser.session.session_key, "another")
    assert UserSession.objects.get().session_key == "another"


def test_sessions_that_are_over_leave_the_list(person):
    over, going = logged_in(), logged_in()
    Session.objects.filter(pk=over.session.session_key).update(expire_date=timezone.now())
    assert sessions.forget_sessions(at=timezone.now()) == 1
    assert UserSession.objects.get().session_key == going.session.session_key
