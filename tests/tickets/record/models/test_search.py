"""What tickets are found by: the copies that the database keeps for the index."""

from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone

from core.work.record import store_row
from tests.fixtures import reported
from tickets.record.actions.locking import lock_ticket
from tickets.record.models import SearchText, Ticket

pytestmark = pytest.mark.django_db
AT = timezone.now()

migration = import_module("tickets.migrations.0044_search_texts_of_old_tickets")


def texts_of(model: type[SearchText] | type[Ticket]) -> set[tuple[int, str, str]]:
    return set(model.objects.values_list("pk", "search_text", "people_text"))


def place_of(ticket: Ticket) -> str:
    """Where its copy lies in the table: another place after each writing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid FROM tickets_searchtext WHERE ticket_id = %s", [ticket.pk])
        return cursor.fetchone()[0]


@pytest.fixture
def tickets(cast):
    return [reported(cast, AT, summary=summary) for summary in ("油温报警", "主轴异响")]


def test_every_ticket_has_its_copy(tickets):
    assert texts_of(SearchText) == texts_of(Ticket)
    assert len(texts_of(SearchText)) == len(tickets)


def test_the_copy_follows_however_a_text_is_written(tickets):
    one, other = tickets
    one.search_text = "由 save 写入"
    one.save()
    Ticket.objects.filter(pk=other.pk).update(people_text="由 update 写入")
    assert texts_of(SearchText) == texts_of(Ticket)
    found = SearchText.objects.matching("写入", with_people=True).values_list("pk", flat=True)
    assert set(found) == {one.pk, other.pk}
    assert set(Ticket.objects.matching("写入", with_people=False)) == {one}


def test_many_that_come_in_one_statement_and_without_triggers_have_theirs(tickets):
    columns = ", ".join(
        f'"{field.column}"'
        for field in Ticket._meta.concrete_fields
        if field.name not in ("id", "number", "issue_no")
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            f"INSERT INTO tickets_ticket (number, {columns})"
            f" SELECT 'many-' || n, {columns} FROM tickets_ticket, generate_series(1, 3) AS n"
            " WHERE id = %s",
            [tickets[0].pk],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert texts_of(SearchText) == texts_of(Ticket)
    assert len(texts_of(SearchText)) == len(tickets) + 3


def test_a_step_leaves_the_copy_alone(tickets):
    """The reason of the table: a step need not have the pairs of both texts indexed anew."""
    place = place_of(tickets[0])
    ticket = lock_ticket(tickets[0])
    ticket.remark, ticket.next_due_at = "已联系客户", AT
    store_row(ticket, by=None, at=AT)
    ticket.save()
    assert place_of(ticket) == place

    ticket.search_text = "另一段文字"
    ticket.save()
    assert place_of(ticket) != place


def test_old_tickets_get_theirs_and_newer_texts_stay(tickets, monkeypatch):
    one, other = tickets
    SearchText.objects.filter(pk=one.pk).delete()
    SearchText.objects.filter(pk=other.pk).update(search_text="同时写入的")
    monkeypatch.setattr(migration, "AT_ONCE", 1)
    for _run in range(2):
        migration.copy_texts(None, connection.schema_editor())
        assert SearchText.objects.get(pk=one.pk).search_text == one.search_text
        assert SearchText.objects.get(pk=other.pk).search_text == "同时写入的"
