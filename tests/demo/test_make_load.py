"""A load is consistent with the law, the same for the same seed, and never touches what is there."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.models import User
from core.models import NumberSequence
from customers.models import Customer
from demo.load.lives import OPEN_SHARE
from demo.load.people import PREFIX
from tests.fixtures import moment, reported, small_cast
from tests.seed_rows import restore_tables
from tests.tickets.world import local
from tickets.limits.actions.clocks import sweep_clocks
from tickets.limits.actions.clocks.working_set import earliest_due
from tickets.limits.domain import sla
from tickets.limits.enums import ClockState
from tickets.limits.models import Escalation, SlaClock, SlaPause
from tickets.limits.models.clocks import schedule_data
from tickets.limits.queries import limit_terms
from tickets.record.actions.locking import refresh_search_text
from tickets.record.domain import lifecycle
from tickets.record.enums import EventKind, Status
from tickets.record.models import Communication, Ticket, TicketEvent

pytestmark = pytest.mark.django_db
AT = moment("2026-11-20 10:00")
COUNT = 1000
AGENTS = 40


def load(count=COUNT, seed=1, **options):
    call_command(
        "make_load", tickets=count, seed=seed, agents=AGENTS, at=AT, verbosity=0, **options
    )


# --- running it -------------------------------------------------------------------------------------------------------------


def facts():
    columns = (
        "number",
        "status",
        "summary",
        "original_text",
        "reported_at",
        "tier",
        "next_due_at",
        "customer__name",
        "closed_at",
    )
    return list(Ticket.objects.order_by("number").values_list(*columns))


def taken_back(seed):
    """The facts of a load, and the database as before."""
    with transaction.atomic():
        load(60, seed=seed)
        found = facts()
        transaction.set_rollback(True)
    return found


def test_the_same_seed_makes_the_same_data():
    first, other, again = taken_back(1), taken_back(2), taken_back(1)
    assert len(first) == 60
    assert first == again
    assert not {one[2:4] for one in first} & {one[2:4] for one in other}


def test_a_second_load_adds_and_keeps_the_people():
    load(60)
    customers, before = (
        Customer.objects.count(),
        set(Ticket.objects.values_list("number", flat=True)),
    )
    load(60, seed=2)
    assert Ticket.objects.count() == 120
    assert before < set(Ticket.objects.values_list("number", flat=True))
    assert Customer.objects.count() == 2 * customers
    assert User.objects.filter(username__startswith=PREFIX).count() == AGENTS


def test_it_refuses_where_people_registered_tickets_unless_told_to_add():
    cast = small_cast()
    ticket = reported(cast, AT)
    with pytest.raises(CommandError, match="--add"):
        load(20)
    assert Ticket.objects.get() == ticket
    load(20, add=True)
    assert Ticket.objects.count() == 21
    kept = Ticket.objects.get(pk=ticket.pk)
    assert (kept.number, kept.version) == (ticket.number, ticket.version)


@pytest.mark.parametrize("wrong", [{"count": -1}, {"count": 1, "agents": 0}])
def test_nonsense_is_refused(wrong):
    with pytest.raises(CommandError):
        call_command(
            "make_load", tickets=wrong["count"], agents=wrong.get("agents", 1), at=AT, verbosity=0
        )
    assert Ticket.objects.count() == 0


# --- what is in it ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        try:
            load()
            yield
        finally:
            restore_tables()


def test_it_has_the_shape_that_was_asked_for(loaded):
    assert Ticket.objects.count() == COUNT
    assert User.objects.filter(username__startswith=PREFIX).count() == AGENTS
    assert OPEN_SHARE / 2 < Ticket.objects.open().count() / COUNT < OPEN_SHARE * 2
    assert Ticket.objects.values("department").distinct().count() == 20
    first, last = (
        Ticket.objects.order_by(order).first().reported_at
        for order in ("reported_at", "-reported_at")
    )
    assert timedelta(days=700) < last - first < timedelta(days=731)
    entries = TicketEvent.objects.count() + Communication.objects.count()
    assert 3.5 < entries / COUNT < 6


def test_the_keys_hold(loaded):
    connection.check_constraints()


def test_numbers_are_issued_as_the_desk_would_and_are_not_issued_again(loaded):
    for ticket in Ticket.objects.order_by("?")[:50]:
        assert ticket.number.startswith(
            f"{local(ticket.recorded_at)[:4]}{local(ticket.recorded_at)[5:7]}-"
        )
    numbers = Ticket.objects.filter(number__startswith="202610-").values_list("number", flat=True)
    last = NumberSequence.objects.get(prefix="", period="202610").last
    assert len(numbers) == last == int(max(numbers).partition("-")[2])


def test_every_clock_is_what_the_law_makes_of_its_facts(loaded):
    """Told anew from its start, its pauses and its end: budget, due time, miss and spent time come out the same."""
    seen = Counter()
    for row in (
        SlaClock.objects.filter(cancelled_at__isnull=True)
        .select_related("kind")
        .prefetch_related("pauses")
    ):
        assert row.state == row.clock.state
        planned = sla.step_schedule(row.clock, frozenset(row.raised))
        assert row.next_check_at == sla.first_check(row.clock, planned)
        assert row.step_schedule == schedule_data(planned)
        stopped = row.stopped_at
        pauses = [
            (
                one.started_at,
                one.ended_at
                if stopped is None or (one.ended_at and one.ended_at < stopped)
                else None,
            )
            for one in row.pauses.all()
        ]
        told = sla.replay_clock(row.target, row.started_at, pauses, stopped, AT)
        for name in (
            "budget",
            "spent",
            "since",
            "due_at",
            "paused_at",
            "stopped_at",
            "breached_at",
        ):
            assert getattr(told, name) == getattr(row, name), (row.kind.code, row.state, name)
        seen[row.state] += 1
    assert {
        ClockState.MET,
        ClockState.BREACHED_STOPPED,
        ClockState.BREACHED_RUNNING,
        ClockState.RUNNING,
    } <= set(seen)


def test_the_terms_are_those_of_the_published_rules(loaded):
    rules = limit_terms.load_rulebook(AT)
    for row in SlaClock.objects.select_related(
        "ticket__customer", "ticket__asset", "ticket__issue_type"
    ).order_by("?")[:200]:
        known = rules.terms_by_kind(limit_terms.ticket_facts(row.ticket))[row.kind_id]
        assert (row.policy_name, row.amount, row.unit) in {
            (one.policy_name, one.amount, one.unit) for one in known
        }


def test_a_sweep_at_the_same_moment_has_nothing_to_do(loaded):
    """What was reached is raised already, each step with its line in the log."""
    assert sweep_clocks(AT, 500).looked_at == 0
    assert SlaClock.objects.filter(next_check_at__lte=AT).count() == 0
    for row in SlaClock.objects.live():
        assert set(row.raised) == set(
            Escalation.objects.filter(clock=row).values_list("step", flat=True)
        )
    assert sweep_clocks(AT + timedelta(days=2), 500).raised > 0


def test_tickets_are_due_and_found_as_actions_would_have_left_them(loaded):
    for ticket in Ticket.objects.select_related("contact", "asset", "customer").order_by("?")[:100]:
        live = SlaClock.objects.live().filter(ticket=ticket)
        assert ticket.next_due_at == earliest_due(live)
        was = ticket.search_text, ticket.people_text
        refresh_search_text(ticket)
        assert was == (ticket.search_text, ticket.people_text)
        assert ticket.is_open == (ticket.status in lifecycle.OPEN)


def test_who_waits_stands_still(loaded):
    waiting = SlaClock.objects.live().filter(
        ticket__status=Status.WAITING_CUSTOMER, kind__code="resolve", breached_at__isnull=True
    )
    assert {row.state for row in waiting} <= {ClockState.PAUSED}
    assert (
        SlaPause.objects.filter(ended_at__isnull=True).count()
        == SlaClock.objects.filter(paused_at__isnull=False).count()
        > 0
    )


def test_the_ledger_knows_every_miss(loaded):
    missed = SlaClock.objects.filter(breached_at__isnull=False, is_corrected=False).count()
    assert TicketEvent.objects.filter(kind=EventKind.CLOCK_BREACHED).count() >= missed > 0


def test_words_are_common_and_rare(loaded):
    many, few = (
        Ticket.objects.matching(words, with_people=False).count() for words in ("电机", "棘轮")
    )
    assert many > 10 * max(few, 1)
