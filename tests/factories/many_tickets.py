"""Many tickets at once, written by the database out of few."""

from django.db import connection

from tickets.record.models import Ticket


def copies_of(row, count, **columns):
    """Many rows like one, straight into the table; `columns` are SQL over the running number `n` (from 1) and the copied row `r`."""
    table = row._meta.db_table
    names = [field.column for field in row._meta.concrete_fields if field.column != "id"]
    told = ", ".join(f"({columns[name]})" if name in columns else f"r.{name}" for name in names)
    assert set(columns) <= set(names), set(columns) - set(names)
    with connection.cursor() as cursor:
        source = f"{table} r CROSS JOIN generate_series(1, {count}) n WHERE r.id = {row.pk}"
        cursor.execute(f"INSERT INTO {table} ({', '.join(names)}) SELECT {told} FROM {source}")


def tickets_like(ticket, count, **columns):
    """Tickets with numbers of their own and without clocks."""
    start = Ticket.objects.count()
    copies_of(
        ticket,
        count,
        number=f"'209901-' || lpad(({start} + n)::text, 5, '0')",
        issue_no="NULL",
        **columns,
    )
