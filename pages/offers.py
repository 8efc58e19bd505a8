"""What may this person do now?

The steps of a kind of thing, one row each, for page and API alike.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from core.work.rules import Rights
from pages.forms import StepForm

# Takes the thing, the person, the moment and what the form says.
RunStep = Callable[[Any, Any, datetime, dict[str, Any]], object]

# Asks for a person and a thing whether a step is open to them.
IsOffered = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class Opening:
    """When a step that is no move is open: the state of the thing `fits`, and the person `may`.

    `require` raises `NotAllowed`, which says why, for those who may not, whatever the state.
    """

    fits: Callable[[Any], bool]
    may: IsOffered
    require: Callable[[Any, Any], None]

    def __call__(self, user: Any, thing: Any) -> bool:
        return self.fits(thing) and self.may(user, thing)


def always_fits(_thing: Any) -> bool:
    """Of steps that no state forbids."""
    return True


def open_with_right(
    rights: Rights, right: str, fits: Callable[[Any], bool] = always_fits
) -> Opening:
    """Open to those who hold a right, while the state fits."""
    return Opening(
        fits,
        lambda user, _thing: rights.has_right(user, right),
        lambda user, _thing: rights.require_right(user, right),
    )


@dataclass(frozen=True, slots=True)
class StepDefinition:
    """One step. It is offered for the `move` that fits the state, or when `is_open` says so."""

    key: str
    title: Any
    form: type[StepForm]
    run: RunStep
    move: str | None = None
    is_open: Opening | None = None
    icon: str = "arrow-right"
    is_main: bool = False
    is_grave: bool = False
    hint: Any = ""

    @property
    def name(self) -> str:
        """The title without the dots that promise a dialog."""
        return str(self.title).rstrip("….")


def step_calling(action: Callable[..., object]) -> RunStep:
    """Runs the action that takes what the form says as its keywords."""

    def run_step(thing: Any, by: AbstractBaseUser, at: datetime, data: dict[str, Any]) -> None:
        action(thing, by=by, at=at, **data)

    return run_step


@dataclass(frozen=True, slots=True)
class Offers:
    """The steps that are open now: `main` are the next ones, `more` the rest."""

    main: list[StepDefinition] = field(default_factory=list)
    more: list[StepDefinition] = field(default_factory=list)

    def __iter__(self) -> Iterator[StepDefinition]:
        yield from self.main
        yield from self.more


def no_one_refused(_user: Any, _move: str, _thing: Any) -> None:
    """Of things without a lifecycle of their own."""


def no_moves(_user: Any, _thing: Any) -> Collection[str]:
    """Of things without a lifecycle of their own."""
    return ()


@dataclass(frozen=True, slots=True)
class StepSet:
    """The steps of one kind of thing in the order of its page.

    `open_moves` tells for a person and a thing which moves of the lifecycle are open;
    `require_move` raises `NotAllowed` for a move that the person may not make, whatever the state.
    """

    steps: tuple[StepDefinition, ...]
    open_moves: Callable[[Any, Any], Collection[str]] = no_moves
    require_move: Callable[[Any, Any, Any], None] = no_one_refused

    def find_step(self, key: str) -> StepDefinition | None:
        """The step of this key."""
        return next((step for step in self.steps if step.key == key), None)

    def offered_to(self, user: Any, thing: Any, moves: Collection[str] | None = None) -> Offers:
        """The steps that are open to this person as the thing is now.

        `moves` are the open ones where a page has them already.
        """
        if moves is None:
            moves = self.open_moves(user, thing)
        offers = Offers()
        for step in self.steps:
            if is_step_open(step, moves, user, thing):
                group = offers.main if step.is_main else offers.more
                group.append(step)
        return offers

    def is_offered(self, step: StepDefinition, user: Any, thing: Any) -> bool:
        """Is this very step open? Asked again under the lock, before it is taken."""
        return is_step_open(step, self.open_moves(user, thing), user, thing)

    def require_person(self, step: StepDefinition, user: Any, thing: Any) -> None:
        """Raise `NotAllowed`, which says why, for whom the step is not meant in any state."""
        if step.move is not None:
            self.require_move(user, step.move, thing)
        elif step.is_open is not None:
            step.is_open.require(user, thing)


def is_step_open(step: StepDefinition, moves: Collection[str], user: Any, thing: Any) -> bool:
    """Is a step open, given the open moves?"""
    if step.move is not None:
        return step.move in moves
    return step.is_open is not None and step.is_open(user, thing)
