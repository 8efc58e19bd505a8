"""What judges have seen of a ticket: one text that changes with each of its parts, and with no other."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from tickets.record.domain.judgement import judgement_of
from tickets.record.enums import Priority, Tier


@dataclass(frozen=True)
class Seen:
    tier: str = Tier.GENERAL
    priority: str = Priority.LOW
    department_id: int | None = 1
    assignee_id: int | None = None
    promised_at: datetime | None = None
    summary: str = "异响"


@pytest.mark.parametrize(
    "change",
    [
        {"tier": Tier.URGENT},
        {"priority": Priority.HIGH},
        {"department_id": None},
        {"assignee_id": 1},
        {"promised_at": datetime(2024, 5, 6, tzinfo=UTC)},
    ],
)
def test_each_part_shows(change):
    assert judgement_of(replace(Seen(), **change)) != judgement_of(Seen())


def test_nothing_else_does():
    assert judgement_of(replace(Seen(), summary="漏油")) == judgement_of(Seen())
