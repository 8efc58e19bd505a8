"""FLT-24, vectors E8: ticket numbers of people who register at the same moment, some of whom fail."""

import threading
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Max

from core.models import NumberSequence
from tests.fixtures import PATIENCE, at_once, moment, reported
from tickets.record.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)

AGENTS, ROUNDS = 50, 3
AT = moment("2024-06-03 09:00")


class Thrown(Exception):
    """Something breaks after the number was issued."""


def register_or_fail(cast, n):
    with transaction.atomic():
        number = reported(cast, AT).number
        if n % 5 == 4:
            raise Thrown(number)
    return number


def test_fifty_at_once_never_share_a_number(cast):
    acknowledged, thrown = [], []
    for _round in range(ROUNDS):
        outcomes = at_once(AGENTS, lambda n: register_or_fail(cast, n))
        acknowledged.append([one for one in outcomes if isinstance(one, str)])
        thrown += [one for one in outcomes if isinstance(one, Thrown)]
        assert len(acknowledged[-1]) == AGENTS * 4 // 5, [
            one for one in outcomes if not isinstance(one, str | Thrown)
        ]
    numbers = [number for told in acknowledged for number in told]
    assert len(thrown) == ROUNDS * AGENTS // 5
    assert len(set(numbers)) == len(numbers)
    assert set(Ticket.objects.values_list("number", flat=True)) == set(numbers)
    assert all(max(earlier) < min(later) for earlier, later in pairwise(acknowledged))
    last = NumberSequence.objects.get(prefix="", period="202406").last
    assert f"202406-{last:05d}" == max(numbers)
    issue_numbers = Ticket.objects.values_list("issue_no", flat=True)
    assert len(set(issue_numbers)) == len(numbers)


def test_control_the_highest_number_plus_one_is_given_twice(cast):
    reported(cast, AT)
    have_read = threading.Barrier(10)

    def highest_plus_one(_n):
        month, _dash, serial = Ticket.objects.aggregate(last=Max("number"))["last"].partition("-")
        have_read.wait(PATIENCE)
        return f"{month}-{int(serial) + 1:05d}"

    given = at_once(10, highest_plus_one)
    assert set(given) == {"202406-00002"}


def test_control_the_database_refuses_a_number_that_stands(cast):
    first, second = reported(cast, AT), reported(cast, AT)
    with pytest.raises(IntegrityError):
        Ticket.objects.filter(pk=second.pk).update(number=first.number)
