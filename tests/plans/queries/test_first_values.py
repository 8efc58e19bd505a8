"""What the empty forms of a new plan and of a retrospective propose."""

from datetime import date

import pytest
from django.utils import timezone

from metrics.domain.figures import FigureSpan
from plans.actions import drafting
from plans.forms import PlanForm
from plans.queries.first_values import (
    MANY_FIELDS,
    PLAIN_FIELDS,
    blank_values,
    copied_values,
    proposed_period,
    retrospective_values,
    stored_values,
    ticket_values,
)
from tests.fixtures import moment, reported

TODAY = date(2024, 12, 20)


def test_a_new_plan_takes_sixty_days():
    assert proposed_period(TODAY) == FigureSpan(date(2024, 12, 20), date(2025, 2, 18))


@pytest.mark.parametrize(
    ("at", "first", "last"),
    [
        ("2024-03-01 00:00", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-01-31 23:59", date(2023, 12, 1), date(2023, 12, 31)),
    ],
)
def test_a_retrospective_is_about_the_last_month(at, first, last):
    values = retrospective_values(moment(at))
    assert (values["period_from"], values["period_to"]) == (first, last)
    assert values["held_at"] == moment(at)


def test_every_field_of_the_first_page_has_its_stored_value():
    assert {*PLAIN_FIELDS, *MANY_FIELDS} == set(PlanForm.base_fields) - {"submit_id"}


@pytest.mark.django_db
def test_a_copy_is_as_long_as_its_source_and_begins_today(cast):
    source = drafting.create_plan(
        by=cast.staff["manager"],
        at=timezone.now(),
        name="投诉处理流程优化",
        start_date=date(2024, 7, 1),
        end_date=date(2024, 7, 31),
        background="渠道分散",
        channels=[cast.channels["邮件"]],
        baseline_from=date(2024, 4, 1),
        baseline_to=date(2024, 6, 30),
    )
    values = blank_values(cast.staff["supervisor"], TODAY) | copied_values(source, TODAY)
    assert (values["start_date"], values["end_date"]) == (TODAY, date(2025, 1, 19))
    assert (values["name"], values["copied_from"]) == (source.name, source.pk)
    assert values["owner"] == cast.staff["supervisor"]
    assert values["channels"] == [cast.channels["邮件"]]
    assert not {"background", "baseline_from", "baseline_to"} & set(values)
    assert stored_values(source)["background"] == "渠道分散"


@pytest.mark.django_db
def test_a_ticket_gives_its_words_and_its_kind(cast):
    ticket = reported(cast, moment("2024-07-10 09:00"))
    values = ticket_values(ticket)
    assert values["name"] == ticket.summary
    assert values["background"].startswith(f"{ticket.number} {ticket.summary}")
    assert values["channels"] == [ticket.channel_id]
    assert values["issue_types"] == ([ticket.issue_type_id] if ticket.issue_type_id else [])
