"""Publishing the rules: a draft counts once it is published, with a right, a reason and a change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import LawBroken, NotAllowed
from core.models import AuditEntry
from tests.factories.rulebooks import general_ack, publish
from tests.fixtures import at_once, moment, reported, small_cast
from tests.support.rule_drafts import keys
from tests.tickets.world import clock
from tickets.limits.actions import rulebooks
from tickets.limits.enums import Unit
from tickets.limits.queries import rulebooks as reading

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

MONDAY = moment("2026-03-16 10:00")


def test_a_draft_counts_only_once_it_is_published(cast):
    general_ack(amount=30, unit=Unit.MINUTE)
    assert clock(reported(cast, MONDAY), "ack").due_at == MONDAY + HOUR
    book = publish(cast, reason="首次响应缩短到 30 分钟")
    assert clock(reported(cast, MONDAY), "ack").due_at == MONDAY + 30 * MINUTE
    assert (book.number, book.reason, book.published_by) == (
        2,
        "首次响应缩短到 30 分钟",
        cast.staff["admin"],
    )
    assert AuditEntry.objects.filter(action="rules_published", target="v2").exists()


def test_publishing_needs_a_right_a_reason_and_a_change(cast):
    general_ack(amount=2)
    with pytest.raises(NotAllowed):
        rulebooks.publish_rulebook(by=cast.staff["manager"], at=MONDAY, reason="x")
    with pytest.raises(LawBroken) as error:
        publish(cast, reason="  ")
    assert error.value.field == "reason"
    seen = reading.fingerprint_of(reading.draft_data())
    general_ack(amount=3)
    with pytest.raises(LawBroken):
        publish(cast, seen=seen)
    publish(cast)
    with pytest.raises(LawBroken):
        publish(cast)


@pytest.mark.django_db(transaction=True)
def test_of_two_orders_at_once_one_wins_whole():
    small_cast()
    first, second, third = keys()
    orders = [[third, second, first], [second, third, first]]
    outcomes = at_once(
        2, lambda n: rulebooks.reorder_rules(wanted=orders[n], seen=[first, second, third])
    )
    (winner,) = [n for n, outcome in enumerate(outcomes) if outcome is None]
    assert isinstance(outcomes[1 - winner], rulebooks.DraftChanged)
    assert keys() == orders[winner]
