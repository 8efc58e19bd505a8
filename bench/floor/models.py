"""The product's tables with no more columns than the pages of the floor show.

Nothing here makes or changes a table.
"""

# ruff: noqa: DJ008 — nobody reads them but templates that name the column

from django.db import models

from accounts.models import Department, User


class Named(models.Model):
    """A table of which the floor prints the name."""

    name = models.TextField()

    class Meta:
        abstract = True


class Customer(Named):
    class Meta:
        managed = False
        db_table = "customers_customer"


class Channel(Named):
    class Meta:
        managed = False
        db_table = "customers_channel"


class Kind(Named):
    class Meta:
        managed = False
        db_table = "tickets_slakind"


class Ticket(models.Model):
    number = models.TextField()
    summary = models.TextField()
    status = models.TextField()
    tier = models.TextField()
    wait_reason = models.TextField()
    original_text = models.TextField()
    search_text = models.TextField()
    is_open = models.BooleanField()
    next_due_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField()
    customer = models.ForeignKey(Customer, models.DO_NOTHING)
    channel = models.ForeignKey(Channel, models.DO_NOTHING)
    department = models.ForeignKey(Department, models.DO_NOTHING, null=True)
    assignee = models.ForeignKey(User, models.DO_NOTHING, null=True)

    class Meta:
        managed = False
        db_table = "tickets_ticket"


class Clock(models.Model):
    ticket = models.ForeignKey(Ticket, models.DO_NOTHING, related_name="clocks")
    kind = models.ForeignKey(Kind, models.DO_NOTHING)
    due_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "tickets_slaclock"


class Event(models.Model):
    ticket = models.ForeignKey(Ticket, models.DO_NOTHING, related_name="events")
    kind = models.TextField()
    at = models.DateTimeField()
    before = models.TextField()
    after = models.TextField()
    actor = models.ForeignKey(User, models.DO_NOTHING, null=True)

    class Meta:
        managed = False
        db_table = "tickets_ticketevent"
