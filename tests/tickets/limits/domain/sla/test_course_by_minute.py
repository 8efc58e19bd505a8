"""The clock law against a second one that only counts minutes."""

from __future__ import annotations

import pytest

from tests.support.clocks_by_minute import LIVES, SEED, WORLDS, any_world, live, update, watch


@pytest.mark.parametrize("part", range(3))
def test_every_life_of_a_clock_is_as_counted(part):
    worlds = [any_world(SEED + 100 * part + n) for n in range(WORLDS)]
    assert sum(live(world, n) for world in worlds for n in range(LIVES)) > 5 * WORLDS * LIVES


def test_steps_are_raised_in_the_minute_in_which_they_are_reached():
    worlds = [any_world(SEED + n) for n in range(WORLDS)]
    assert sum(watch(world, n) for world in worlds for n in range(14)) > 50


def test_days_that_are_owed_after_each_update():
    assert sum(update(n) for n in range(400)) > 1000
