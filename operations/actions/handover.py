"""A person leaves: all that hangs on them passes on, and they are switched off, in one step."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import people
from accounts.enums import Role
from accounts.models import User
from accounts.queries.roles import holders_or_next_up
from core.errors import LawBroken
from knowledge.actions.handover import hand_over_articles
from notifications.actions.tell import notify_users, say_in_both_languages
from notifications.enums import Topic
from operations.queries.handover import KINDS, HandoverKind
from plans.actions import handover as plans
from tickets.work.actions import handover as tickets


@transaction.atomic
def let_person_go(
    person: User,
    *,
    by: User,
    at: datetime,
    successors: Mapping[str, User],
    back_to_pools: bool = False,
) -> dict[str, int]:
    """Hand over and switch off; the numbers of what was handed over, by kind.

    `successors` by the key of the kind; `back_to_pools` leaves the tickets that have none to their
    departments. Also for somebody who was switched off before. Raises `LawBroken`, whose field is
    the kind that nobody may, or can, take.
    """
    person = people.lock_person(person)
    handed_over: dict[str, int] = {}
    received: dict[User | None, list[HandoverKind]] = {}
    for kind in KINDS:
        # Asked again under the lock: what came since the page was made is handed over too.
        count = kind.find(person, at).count()
        if count:
            receiver = successors.get(kind.key)
            _require_receiver(kind, receiver, person, back_to_pools=back_to_pools)
            _hand_over(kind.key, person, receiver, by=by, at=at)
            handed_over[kind.key] = count
            received.setdefault(receiver, []).append(kind)

    _tell_receivers(person, received, handed_over, by=by, at=at)
    if person.is_active:
        people.switch_person_off(person, by=by, at=at, handed_over=handed_over)
    elif handed_over:
        people.record_handover(person, by=by, at=at, handed_over=handed_over)
    return handed_over


def _tell_receivers(
    person: User,
    received: Mapping[User | None, list[HandoverKind]],
    counts: Mapping[str, int],
    *,
    by: User,
    at: datetime,
) -> None:
    """One message to each who takes something over; what went back to pools is the supervisors'."""
    for receiver, kinds in received.items():
        people = [receiver] if receiver else holders_or_next_up(Role.SUPERVISOR)
        say = partial(_handover_summary, person, kinds, counts, is_back=receiver is None)
        notify_users(
            [one for one in people if one.pk != by.pk],
            topic=Topic.HANDOVER,
            key=f"handover:{person.pk}:{at.isoformat()}",
            at=at,
            path="/",
            data={"by": str(by), **say_in_both_languages("summary", say)},
            is_urgent=True,
        )


def _handover_summary(
    person: User, kinds: list[HandoverKind], counts: Mapping[str, int], *, is_back: bool
) -> str:
    """The line of the message, in the language at hand."""
    parts = [f"{kind.label} {counts[kind.key]}" for kind in kinds]
    sentence = _("%(name)s leaves: %(parts)s")
    if is_back:
        sentence = _("%(name)s leaves, back in the pools of their departments: %(parts)s")
    return sentence % {"name": person, "parts": _(", ").join(parts)}


def _require_receiver(
    kind: HandoverKind, receiver: User | None, person: User, *, back_to_pools: bool
) -> None:
    if receiver is None:
        if kind.may_be_nobody and back_to_pools:
            return
        raise LawBroken(_("Say who takes this."), field=kind.key)
    if not receiver.is_at_work or receiver.pk == person.pk:
        raise LawBroken(_("Choose somebody who stays."), field=kind.key)
    if kind.right and not receiver.has_perm(kind.right):
        raise LawBroken(
            _("The roles of %(name)s do not let them see this: choose somebody else.")
            % {"name": receiver},
            field=kind.key,
        )


def _hand_over(key: str, person: User, receiver: User | None, *, by: User, at: datetime) -> None:
    """What `_require_receiver` let pass: only tickets may go to nobody."""
    if key == "tickets":
        tickets.hand_over_tickets(person, to=receiver, by=by, at=at)
    elif receiver is not None:
        HANDS[key](person, to=receiver, by=by, at=at)


# By the key of the kind; each takes the person, and `to`, `by`, `at`.
HANDS: dict[str, Callable[..., object]] = {
    "solutions": tickets.hand_over_solutions,
    "plans": plans.hand_over_plans,
    "subprojects": plans.hand_over_subprojects,
    "stages": plans.hand_over_stages,
    "responsibilities": plans.hand_over_responsibilities,
    "decisions": plans.hand_over_decisions,
    "evaluations": plans.hand_over_evaluations,
    "articles": hand_over_articles,
    "departments": people.hand_over_departments,
    "shifts": people.hand_over_shifts,
    "deputyships": people.hand_over_deputyships,
}
