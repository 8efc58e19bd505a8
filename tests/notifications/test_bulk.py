"""Rows written by the array: what a column refuses is refused, nothing is cut."""

from datetime import timedelta

import pytest
from django.db import DataError, transaction

from core.models.bulk import insert_many
from notifications.models import InboxItem
from tests.fixtures import moment

pytestmark = pytest.mark.django_db
AT = moment("2026-03-16 09:00")


def items(cast, keys, **told):
    same = {
        "user": cast.staff["agent"],
        "topic": "breach",
        "subject": "x",
        "path": "/",
        "created_at": AT,
        "shown_from": AT,
    }
    return [InboxItem(dedupe_key=key, **{**same, **told}) for key in keys]


def test_values_come_back_as_they_were_given(cast):
    data = {"a": [1, None, "NULL", "引号\"'"], "b": {}}
    insert_many(
        InboxItem,
        [
            *items(cast, ["1"], data=data, read_at=AT + timedelta(days=1)),
            *items(cast, ["2"], data={}, subject=""),
        ],
    )
    insert_many(InboxItem, items(cast, ["2", "3"]))
    found = {
        row.dedupe_key: row for row in InboxItem.objects.filter(dedupe_key__in=["1", "2", "3"])
    }
    assert (found["1"].data, found["1"].read_at, found["2"].subject, found["2"].read_at) == (
        data,
        AT + timedelta(days=1),
        "",
        None,
    )
    assert len(found) == 3


def test_what_is_too_long_is_refused_not_cut(cast):
    with pytest.raises(DataError), transaction.atomic():
        insert_many(InboxItem, items(cast, ["k" * 123 + str(n) for n in range(5)]))
    assert not InboxItem.objects.exists()
