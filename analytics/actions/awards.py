"""Proposing, granting and withdrawing awards. `_move_award` alone sets a state."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from analytics import rules
from analytics.actions.award_news import tell_awarded, tell_managers, tell_proposer
from analytics.actions.ledger import note_about_award
from analytics.actions.texts import kept_text, required_text
from analytics.domain.awards import AwardPeriod, state_after
from analytics.enums import Audited, AwardKind, AwardMove, AwardState
from analytics.models import Award, AwardEvent
from analytics.queries.award_figures import figures_for_award, seen_figures
from core.actions import numbers
from core.errors import LawBroken
from core.work.record import lock_row, store_row

PREFIX = "JL-"


@dataclass(frozen=True, slots=True)
class AwardProposal:
    """Who is to get which award for which period, why, and how much money with it.

    `name` is that of another award than those that have a kind of their own.
    """

    kind: AwardKind
    period: AwardPeriod
    staff: User
    basis: str
    name: str = ""
    amount: Decimal | None = None


@transaction.atomic
def propose_award(proposal: AwardProposal, *, by: User, at: datetime) -> Award:
    """An award that waits for a second person, who is told.

    Raises `NotAllowed`; `LawBroken` for an award to oneself, one that the person has or is
    proposed for already, a period that has not begun, a missing basis or a missing name.
    """
    rules.require_manage_awards(by)
    # Two who propose the same person at once stand in line: the second is told.
    User.objects.select_for_update(no_key=True).only("pk").get(pk=proposal.staff.pk)
    name = kept_text(proposal.name)
    _check_proposal(proposal, name, by, at)
    award = Award.objects.create(
        number=numbers.issue_monthly_number(prefix=PREFIX, at=at),
        kind=proposal.kind,
        name=name,
        period_kind=proposal.period.kind,
        starts_on=proposal.period.starts_on,
        staff=proposal.staff,
        basis=required_text(proposal.basis, "basis"),
        amount=proposal.amount,
        currency="" if proposal.amount is None else settings.CURRENCY,
        proposed_at=at,
        proposed_by=by,
        updated_at=at,
        updated_by=by,
    )
    _write_line(award, by=by, at=at)
    tell_managers(award, at=at)
    return award


def _check_proposal(proposal: AwardProposal, name: str, by: User, at: datetime) -> None:
    if proposal.staff.pk == by.pk:
        raise LawBroken(_("Nobody proposes an award for themselves."), field="staff")
    if not proposal.period.has_begun(timezone.localdate(at)):
        raise LawBroken(_("This period has not begun yet."))
    is_other = proposal.kind == AwardKind.OTHER
    if is_other and not name:
        raise LawBroken(_("Say what the award is called."), field="name")
    if name and not is_other:
        raise LawBroken(_("Only another award has a name of its own."), field="name")
    same = Award.objects.filter(staff=proposal.staff, kind=proposal.kind, name=name)
    if same.of_period(proposal.period).exclude(state=AwardState.WITHDRAWN).exists():
        message = _("%(person)s has this award of the period already, or is proposed for it.")
        raise LawBroken(message % {"person": proposal.staff}, field="staff")


@transaction.atomic
def grant_award(
    award: Award, *, by: User, at: datetime, seen: str, version: int | None = None
) -> Award:
    """By a second person, who has seen the figures of the period: they are kept with their
    definitions, and the awarded person is told.

    `seen` is what `seen_figures` gave for them. Raises `LawBroken` where they are other ones now.
    """
    award = lock_row(award, version=version)
    figures = figures_for_award(award.staff_id, award.period, at=at)
    award.figures = figures
    award.granted_at, award.granted_by = at, by
    stored = _move_award(award, AwardMove.GRANT, by=by, at=at)
    if seen_figures(figures) != seen:
        raise LawBroken(_("The figures have changed since you saw them. Look at them again."))
    note_about_award(stored, Audited.AWARD_GRANTED, by=by, at=at)
    tell_awarded(stored, at=at)
    return stored


@transaction.atomic
def withdraw_award(
    award: Award, *, by: User, at: datetime, reason: str, version: int | None = None
) -> Award:
    """It is not granted, for a reason; whoever proposed it is told."""
    award = lock_row(award, version=version)
    words = required_text(reason, "reason")
    stored = _move_award(award, AwardMove.WITHDRAW, by=by, at=at, note=words)
    if stored.proposed_by_id != by.pk:
        tell_proposer(stored, at=at)
    return stored


def _move_award(award: Award, move: AwardMove, *, by: User, at: datetime, note: str = "") -> Award:
    """Set the state of a locked award, with its line in the ledger. Raises `IllegalMove` when the
    state does not fit, and `NotAllowed`.
    """
    before, after = award.state, state_after(award.state, move)
    rules.require_award_move(by, move, award)
    award.state = after
    stored = store_row(award, by=by, at=at)
    _write_line(stored, by=by, at=at, before=before, note=note)
    return stored


def _write_line(award: Award, *, by: User, at: datetime, before: str = "", note: str = "") -> None:
    AwardEvent.objects.create(
        award=award, kind=award.state, at=at, actor=by, before=before, after=award.state, note=note
    )
