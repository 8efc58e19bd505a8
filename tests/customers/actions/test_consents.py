"""Consents are kept with how they are known; a withdrawn one is kept too."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import LawBroken
from core.models import AuditEntry
from customers.actions import consents
from customers.enums import ConsentPurpose
from customers.models import ConsentRecord, Contact
from tests.fixtures import browser_of, cast, play_of

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def agreed(cast, purpose=ConsentPurpose.MARKETING, **told):
    contact = Contact.objects.first()
    at = timezone.now()
    by = cast.staff["agent"]
    return consents.record_consent(contact, by=by, at=at, purpose=purpose, evidence="邮件", **told)


def test_given_and_withdrawn(cast):
    consent = agreed(cast)
    assert Contact.objects.get(pk=consent.contact_id).has_marketing_consent
    later = timezone.now() + HOUR
    consents.withdraw_consent(consent, by=cast.staff["agent"], at=later)
    consent.refresh_from_db()
    assert consent.withdrawn_at == later
    assert not Contact.objects.get(pk=consent.contact_id).has_marketing_consent
    with pytest.raises(LawBroken, match="撤回"):
        consents.withdraw_consent(consent, by=cast.staff["agent"], at=later)
    actions = AuditEntry.objects.filter(action__startswith="consent_").values_list("action")
    assert {action for (action,) in actions} == {"consent_given", "consent_withdrawn"}


def test_another_purpose_is_no_consent_to_commercial_messages(cast):
    consent = agreed(cast, ConsentPurpose.SHARE)
    assert not Contact.objects.get(pk=consent.contact_id).has_marketing_consent


def test_nobody_agrees_in_the_future(cast):
    with pytest.raises(LawBroken) as refused:
        agreed(cast, given_at=timezone.now() + HOUR)
    assert refused.value.field == "given_at"


def test_who_allows_remote_access_has_agreed_to_it(cast):
    at = timezone.now() - HOUR
    play = play_of(cast, at)
    play.say("已登记", at)
    play.accept(at)
    play.take_over(at)
    browser = browser_of(cast.staff["engineer"])
    sent = {
        "method": "remote",
        "phenomenon": "报错 E-01",
        "cause_class": "known_fault",
        "has_consent": "on",
    }
    assert browser.post(f"/tickets/{play.ticket.number}/do/diagnose/", sent).status_code == 302
    consent = ConsentRecord.objects.get()
    assert (consent.purpose, consent.scope) == (ConsentPurpose.REMOTE, play.ticket.number)
    assert consent.contact == play.ticket.contact


def test_the_page_of_the_contact_records_and_withdraws(cast):
    contact = Contact.objects.select_related("customer").first()
    browser = browser_of(cast.staff["agent"])
    page = f"/customers/{contact.customer.code}/contacts/{contact.pk}/"
    sent = {"purpose": "share", "evidence": ""}
    refused = browser.post(f"{page}consents/", sent)
    assert refused.status_code == 422
    assert "consent_evidence_error" in refused.content.decode()
    for _click in range(2):
        once = {**sent, "evidence": "签字授权书", "submit_id": "0" * 32}
        assert browser.post(f"{page}consents/", once).status_code == 302
    consent = ConsentRecord.objects.get()
    assert "签字授权书" in browser.get(f"{page}edit/").content.decode()
    for _click in range(2):
        assert browser.post(f"{page}consents/{consent.pk}/withdraw/").status_code == 302
    assert ConsentRecord.objects.get().withdrawn_at is not None
