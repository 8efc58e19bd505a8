"""Answers that are kept for a client that asks again."""

from django.conf import settings
from django.db import models


class KeptAnswer(models.Model):
    """What a request with an `Idempotency-Key` was answered, stored with what it did.

    A key counts for whoever sent it, on one address.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    # Method, address and body of the request, digested.
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_key"),
        ]
        indexes = [models.Index(fields=["at"], name="kept_answer_by_time")]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"


class RowChange(models.Model):
    """A row of another house that was written in a transaction: by a trigger of its table, so that
    nothing that is written stays unsaid. Lives until it is numbered.
    """

    kind = models.CharField(max_length=12)
    row = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"


class FeedEntry(models.Model):
    """The place of a row in the order in which changes became known: its last one counts.

    Numbered after the transaction has ended and by one at a time, so that whoever has read up to a
    position has missed nothing before it.
    """

    kind = models.CharField(max_length=12)
    row = models.BigIntegerField()
    position = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "row"], name="one_place_in_feed"),
            models.UniqueConstraint(fields=["kind", "position"], name="feed_by_position"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}: {self.position}"
