"""Log-ins in the ledger: by name where there is a person, never what was typed instead."""

from __future__ import annotations

import pytest
from django.test import Client

from core.models import AuditEntry

pytestmark = pytest.mark.django_db


def lines():
    entries = AuditEntry.objects.filter(action__startswith="log").order_by("pk")
    return [(entry.action, entry.target, entry.actor_id) for entry in entries]


def attempt(browser, username, password):
    return browser.post("/accounts/login/", {"username": username, "password": password})


def test_who_gets_in_and_out_has_a_line(person):
    browser = Client(REMOTE_ADDR="192.0.2.7")
    attempt(browser, "lina", "right-password")
    browser.post("/accounts/logout/")
    assert lines() == [("logged_in", "lina", person.pk), ("logged_out", "lina", person.pk)]
    entry = AuditEntry.objects.get(action="logged_in")
    assert entry.data == {"address": "192.0.2.7", "methods": ["password"]}


def test_a_wrong_password_is_nobodys_act_and_names_only_people(person):
    attempt(Client(), "lina", "wrong")
    attempt(Client(), "right-password", "lina")
    assert lines() == [("log_in_failed", "lina", None), ("log_in_failed", "", None)]
    kept = str(list(AuditEntry.objects.values_list("target", "reason", "data")))
    assert "right-password" not in kept and "wrong" not in kept


def test_a_flood_of_tries_is_no_flood_of_lines(person):
    browser = Client()
    for _again in range(40):
        attempt(browser, "lina", "wrong")
    actions = [action for action, _target, _actor in lines()]
    assert actions == [*["log_in_failed"] * 5, "log_in_locked"]
