"""Who asked to be forgotten is not back after a restore: the orders lie outside the database too."""

import pytest
from django.conf import settings as desk

from archive.actions import disposal
from archive.actions.erasure_list import note_erasures, order_again
from archive.models import DisposalRun
from archive.tasks import carry_on_disposal
from customers.models import Contact
from privacy.domain.classes import HIDDEN
from tests.archive.support import ARCHIVED, CONTACT, DAY, PHONE, archived
from tests.support.all_rows import tables_that_hold

pytestmark = pytest.mark.django_db
AT = ARCHIVED + DAY


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ledger" / "erasures.jsonl"


@pytest.fixture
def ordered(cast):
    archived(cast)
    contact = Contact.objects.get(name=CONTACT)
    order = {"by": cast.staff["manager"], "at": AT, "reason": "本人来信要求删除"}
    disposal.order_erasure(contact, **order)
    return contact


def test_an_order_is_noted_once_and_says_nothing_of_the_person(ordered, path):
    assert [note_erasures(path), note_erasures(path)] == [1, 0]
    assert f'"contact": {ordered.pk}' in path.read_text() and CONTACT not in path.read_text()


def test_a_desk_that_forgot_the_order_carries_it_out_again(ordered, path):
    """As a backup that was made before the order brings it back."""
    note_erasures(path)
    DisposalRun.objects.all().delete()
    assert order_again(path) == 1
    assert order_again(path) == 0, "it is given already"
    disposal.carry_on_disposal(at=AT + DAY, limit=100)
    assert tables_that_hold(CONTACT, PHONE) == []
    DisposalRun.objects.all().delete()
    assert order_again(path) == 0, "nobody is there any more"


def test_who_is_not_in_the_backup_needs_no_order(ordered, path):
    note_erasures(path)
    DisposalRun.objects.all().delete()
    Contact.objects.filter(pk=ordered.pk).update(name=HIDDEN)
    assert order_again(path) == 0
    assert order_again(path.with_name("none.jsonl")) == 0


def test_half_a_line_spoils_no_other(ordered, path):
    note_erasures(path)
    whole = path.read_text()
    path.write_text(whole + '{"contact": 7')
    assert note_erasures(path) == 0 and order_again(path) == 0
    DisposalRun.objects.all().delete()
    assert order_again(path) == 1


def test_the_job_notes_before_it_removes(ordered, path, settings):
    settings.ERASURE_LIST = str(path)
    assert str(path) == desk.ERASURE_LIST
    carry_on_disposal()
    assert len(path.read_text().splitlines()) == 1
    assert DisposalRun.objects.get().finished_at is not None
