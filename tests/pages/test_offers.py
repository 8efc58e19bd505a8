"""Which steps are open: by the moves of the lifecycle, or by a question of their own."""

import pytest

from core.errors import NotAllowed
from pages.forms import StepForm
from pages.offers import Opening, StepDefinition, StepSet, always_fits, step_calling


def only_me(user, *_more):
    if user != "me":
        raise NotAllowed("Mine.")


MINE = Opening(always_fits, lambda user, _thing: user == "me", only_me)
STEPS = StepSet(
    (
        StepDefinition("note", "Note…", StepForm, print, is_open=MINE),
        StepDefinition("submit", "Submit", StepForm, print, move="submit", is_main=True),
        StepDefinition("never", "Never", StepForm, print),
    ),
    open_moves=lambda _user, thing: ("submit",) if thing == "draft" else (),
    require_move=only_me,
)


def keys(offers) -> tuple[list[str], list[str]]:
    return [step.key for step in offers.main], [step.key for step in offers.more]


def test_offers_are_those_of_state_and_person() -> None:
    assert keys(STEPS.offered_to("me", "draft")) == (["submit"], ["note"])
    assert keys(STEPS.offered_to("you", "draft")) == (["submit"], [])
    assert keys(STEPS.offered_to("me", "done")) == ([], ["note"])
    assert keys(STEPS.offered_to("you", "done")) == ([], [])


def test_main_steps_come_first() -> None:
    assert [step.key for step in STEPS.offered_to("me", "draft")] == ["submit", "note"]


def test_a_page_may_bring_the_moves_that_it_has_asked_already() -> None:
    assert keys(STEPS.offered_to("me", "done", moves=["submit"])) == (["submit"], ["note"])


def test_a_single_step_is_asked_like_the_buttons() -> None:
    for user in ("me", "you"):
        for thing in ("draft", "done"):
            offered = set(STEPS.offered_to(user, thing))
            for step in STEPS.steps:
                assert STEPS.is_offered(step, user, thing) == (step in offered)


def test_who_may_not_is_told_so_in_every_state() -> None:
    note, submit, _never = STEPS.steps
    for step in (note, submit):
        for thing in ("draft", "done"):
            STEPS.require_person(step, "me", thing)
            with pytest.raises(NotAllowed):
                STEPS.require_person(step, "you", thing)


def test_a_step_is_found_by_its_key() -> None:
    assert STEPS.find_step("note") is STEPS.steps[0]
    assert STEPS.find_step("other") is None
    assert STEPS.steps[0].name == "Note"


def test_calling_hands_the_form_to_the_action_as_keywords() -> None:
    calls = []

    def act(thing, *, by, at, note):
        calls.append((thing, by, at, note))

    step_calling(act)("thing", "me", "now", {"note": "why"})

    assert calls == [("thing", "me", "now", "why")]
