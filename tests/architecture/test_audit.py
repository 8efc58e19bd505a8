"""The audit ledger speaks in words: every action that code can write has them, and the page shows them."""

import ast
import importlib
from html import unescape
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from core.actions import audit
from core.enums import AUDIT_WORDS, audited
from core.models import AuditEntry
from tests.fixtures import browser_of

ROOT = Path(__file__).resolve().parents[2]
HOUSES = (
    "accounts",
    "analytics",
    "archive",
    "calendars",
    "portal",
    "core",
    "customers",
    "feedback",
    "knowledge",
    "notifications",
    "operations",
    "tickets",
    "plans",
)


def records():
    """Every place that writes to the ledger: file, line, and what it names the action by."""
    for path in sorted(
        path
        for house in (
            *HOUSES,
            "aftersales",
            "documents",
            "metrics",
            "analytics",
            "pages",
            "privacy",
        )
        for path in (ROOT / house).rglob("*.py")
    ):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.write_audit_entry":
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.args[0]


def words_of(house):
    """The house's `Audited`; a house with wings keeps it in its lowest one."""
    wing = "tickets.record" if house == "tickets" else house
    return importlib.import_module(f"{wing}.enums").Audited


def test_every_line_of_the_ledger_is_named_by_the_words_of_its_house():
    """A member of the house's `Audited`, or `Audited(…)`, or a name that is typed so; never a text of its own."""
    found = list(records())
    assert len(found) > 10
    for place, action in found:
        house = words_of(place.split("/")[0])
        named = ast.unparse(action)
        assert named.startswith("Audited") or named == "action", f"{place}: {named}"
        assert not isinstance(action, ast.Attribute) or hasattr(house, action.attr), (
            f"{place}: {named}"
        )


def test_every_form_that_leaves_the_house_has_its_words():
    from tickets.transfer.exports import forms

    assert {f"export_{code.lower()}" for code in forms.known_codes()} <= set(
        words_of("tickets").values
    )


@pytest.mark.django_db
def test_an_action_without_words_is_not_written():
    with pytest.raises(audit.Unworded):
        audit.write_audit_entry("something_new", by=None, at=timezone.now())
    assert not AuditEntry.objects.filter(action="something_new").exists()


def test_no_two_houses_use_one_code():
    words = sum(len(words_of(house)) for house in HOUSES)
    assert len(AUDIT_WORDS) == words
    with pytest.raises(ValueError, match="rules_published"):
        audited(words_of("tickets"))


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_shows_words_and_filters_by_them(language):
    keeper = User.objects.create_superuser(
        "keeper", "keeper@example.com", "x", display_name="管理员", language=language
    )
    browser, url = browser_of(keeper), reverse("admin:core_auditentry_changelist")
    entries = [
        audit.write_audit_entry(code, by=keeper, at=timezone.now(), target=f"thing {code}")
        for code in AUDIT_WORDS
    ]
    page = unescape(browser.get(url).content.decode())
    with translation.override(language):
        for entry in entries:
            assert entry.action_label in page
            assert f">{entry.action}<" not in page
    shown = browser.get(url, {"action": "rules_published"}).content.decode()
    assert "thing rules_published" in shown
    assert "thing rules_restored" not in shown
    with translation.override(language):
        assert (
            entries[0].action_label
            in browser.get(
                reverse("admin:core_auditentry_change", args=[entries[0].pk])
            ).content.decode()
        )


@pytest.mark.django_db
def test_a_code_of_an_older_release_is_shown_as_it_is():
    entry = AuditEntry.objects.create(action="signed_in", at=timezone.now(), target="x")
    assert entry.action_label == "signed_in"
