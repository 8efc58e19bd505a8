"""Counters in the database: exact when many try at once, over when their time is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions import tries
from accounts.domain.tries import Counter, Limit, Purpose, Source
from accounts.models import TryCounter
from tests.fixtures import at_once

HOUR = timedelta(hours=1)


def one(most: int = 2, *, is_forgiven: bool = False, name: str = "x") -> list[Counter]:
    return [Counter(name, Limit(most, HOUR), is_forgiven=is_forgiven)]


@pytest.mark.django_db
def test_it_lets_through_so_many_and_says_until_when() -> None:
    now = timezone.now()
    assert not tries.count_try(one(), at=now).is_last
    assert tries.count_try(one(), at=now + HOUR / 2).is_last
    with pytest.raises(tries.TooManyTries) as refused:
        tries.count_try(one(), at=now + HOUR / 2)
    assert refused.value.until == now + HOUR
    assert not tries.count_try(one(), at=now + HOUR).is_last


@pytest.mark.django_db
def test_what_is_refused_by_one_is_counted_by_none() -> None:
    now = timezone.now()
    both = [*one(5, name="a"), *one(1, name="b")]
    tries.count_try(both, at=now)
    for _again in range(9):
        with pytest.raises(tries.TooManyTries):
            tries.count_try(both, at=now)
    assert sorted(TryCounter.objects.values_list("count", flat=True)) == [1, 1]


@pytest.mark.django_db
def test_a_right_one_forgives_its_own_place_and_takes_itself_back_elsewhere() -> None:
    now = timezone.now()
    both = [*one(9, name="pair", is_forgiven=True), *one(9, name="shared")]
    for _wrong in range(3):
        tries.count_try(both, at=now)
    tries.end_well(tries.count_try(both, at=now))
    assert list(TryCounter.objects.values_list("count", flat=True)) == [3]


@pytest.mark.django_db
def test_no_name_is_kept_in_words() -> None:
    tries.begin_try(Purpose.PASSWORD, Source("my-password!", "192.0.2.7"), at=timezone.now())
    names = list(TryCounter.objects.values_list("name", flat=True))
    assert len(names) == 3 and all(len(name) == 64 and "pass" not in name for name in names)


@pytest.mark.django_db
def test_counters_whose_time_is_over_are_removed() -> None:
    now = timezone.now()
    tries.count_try(one(name="old"), at=now - HOUR)
    tries.count_try(one(name="new"), at=now)
    assert tries.forget_tries(at=now) == 1
    assert TryCounter.objects.count() == 1


@pytest.mark.django_db
def test_whoever_proved_to_be_the_owner_may_try_again() -> None:
    now, source = timezone.now(), Source("lina", "192.0.2.7")
    for _wrong in range(5):
        tries.begin_try(Purpose.PASSWORD, source, at=now)
    with pytest.raises(tries.TooManyTries):
        tries.begin_try(Purpose.PASSWORD, source, at=now)
    tries.forgive_account("lina", "192.0.2.7")
    tries.begin_try(Purpose.PASSWORD, source, at=now)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_let_through_no_more_often_than_in_a_row() -> None:
    now = timezone.now()
    shared, own = one(5, name="a shared one")[0], "of thread"

    def try_once(n: int) -> bool:
        counters = [shared, Counter(f"{own} {n % 2}", Limit(50, HOUR))]
        tries.count_try(counters, at=now)
        return True

    outcomes = at_once(12, try_once)
    assert outcomes.count(True) == 5
    assert {type(other) for other in outcomes if other is not True} == {tries.TooManyTries}
