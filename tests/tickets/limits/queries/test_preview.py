"""What the draft of the rules would have meant."""

from __future__ import annotations

from datetime import timedelta

from tests.factories.rulebooks import general_ack
from tests.fixtures import moment, reported
from tickets.limits.enums import Unit
from tickets.limits.queries import comparison, limit_terms
from tickets.limits.queries import rulebooks as reading

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

MONDAY = moment("2026-03-16 10:00")


def test_the_last_thirty_days_under_the_draft(cast):
    from tickets.work.actions import conversation

    for minutes in (10, 40, 90):
        ticket = reported(cast, MONDAY)
        conversation.record_contact(
            ticket,
            by=cast.staff["agent"],
            at=MONDAY + minutes * MINUTE,
            body="已联系",
            channel=ticket.channel,
        )
    reported(cast, MONDAY - 40 * DAY)
    general_ack(amount=30, unit=Unit.MINUTE)
    at = MONDAY + DAY
    replay = comparison.compare_last_days(
        limit_terms.load_rulebook(at), limit_terms.load_rulebook(at, data=reading.draft_data()), at
    )
    rows = {
        kind.code: (now.met, now.missed, draft.met, draft.missed)
        for kind, now, draft in replay.rows
    }
    assert rows["ack"] == (2, 1, 1, 2)
    assert (replay.tickets, replay.total) == (3, 3)
