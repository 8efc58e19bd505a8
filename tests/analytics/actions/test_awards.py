"""Proposing, granting and withdrawing awards: who may, what is kept, and what never changes."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from analytics import rules
from analytics.actions import awards as actions
from analytics.domain.awards import AwardPeriod
from analytics.enums import AwardKind, AwardMove
from analytics.models import Award
from analytics.queries.award_figures import FIGURES
from core.errors import LawBroken, NotAllowed, StaleVersion
from core.models import AuditEntry
from core.work.lifecycle import IllegalMove
from notifications.models import InboxItem
from tests.factories.awards import NOON, OCTOBER, granted, proposal, proposed, seen_of, solve
from tests.fixtures import PHONE, cast
from tests.support.roles_of_rights import LEADERS
from tickets.record.models import Ticket

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def test_from_the_proposal_to_the_person_who_is_told(cast):
    award = proposed(cast)
    assert (award.number, award.state, award.currency) == ("JL-202611-001", "proposed", "CNY")
    told = InboxItem.objects.get(user=cast.staff["manager"], topic="award")
    assert award.number in told.subject and told.path == f"/awards/{award.number}/"
    assert not InboxItem.objects.filter(user=cast.staff["engineer"], topic="award").exists()

    award = actions.grant_award(
        award, by=cast.staff["manager"], at=LATER, seen=seen_of(award, LATER)
    )
    assert (award.state, award.granted_by, award.granted_at) == (
        "granted",
        cast.staff["manager"],
        LATER,
    )
    (told,) = InboxItem.objects.filter(user=cast.staff["engineer"], topic="award")
    assert "优秀员工奖" in told.subject and "2026-10" in told.subject
    lines = list(award.events.values_list("kind", "before", "actor__username"))
    assert lines == [("proposed", "", "supervisor"), ("granted", "proposed", "manager")]
    entry = AuditEntry.objects.get(action="award_granted")
    assert (entry.actor, entry.target) == (cast.staff["manager"], f"award {award.number}")


def test_what_was_seen_is_kept_with_its_definitions(cast):
    solve(cast, "engineer", 30)
    solve(cast, "engineer", 10, reopen_count=1)
    award = granted(cast)
    kept = award.figures
    assert kept["period"] == "2026-10" and kept["at"] == NOON.isoformat()
    assert kept["figures"]["fcr"] == {"is_few": False, "value": "75", "count": 40, "notes": []}
    assert kept["figures"]["csat_avg"] == {
        "is_few": True,
        "value": None,
        "count": None,
        "notes": [],
    }
    assert kept["definitions"].keys() == set(FIGURES)
    assert "一次解决的工单数" in kept["definitions"]["fcr"]["meaning_zh"]
    assert "first go" in kept["definitions"]["fcr"]["meaning_en"]

    Ticket.objects.update(reopen_count=5)
    award.refresh_from_db()
    assert award.figures == kept, "later facts change nothing"


def test_figures_that_changed_since_are_shown_once_more(cast):
    solve(cast, "engineer", 30)
    award = proposed(cast)
    seen = seen_of(award)
    solve(cast, "engineer", 1, reopen_count=1)
    manager = cast.staff["manager"]
    with pytest.raises(LawBroken):
        actions.grant_award(award, by=manager, at=LATER, seen=seen)
    award.refresh_from_db()
    assert (award.state, award.figures) == ("proposed", {})
    assert not InboxItem.objects.filter(user=cast.staff["engineer"], topic="award").exists()
    assert actions.grant_award(award, by=manager, at=LATER, seen=seen_of(award)).is_granted


@pytest.mark.parametrize("who", ["manager", "supervisor"])
def test_nobody_proposes_themselves(cast, who):
    with pytest.raises(LawBroken) as refused:
        proposed(cast, who, by=who)
    assert refused.value.field == "staff"


def test_nobody_grants_their_own_award_or_proposal(cast):
    supervisor, manager = cast.staff["supervisor"], cast.staff["manager"]
    award = proposed(cast)
    with pytest.raises(NotAllowed):
        actions.grant_award(award, by=supervisor, at=LATER, seen=seen_of(award))
    assert rules.award_moves_for(supervisor, award) == [AwardMove.WITHDRAW]
    theirs = proposed(cast, "manager")
    with pytest.raises(NotAllowed):
        actions.grant_award(theirs, by=manager, at=LATER, seen=seen_of(theirs))
    assert rules.award_moves_for(manager, theirs) == [AwardMove.WITHDRAW]


def test_the_table_itself_asks_for_a_second_person(cast):
    award = proposed(cast)
    for wrong in ("supervisor", "engineer"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Award.objects.filter(pk=award.pk).update(
                state="granted", granted_at=NOON, granted_by=cast.staff[wrong]
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        Award.objects.filter(pk=award.pk).update(staff=cast.staff["supervisor"])


@pytest.mark.parametrize("who", ["agent", "engineer", "analyst", "trainer", "admin"])
def test_others_may_do_nothing(cast, who):
    person, award = cast.staff[who], proposed(cast, "agent2")
    assert who not in LEADERS
    with pytest.raises(NotAllowed):
        actions.propose_award(proposal(cast, "engineer2"), by=person, at=NOON)
    with pytest.raises(NotAllowed):
        actions.grant_award(award, by=person, at=LATER, seen=seen_of(award))
    with pytest.raises(NotAllowed):
        actions.withdraw_award(award, by=person, at=LATER, reason="x")
    assert rules.award_moves_for(person, award) == []


def test_who_sees_what(cast):
    award, waiting = granted(cast), proposed(cast, kind=AwardKind.SATISFACTION)
    visible = Award.objects.visible_to
    assert set(visible(cast.staff["manager"])) == {award, waiting}
    assert list(visible(cast.staff["engineer"])) == [award], "a proposal is not told"
    for other in ("agent", "analyst", "admin"):
        assert not visible(cast.staff[other]).exists()
    paths = {f"/awards/{one.number}/" for one in (award, waiting)}
    assert rules.filter_award_paths(cast.staff["engineer"], paths) == {f"/awards/{award.number}/"}


def test_withdrawn_for_a_reason_and_the_proposer_is_told(cast):
    manager, supervisor = cast.staff["manager"], cast.staff["supervisor"]
    award = proposed(cast)
    with pytest.raises(LawBroken) as refused:
        actions.withdraw_award(award, by=manager, at=LATER, reason="  ")
    assert refused.value.field == "reason"
    award = actions.withdraw_award(award, by=manager, at=LATER, reason=f"误提，见 {PHONE}")
    assert award.state == "withdrawn" and award.figures == {}
    assert award.events.get(kind="withdrawn").note == "误提，见 138****5678"
    assert InboxItem.objects.filter(user=supervisor, dedupe_key__contains=":withdrawn").exists()
    assert not InboxItem.objects.filter(user=cast.staff["engineer"], topic="award").exists()
    assert proposed(cast).state == "proposed", "it may be proposed again"


def test_whoever_withdraws_their_own_proposal_is_not_told(cast):
    supervisor = cast.staff["supervisor"]
    actions.withdraw_award(proposed(cast), by=supervisor, at=LATER, reason="误提")
    assert not InboxItem.objects.filter(user=supervisor, topic="award").exists()


def test_what_was_decided_never_changes(cast):
    award = granted(cast)
    manager = cast.staff["manager"]
    with pytest.raises(IllegalMove):
        actions.withdraw_award(award, by=manager, at=LATER, reason="x")
    for change in (
        lambda: Award.objects.filter(pk=award.pk).update(amount=1),
        lambda: Award.objects.filter(pk=award.pk).update(figures={}),
        lambda: Award.objects.filter(pk=award.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_page_of_an_earlier_version_is_told(cast):
    award = proposed(cast)
    actions.withdraw_award(award, by=cast.staff["manager"], at=LATER, reason="x", version=1)
    with pytest.raises(StaleVersion):
        actions.grant_award(award, by=cast.staff["manager"], at=LATER, seen="", version=1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": AwardKind.OTHER}, "name"),
        ({"name": "月度之星"}, "name"),
        ({"basis": "  "}, "basis"),
        ({"period": AwardPeriod.named("2026-12")}, ""),
        ({"period": AwardPeriod.named("2027-Q1")}, ""),
    ],
)
def test_a_proposal_that_says_too_little_or_too_much(cast, changes, field):
    with pytest.raises(LawBroken) as refused:
        proposed(cast, **changes)
    assert refused.value.field == field
    assert not Award.objects.exists()


def test_another_award_has_its_own_name_and_none_need_be_paid(cast):
    award = proposed(cast, kind=AwardKind.OTHER, name="月度之星", amount=None)
    assert (award.title, award.amount, award.currency) == ("月度之星", None, "")
    granted(cast), granted(cast, "agent")
    assert proposed(cast, period=AwardPeriod.named("2026-Q4")).period.name == "2026-Q4"


def test_the_same_award_is_proposed_once(cast):
    proposed(cast)
    with pytest.raises(LawBroken) as refused:
        proposed(cast, by="manager")
    assert refused.value.field == "staff"


def test_a_running_period_says_that_it_may_change(cast):
    solve(cast, "engineer", 30)
    early = OCTOBER.span.end
    at = NOON.replace(year=early.year, month=10, day=25)
    award = actions.propose_award(proposal(cast), by=cast.staff["supervisor"], at=at)
    award = actions.grant_award(award, by=cast.staff["manager"], at=at, seen=seen_of(award, at))
    assert "open_period" in award.figures["figures"]["fcr"]["notes"]
