"""Personal data go when they were kept long enough; every figure stays."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from archive.actions import disposal, holds
from archive.enums import DisposalKind
from archive.models import ArchiveRecord, DisposalRun
from core.errors import LawBroken, NotAllowed
from customers.models import Contact
from documents.models import StoredFile
from documents.storages import kept_files
from feedback.models import Survey
from metrics.domain.figures import FigureScope, FigureSpan
from metrics.queries.measure import measured_figure
from metrics.queries.registry import REGISTRY
from tests.archive.support import ARCHIVED, CONTACT, DAY, PHONE, REPORTED, archived
from tests.fixtures import moment
from tests.support.all_rows import tables_that_hold
from tickets.record.enums import EventKind
from tickets.record.models import Ticket, TicketEvent

pytestmark = pytest.mark.django_db
DUE = moment("2027-06-03 08:00")
UNTIL = date(2027, 6, 3)
SPAN = FigureSpan(date(2024, 5, 1), date(2024, 5, 31))


def all_figures():
    return [measured_figure(key, FigureScope(), SPAN, at=DUE) for key in REGISTRY]


def carried_out(cast, at=DUE, until=UNTIL):
    disposal.order_retention(by=cast.staff["manager"], at=at, until=until)
    disposal.carry_on_disposal(at=at, limit=100)
    return DisposalRun.objects.get()


def test_nothing_is_removed_before_its_day(cast):
    archived(cast)
    for day, at in ((date(2027, 6, 2), DUE), (UNTIL, DUE - DAY)):
        with pytest.raises(LawBroken):
            disposal.order_retention(by=cast.staff["manager"], at=at, until=day)
    assert not DisposalRun.objects.exists()


def test_after_it_nobody_can_tell_whose_ticket_it_was(cast, django_capture_on_commit_callbacks):
    record = archived(cast)
    path = record.ticket.attachments.get().file.relative_path
    Contact.objects.update(created_at=REPORTED)
    with django_capture_on_commit_callbacks(execute=True):
        run = carried_out(cast)
    assert run.finished_at == DUE
    assert run.disposed == 1
    assert tables_that_hold(CONTACT, PHONE) == []
    assert not kept_files().exists(path)
    assert not StoredFile.objects.exists()
    record.refresh_from_db()
    assert record.disposed_at == DUE
    assert record.file_no == "DA-202406-001"
    assert Ticket.objects.get().contact is None
    line = TicketEvent.objects.get(kind=EventKind.DISPOSED)
    assert line.actor == cast.staff["manager"]


def test_every_figure_stays(cast):
    archived(cast)
    before = all_figures()
    assert any(figure.value for figure in before)
    carried_out(cast)
    assert all_figures() == before
    assert Survey.objects.get().overall == 5


def test_a_legal_hold_blocks_it(cast):
    record = archived(cast)
    manager = cast.staff["manager"]
    holds.set_hold(record, by=manager, at=ARCHIVED, reason="诉讼未结")
    with pytest.raises(LawBroken, match="没有到期"):
        disposal.order_retention(by=manager, at=DUE, until=UNTIL)
    other = archived(cast, reported=REPORTED + DAY)
    carried_out(cast)
    assert ArchiveRecord.objects.undisposed().get() == record
    assert ArchiveRecord.objects.get(pk=other.pk).disposed_at == DUE


def test_who_is_still_served_keeps_the_name(cast):
    archived(cast)
    archived(cast, at=ARCHIVED + 400 * DAY, reported=REPORTED + 400 * DAY)
    Contact.objects.update(created_at=REPORTED)
    carried_out(cast)
    assert Contact.objects.filter(name=CONTACT, phone=PHONE).exists()


def test_only_who_may_orders_it(cast):
    archived(cast)
    with pytest.raises(NotAllowed):
        disposal.order_retention(by=cast.staff["supervisor"], at=DUE, until=UNTIL)


def test_one_order_at_a_time(cast):
    archived(cast)
    disposal.order_retention(by=cast.staff["manager"], at=DUE, until=UNTIL)
    with pytest.raises(LawBroken, match="执行中"):
        disposal.order_retention(by=cast.staff["manager"], at=DUE, until=UNTIL)


def test_a_run_goes_on_where_it_was_stopped(cast, monkeypatch):
    monkeypatch.setattr(disposal, "STEP", 1)
    for n in range(3):
        archived(cast, reported=REPORTED + n * DAY)
    disposal.order_retention(by=None, at=DUE, until=UNTIL)
    assert disposal.carry_on_disposal(at=DUE, limit=2) == 2
    assert DisposalRun.objects.get().finished_at is None
    assert disposal.carry_on_disposal(at=DUE + DAY, limit=10) == 1
    assert DisposalRun.objects.get().finished_at == DUE + DAY
    assert TicketEvent.objects.filter(kind=EventKind.DISPOSED).count() == 3


def test_a_ledger_forgets_nothing_without_an_order_and_never_more_than_texts(cast):
    record = archived(cast)
    lines = TicketEvent.objects.filter(ticket=record.ticket)
    run = DisposalRun.objects.create(
        kind=DisposalKind.RETENTION, until=UNTIL, requested_at=DUE, finished_at=DUE
    )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        lines.update(note="")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        disposal.permit_forgetting(run)
        lines.update(note="")
    DisposalRun.objects.update(finished_at=None)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        disposal.permit_forgetting(run)
        lines.update(actor=None, at=DUE)
    with transaction.atomic():
        disposal.permit_forgetting(run)
        assert lines.update(note="") == lines.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('aftersales.disposal', '', true)")
