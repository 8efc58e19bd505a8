"""Figures by person: the people of a desk together are the desk."""

from decimal import Decimal

import pytest

from metrics.domain.figures import FigureSpan
from metrics.enums import Cohort
from metrics.queries.measure import measured_figure
from metrics.queries.people import figures_by_person
from metrics.queries.registry import REGISTRY, UnknownMetric
from tests.factories.may_2024 import ALL, MAY, REPORT, may_2024
from tests.seed_rows import restore_tables
from tickets.record.domain.scope import TicketScope
from tickets.record.models import Ticket
from tickets.record.models.ticket import scope_of

pytestmark = pytest.mark.django_db
COUNTS = ("count", "missing", "marked", "unknown", "open")


@pytest.fixture(scope="module")
def may(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        yield may_2024()
        restore_tables()


# A rate against something else than its cases belongs to no person.
BY_CASES = [key for key, one in REGISTRY.items() if one.base is None]


@pytest.fixture
def shared_out(may):
    """Every ticket of May has an assignee, one of three."""
    people = [may.staff[name] for name in ("engineer", "agent", "agent2")]
    for place, ticket in enumerate(Ticket.objects.order_by("pk")):
        Ticket.objects.filter(pk=ticket.pk).update(assignee=people[place % 3])
    return people


@pytest.mark.parametrize("key", BY_CASES)
def test_all_people_together_are_the_figure_of_the_registry(shared_out, key):
    whole = measured_figure(key, ALL, MAY, at=REPORT)
    parts = [figures[key] for figures in figures_by_person([key], MAY, at=REPORT).values()]
    for name in COUNTS:
        assert sum(getattr(part, name) for part in parts) == getattr(whole, name), name
    if REGISTRY[key].unit == "count":
        assert sum(part.value for part in parts) == whole.value
    elif whole.value is not None:
        total = sum(part.value * part.count for part in parts if part.value is not None)
        assert abs(total / whole.count - whole.value) < Decimal("1e-20")
    if key in ("fcr", "csat_avg", "sla_resolve"):
        assert len(parts) == 3, "it is a sum of several people"


def test_nobodys_tickets_are_nobodys(shared_out):
    engineer = shared_out[0]
    Ticket.objects.exclude(assignee=engineer).update(assignee=None)
    found = figures_by_person(["volume"], MAY, at=REPORT)
    assert found.keys() == {engineer.pk}
    assert found[engineer.pk]["volume"].value == 4


def test_one_person_alone_is_the_same_as_among_all(shared_out, django_assert_num_queries):
    keys = ("fcr", "csat_avg", "sla_progress")
    among_all = figures_by_person(keys, MAY, at=REPORT)
    for person in shared_out:
        with django_assert_num_queries(len(keys)):
            alone = figures_by_person(keys, MAY, at=REPORT, person=person.pk)
        assert alone.get(person.pk) == among_all.get(person.pk)


def test_only_what_somebody_sees_counts(may, shared_out):
    assert figures_by_person(["volume"], MAY, at=REPORT, seen=scope_of(may.staff["manager"]))
    nobody = TicketScope.by_rights(lambda _right: False, None, None)
    assert figures_by_person(["volume"], MAY, at=REPORT, seen=nobody) == {}


def test_a_period_without_cases_and_a_figure_that_nobody_knows(may):
    empty = FigureSpan(MAY.start.replace(year=2020), MAY.end.replace(year=2020))
    keys = [key for key in BY_CASES if REGISTRY[key].cohort != Cohort.WAITING]
    assert figures_by_person(keys, empty, at=REPORT) == {}
    with pytest.raises(UnknownMetric):
        figures_by_person(["praise"], MAY, at=REPORT)


def test_a_rate_against_a_base_of_its_own_is_nobodys(may):
    (key,) = REGISTRY.keys() - set(BY_CASES)
    with pytest.raises(ValueError, match="base"):
        figures_by_person([key], MAY, at=REPORT)
