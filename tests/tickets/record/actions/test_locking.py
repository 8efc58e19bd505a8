"""Taking a ticket in hand: the version that was seen, the states that may change, what it is found by."""

import pytest
from django.db import transaction

from core.errors import LawBroken, StaleVersion
from tests.fixtures import COMPANY, CONTACT, PHONE, at_once, moment, reported
from tickets.record.actions import locking
from tickets.record.domain.judgement import judgement_of
from tickets.record.enums import Priority, Status, Tier
from tickets.record.models import Ticket
from tickets.work.actions import triage

pytestmark = pytest.mark.django_db

AT = moment("2024-05-06 09:00")
FINISHED = {Status.RESOLVED, Status.CLOSED, Status.CANCELLED, Status.MERGED, Status.ARCHIVED}


def test_a_ticket_is_taken_by_the_version_that_was_seen(cast):
    ticket = reported(cast, AT)
    assert locking.lock_ticket(ticket, version=ticket.version).pk == ticket.pk
    Ticket.objects.filter(pk=ticket.pk).update(version=ticket.version + 1, summary="别的问题")
    assert locking.lock_ticket(ticket).summary == "别的问题", "without a version as it is now"
    with pytest.raises(StaleVersion):
        locking.lock_ticket(ticket, version=ticket.version)


def test_a_locked_ticket_brings_its_neighbours(cast, django_assert_num_queries):
    ticket = locking.lock_ticket(reported(cast, AT))
    with django_assert_num_queries(0):
        assert (ticket.customer.name, ticket.contact.name) == (COMPANY, CONTACT)
        assert ticket.channel.name == "邮件"


def test_whoever_judges_an_older_sight_is_told_who_was_faster(cast):
    ticket = reported(cast, AT)
    seen = judgement_of(ticket)
    locking.require_as_seen(ticket, seen)
    locking.require_as_seen(ticket, None)
    supervisor = cast.staff["supervisor"]
    changed = triage.change_tier(
        ticket, by=supervisor, at=AT, tier=Tier.IMPORTANT, priority=Priority.MEDIUM, reason="扩大"
    )
    with pytest.raises(LawBroken, match=str(supervisor)):
        locking.require_as_seen(changed, seen)


@pytest.mark.parametrize("status", Status)
def test_what_is_finished_is_changed_no_more(status):
    ticket = Ticket(status=status)
    if status in FINISHED:
        with pytest.raises(LawBroken):
            locking.require_unsolved(ticket)
    else:
        locking.require_unsolved(ticket)
    if status in FINISHED - {Status.RESOLVED}:
        with pytest.raises(LawBroken):
            locking.require_editable(ticket)
    else:
        locking.require_editable(ticket)


def test_people_are_found_apart_from_the_matter(cast):
    ticket = reported(cast, AT, summary="油温报警")
    locking.refresh_search_text(ticket)
    assert ticket.number in ticket.search_text
    assert "油温报警" in ticket.search_text
    assert PHONE not in ticket.search_text and CONTACT not in ticket.search_text
    assert PHONE in ticket.people_text and CONTACT in ticket.people_text


def test_a_long_text_does_not_push_the_number_out(cast):
    ticket = reported(cast, AT, original_text="很长" * 5000)
    locking.refresh_search_text(ticket)
    assert len(ticket.search_text) == locking.SEARCH_LIMIT
    assert ticket.search_text.startswith(ticket.number)


def test_a_batch_stores_what_changed_and_nothing_else(cast):
    first, second = reported(cast, AT), reported(cast, AT, summary="另一件")
    batch = locking.TicketBatch([first.pk, second.pk])
    changed, left = batch.by_key[first.pk], batch.by_key[second.pk]
    versions = changed.version, left.version
    changed.survey_waived_reason, changed.assignee = "客户拒绝", cast.staff["engineer"]
    left.summary = "不保存"
    batch.store([changed], by=cast.staff["agent"], at=AT)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.survey_waived_reason, first.assignee) == ("客户拒绝", cast.staff["engineer"])
    assert (first.version, first.updated_by) == (versions[0] + 1, cast.staff["agent"])
    assert (second.version, second.summary) == (versions[1], "另一件")


@pytest.mark.django_db(transaction=True)
def test_a_batch_leaves_what_somebody_works_on(cast):
    held, free = reported(cast, AT), reported(cast, AT, summary="另一件")
    with transaction.atomic():
        locking.lock_ticket(held)
        (taken,) = at_once(1, lambda _n: batch_keys([held.pk, free.pk]))
    assert taken == {free.pk}


def batch_keys(keys):
    with transaction.atomic():
        return set(locking.TicketBatch(keys).by_key)
