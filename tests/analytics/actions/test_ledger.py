"""What the audit ledger keeps of a data audit."""

import pytest

from analytics.actions.audits import begin_audit
from analytics.actions.ledger import (
    note_about_audit,
    note_about_award,
    note_about_rectification,
    note_export_of_awards,
)
from analytics.enums import Audited
from core.models import AuditEntry
from tests.factories.awards import proposed
from tests.factories.records import MONDAY, NEXT_MONDAY, SUNDAY
from tests.factories.rectification import open_requests
from tests.fixtures import cast

__all__ = ["cast"]
pytestmark = pytest.mark.django_db


def test_a_line_names_the_audit_and_its_period(cast):
    manager = cast.staff["manager"]
    audit = begin_audit(by=manager, at=NEXT_MONDAY, first_on=MONDAY, last_on=SUNDAY)
    note_about_audit(audit, Audited.EXPORT_F23, by=manager, at=NEXT_MONDAY, ending="xlsx")
    line = AuditEntry.objects.get(action="export_f23")
    assert (line.actor, line.target) == (manager, f"audit {audit.pk}")
    assert line.data == {"period": "2024-05-06 – 2024-05-12", "ending": "xlsx"}


def test_a_list_of_devices_is_named_by_its_request(cast):
    manager, request = cast.staff["manager"], open_requests(cast)
    action = Audited.EXPORT_RECTIFICATION
    note_about_rectification(request, action, by=manager, at=NEXT_MONDAY)
    line = AuditEntry.objects.get(action="export_rectification")
    assert (line.actor, line.target) == (manager, "rectification ZG-202603-001")


def test_an_award_is_named_by_its_number_and_a_list_by_its_period(cast):
    manager, award = cast.staff["manager"], proposed(cast)
    note_about_award(award, Audited.AWARD_GRANTED, by=manager, at=NEXT_MONDAY)
    note_export_of_awards(by=manager, at=NEXT_MONDAY, period="", kind="")
    line, export = AuditEntry.objects.filter(
        action__in=["award_granted", "export_awards"]
    ).order_by("pk")
    assert (line.target, line.data) == (f"award {award.number}", {"period": "2026-10"})
    assert (export.target, export.data) == ("awards", {"kind": ""})
