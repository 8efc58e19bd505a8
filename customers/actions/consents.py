"""What a person has agreed to, and no longer."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.actions import audit
from core.errors import LawBroken
from customers.actions.people import raise_version
from customers.enums import Audited, ConsentPurpose
from customers.models import ConsentRecord, Contact

EVIDENCE_LENGTH = 300


@transaction.atomic
def record_consent(
    contact: Contact,
    *,
    by: User | None,
    at: datetime,
    purpose: str,
    evidence: str,
    scope: str = "",
    given_at: datetime | None = None,
) -> ConsentRecord:
    """Keep that a person agreed. Nobody records it where the person agreed on a page.

    Raises `LawBroken` for a moment to come.
    """
    given_at = given_at or at
    if given_at > at:
        raise LawBroken(_("This time is in the future."), field="given_at")
    # As every action that touches both: the customer before its people.
    raise_version(contact.customer_id)
    consent = ConsentRecord.objects.create(
        contact=contact,
        purpose=purpose,
        scope=scope.strip(),
        evidence=evidence.strip()[:EVIDENCE_LENGTH],
        given_at=given_at,
        recorded_at=at,
        recorded_by=by,
    )
    _follow_marketing(contact)
    _audit(consent, Audited.CONSENT_GIVEN, by=by, at=at)
    return consent


@transaction.atomic
def withdraw_consent(consent: ConsentRecord, *, by: User, at: datetime) -> ConsentRecord:
    """It holds no longer. Raises `LawBroken` for one that was withdrawn before."""
    raise_version(consent.contact.customer_id)
    consent = ConsentRecord.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if consent.withdrawn_at is not None:
        raise LawBroken(_("This consent has been withdrawn already."))
    consent.withdrawn_at = at
    consent.save(update_fields=["withdrawn_at"])
    _follow_marketing(consent.contact)
    _audit(consent, Audited.CONSENT_WITHDRAWN, by=by, at=at)
    return consent


def _follow_marketing(contact: Contact) -> None:
    """The mark of the contact says whether a consent holds."""
    agreed = contact.consents.filter(purpose=ConsentPurpose.MARKETING, withdrawn_at__isnull=True)
    Contact.objects.filter(pk=contact.pk).update(has_marketing_consent=agreed.exists())


def _audit(consent: ConsentRecord, action: Audited, *, by: User | None, at: datetime) -> None:
    target = f"contact {consent.contact_id}"
    audit.write_audit_entry(action, by=by, at=at, target=target, purpose=consent.purpose)
