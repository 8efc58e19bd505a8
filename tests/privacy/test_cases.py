"""Every table with something personal says where its rows belong, and the way leads to a ticket."""

import pytest

from privacy.cases import OTHERS, tables_of_cases, undecided_tables
from privacy.domain.classes import FieldClass
from tickets.record.models import Ticket

pytestmark = pytest.mark.django_db


def test_of_every_table_somebody_has_said_where_it_belongs():
    assert undecided_tables() == [], "say `of_case` or `not_of_case` in the house's privacy.py"


def test_no_table_is_both():
    assert not {rows.label for rows in tables_of_cases()} & OTHERS.keys()


@pytest.mark.parametrize("rows", tables_of_cases(), ids=lambda rows: rows.label)
def test_the_way_leads_to_the_ticket(rows):
    assert list(rows.of_tickets([0])) == []


def test_what_is_emptied_follows_from_the_class():
    of_ticket = next(rows for rows in tables_of_cases() if rows.model is Ticket)
    fields = dict(of_ticket.personal_fields())
    assert fields["summary"] is FieldClass.TEXT
    assert "accepted_name" not in fields, "who worked on it stays"
    assert "tier" not in fields
    assert of_ticket.emptied_values().keys() == fields.keys()
