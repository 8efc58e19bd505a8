"""What may be evidence stays as it is."""

import pytest

from archive.actions import holds
from archive.models import ArchiveRecord
from core.errors import LawBroken, NotAllowed
from core.models import AuditEntry
from tests.archive.support import ARCHIVED, DAY, archived
from tickets.record.enums import EventKind
from tickets.record.models import TicketEvent

pytestmark = pytest.mark.django_db
AT = ARCHIVED + DAY


def test_a_hold_is_set_and_lifted_with_a_reason_and_stands_in_both_ledgers(cast):
    record = archived(cast)
    manager = cast.staff["manager"]
    holds.set_hold(record, by=manager, at=AT, reason="诉讼未结")
    assert ArchiveRecord.objects.get().has_legal_hold
    assert ArchiveRecord.objects.get().hold_reason == "诉讼未结"
    holds.lift_hold(record, by=manager, at=AT + DAY, reason="已结案")
    assert not ArchiveRecord.objects.get().has_legal_hold
    kinds = TicketEvent.objects.filter(note__in=["诉讼未结", "已结案"]).values_list(
        "kind", flat=True
    )
    assert set(kinds) == {EventKind.HELD, EventKind.RELEASED}
    assert AuditEntry.objects.filter(target=f"file {record.file_no}").count() == 2


def test_only_who_may_holds_a_file(cast):
    with pytest.raises(NotAllowed):
        holds.set_hold(archived(cast), by=cast.staff["agent"], at=AT, reason="诉讼未结")


def test_what_does_not_fit_is_refused(cast):
    record = archived(cast)
    manager = cast.staff["manager"]
    with pytest.raises(LawBroken, match="没有法律保全"):
        holds.lift_hold(record, by=manager, at=AT, reason="已结案")
    with pytest.raises(LawBroken, match="原因"):
        holds.set_hold(record, by=manager, at=AT, reason=" ")
    holds.set_hold(record, by=manager, at=AT, reason="诉讼未结")
    with pytest.raises(LawBroken, match="已处于"):
        holds.set_hold(record, by=manager, at=AT, reason="再次")
    ArchiveRecord.objects.update(has_legal_hold=False, disposed_at=AT)
    with pytest.raises(LawBroken, match="已经去除"):
        holds.set_hold(record, by=manager, at=AT, reason="太晚")
