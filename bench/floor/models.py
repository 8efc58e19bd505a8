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
    code = models.TextField()

    class Meta:
        managed = False
        db_table = "customers_customer"


class Channel(Named):
    code = models.TextField()

    class Meta:
        managed = False
        db_table = "customers_channel"


class Kind(Named):
    class Meta:
        managed = False
        db_table = "tickets_slakind"


class Asset(models.Model):
    serial = models.TextField()

    class Meta:
        managed = False
        db_table = "customers_asset"


class ListedTicket(models.Model):
    """What pages and the REST interface both list of a ticket."""

    number = models.TextField()
    summary = models.TextField()
    status = models.TextField()
    tier = models.TextField()
    wait_reason = models.TextField()
    is_open = models.BooleanField()
    next_due_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField()
    customer = models.ForeignKey(Customer, models.DO_NOTHING)
    channel = models.ForeignKey(Channel, models.DO_NOTHING)
    department = models.ForeignKey(Department, models.DO_NOTHING, null=True)
    assignee = models.ForeignKey(User, models.DO_NOTHING, null=True)

    class Meta:
        abstract = True


class Ticket(ListedTicket):
    original_text = models.TextField()
    search_text = models.TextField()

    class Meta:
        managed = False
        db_table = "tickets_ticket"


class RestTicket(ListedTicket):
    """The columns of a row that the product's REST interface lists."""

    issue_no = models.TextField(null=True)
    external_id = models.TextField(null=True)
    priority = models.TextField()
    nature = models.TextField()
    business_type = models.TextField()
    issue_type_id = models.BigIntegerField(null=True)
    contact_id = models.BigIntegerField(null=True)
    asset = models.ForeignKey(Asset, models.DO_NOTHING, null=True)
    promised_at = models.DateTimeField(null=True)
    first_responded_at = models.DateTimeField(null=True)
    fixed_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reopen_count = models.IntegerField()
    version = models.IntegerField()
    updated_at = models.DateTimeField()

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


class NewTicket(models.Model):
    """What is registered over REST: rows of `bench.floor.tables`."""

    number = models.TextField()
    external_id = models.TextField(null=True)
    summary = models.TextField()
    status = models.TextField(default="new")
    tier = models.TextField(default="general")
    priority = models.TextField(default="low")
    is_open = models.BooleanField(default=True)
    customer = models.ForeignKey(Customer, models.DO_NOTHING)
    channel = models.ForeignKey(Channel, models.DO_NOTHING)
    created_by = models.ForeignKey(User, models.DO_NOTHING)
    reported_at = models.DateTimeField()
    next_due_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        managed = False
        db_table = "floor_rest_ticket"


class NewMessage(models.Model):
    ticket = models.ForeignKey(NewTicket, models.DO_NOTHING)
    body = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.DO_NOTHING)

    class Meta:
        managed = False
        db_table = "floor_rest_message"


class NewEvent(models.Model):
    ticket = models.ForeignKey(NewTicket, models.DO_NOTHING)
    kind = models.TextField()
    at = models.DateTimeField()
    actor = models.ForeignKey(User, models.DO_NOTHING)

    class Meta:
        managed = False
        db_table = "floor_rest_event"


class NewClock(models.Model):
    ticket = models.ForeignKey(NewTicket, models.DO_NOTHING)
    kind = models.TextField()
    due_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "floor_rest_clock"
