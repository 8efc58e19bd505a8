"""The tables of a fresh server agree with each other and with model.md C4, without a database."""

import pytest

from tickets.limits.actions import reference_rows as rows
from tickets.limits.domain.clock_events import NEVER_PAUSED
from tickets.limits.enums import Unit
from tickets.record.enums import Tier

LIMITS = {tier: limits for _name, tier, _priority, limits in rows.MATRIX}
CODES = [columns[0] for columns in rows.KINDS]


@pytest.mark.parametrize(
    ("tier", "kind", "limit"),
    [
        (Tier.URGENT, "ack", (10, Unit.MINUTE)),
        (Tier.IMPORTANT, "ack", (1, Unit.HOUR)),
        (Tier.GENERAL, "ack", (1, Unit.HOUR)),
        (Tier.URGENT, "start", (2, Unit.HOUR)),
        (Tier.IMPORTANT, "respond", (24, Unit.HOUR)),
        (Tier.GENERAL, "respond", (3, Unit.WORKDAY)),
        (Tier.URGENT, "decide", (30, Unit.MINUTE)),
        (Tier.IMPORTANT, "resolve", (24, Unit.HOUR)),
        (Tier.URGENT, "progress", (2, Unit.HOUR)),
        (Tier.GENERAL, "progress", (1, Unit.CALENDAR_DAY)),
    ],
)
def test_the_matrix_is_that_of_the_model(tier, kind, limit):
    assert LIMITS[tier][kind] == limit


def test_after_the_solution_the_same_is_owed_to_everybody():
    owed = {kind: limit for kind, limit in rows.AFTER_ALL.items() if kind != "promise"}
    assert owed == {
        "survey": (24, Unit.HOUR),
        "result_callback": (24, Unit.HOUR),
        "low_callback": (1, Unit.HOUR),
    }


def test_only_known_kinds_are_promised_paused_or_warned_of():
    assert len(set(CODES)) == len(CODES)
    named = {*rows.AFTER_ALL, *rows.PAUSES, *rows.HALF_WAY_WARNED}
    for limits in LIMITS.values():
        named |= set(limits)
    assert named <= set(CODES)


def test_what_never_pauses_has_no_reasons_for_it():
    assert not NEVER_PAUSED & set(rows.PAUSES)


def test_names_and_codes_stand_once():
    assert len({code for code, *_rest in rows.CHANNELS}) == len(rows.CHANNELS)
    assert len({name for name, _kind in rows.DEPARTMENTS}) == len(rows.DEPARTMENTS)
    words = [word for _tier, words_of_tier in rows.TRIAGE_WORDS for word in words_of_tier]
    assert len(set(words)) == len(words)


def test_issue_types_go_to_departments_that_there_are():
    departments = {name for name, _kind in rows.DEPARTMENTS}
    routed = {department for _name, _name_en, department, *_rest in rows.ISSUE_TYPES if department}
    assert routed
    assert routed <= departments
