"""What is left to do before a solved ticket may be closed (model.md C3), asked without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tickets.record.domain.closing import (
    CycleFacts,
    Duty,
    fulfilled_duties,
    is_low_score_open,
    open_duties,
)
from tickets.record.enums import ClosingProof

BEGAN = datetime(2024, 5, 6, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
MOMENTS = some.datetimes(timezones=some.just(UTC))
DONE = CycleFacts(
    began_at=BEGAN,
    is_confirmed=True,
    has_result_callback=False,
    has_survey=True,
    survey_waived_reason="",
    low_scored_at=(),
    called_back_at=None,
    reported_at=BEGAN + HOUR,
)


def test_nothing_is_left_of_a_finished_cycle():
    assert open_duties(DONE) == []


@pytest.mark.parametrize(
    ("facts", "duties"),
    [
        ({"is_confirmed": False}, [Duty.CONFIRMATION]),
        ({"is_confirmed": False, "has_result_callback": True}, []),
        ({"has_survey": False}, [Duty.SURVEY]),
        ({"has_survey": False, "survey_waived_reason": "客户拒绝"}, []),
        ({"low_scored_at": (BEGAN + HOUR,)}, [Duty.LOW_SCORE_CALLBACK]),
        ({"low_scored_at": (BEGAN + HOUR,), "called_back_at": BEGAN + 2 * HOUR}, []),
        ({"owes_low_callback": True}, [Duty.LOW_SCORE_CALLBACK]),
        ({"reported_at": None}, [Duty.REPORT]),
        ({"reported_at": BEGAN - HOUR}, [Duty.REPORT]),
        ({"reported_at": BEGAN}, []),
    ],
)
def test_each_duty_has_its_fact(facts, duties):
    assert open_duties(replace(DONE, **facts)) == duties


def test_duties_stand_in_the_order_in_which_they_are_done():
    nothing = replace(
        DONE,
        is_confirmed=False,
        has_survey=False,
        low_scored_at=(BEGAN,),
        reported_at=None,
        has_open_cooperation=True,
    )
    assert open_duties(nothing) == list(Duty)


@given(some.lists(MOMENTS), some.none() | MOMENTS)
def test_a_call_back_settles_the_scores_before_it_and_no_later_one(scores, called):
    is_open = is_low_score_open(scores, called)
    assert is_open == any(called is None or score > called for score in scores)


@pytest.mark.parametrize(
    ("proof", "facts", "is_proven"),
    [
        (ClosingProof.EITHER, {"is_confirmed": True, "has_result_callback": False}, True),
        (ClosingProof.EITHER, {"is_confirmed": False, "has_result_callback": True}, True),
        (ClosingProof.SIGNATURE, {"is_confirmed": True, "has_result_callback": False}, True),
        (ClosingProof.SIGNATURE, {"is_confirmed": False, "has_result_callback": True}, False),
        (ClosingProof.CALLBACK, {"is_confirmed": True, "has_result_callback": False}, False),
        (ClosingProof.CALLBACK, {"is_confirmed": False, "has_result_callback": True}, True),
    ],
)
def test_x11_the_desk_says_what_proves_a_solution(proof, facts, is_proven):
    left = open_duties(replace(DONE, proof=proof, **facts))
    assert (Duty.CONFIRMATION not in left) is is_proven


def test_the_list_says_what_is_done_and_what_is_not():
    facts = replace(DONE, reported_at=None, owes_low_callback=True, has_open_cooperation=True)
    assert fulfilled_duties(facts) == [
        (Duty.CONFIRMATION, True),
        (Duty.SURVEY, True),
        (Duty.LOW_SCORE_CALLBACK, False),
        (Duty.REPORT, False),
        (Duty.COOPERATION, False),
    ]
    assert [duty for duty, _done in fulfilled_duties(DONE)] == [
        Duty.CONFIRMATION,
        Duty.SURVEY,
        Duty.REPORT,
    ]
