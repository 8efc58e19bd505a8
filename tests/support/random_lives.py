"""Random lives of tickets through the real actions: every clock told anew from its ledger is the same row, and nothing is ever lost.

A failure names its seed and the steps that led to it; `live(cast, seed, steps)` plays them again.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from calendars import actions as calendars
from calendars.enums import DayKind, DayStatus
from calendars.models import CalendarDay, WorkCalendar
from core.domain import worktime
from core.errors import LawBroken, NotAllowed
from core.work.lifecycle import IllegalMove
from tests.fixtures import COMPANY, moment
from tickets.limits.actions import clocks, rulebooks, terms_changes
from tickets.limits.domain import sla
from tickets.limits.enums import ChangeScope, StepRole, Unit
from tickets.limits.models import (
    Escalation,
    EscalationStep,
    SlaClock,
    SlaPolicy,
    SlaTarget,
)
from tickets.limits.queries import changed_terms
from tickets.record.domain import lifecycle
from tickets.record.enums import Direction, Nature, Priority, Purpose, Status, Tier, WaitReason
from tickets.record.models import Ticket
from tickets.work.actions import (
    assignments,
    closing,
    conversation,
    escalations,
    finishing,
    moves,
    register,
    solving,
    triage,
)
from tickets.work.enums import (
    CauseClass,
    ConfirmationMode,
    ConfirmationResult,
    DiagnosisMethod,
    ProcessKind,
)

SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)

SEEDS = (20260316, 20260317, 20260320)

STEPS = 70

BEGINNINGS = ("2026-02-13 15:00", "2026-03-16 09:00", "2026-04-30 16:30", "2026-12-29 10:00")
"""Before a make-up Saturday and nine holidays, on a plain Monday, before 1 May, before a year that is provisional."""

REFUSALS = (LawBroken, NotAllowed, IllegalMove)

EVERY = 10_000


@dataclass
class World:
    """Some tickets, the moment, and the dice of the step that is played."""

    cast: Any
    at: datetime
    dice: random.Random
    tickets: list[int] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    is_late_entry: bool = False
    """Did the step speak of an earlier moment than the present?"""

    def __getattr__(self, name: str) -> Any:
        if name in ("agent", "supervisor", "manager", "engineer", "admin"):
            return self.cast.staff[name]
        raise AttributeError(name)

    def ticket(self, *states: str) -> Ticket:
        """One of the newest, mostly one in a state that fits."""
        keys = self.tickets[-4:]
        fitting = list(
            Ticket.objects.filter(pk__in=keys, status__in=states)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        return Ticket.objects.get(
            pk=self.dice.choice(fitting if fitting and self.maybe(0.9) else keys)
        )

    def maybe(self, chance: float) -> bool:
        return self.dice.random() < chance

    def before(self, earliest: datetime, chance: float = 0.4) -> datetime | None:
        """An earlier moment, for entries that come late."""
        if not self.maybe(chance) or earliest >= self.at:
            return None
        self.is_late_entry = True
        return earliest + (self.at - earliest) * self.dice.choice([0.0, 0.1, 0.5, 0.9, 0.99])

    def later(self) -> datetime:
        return (
            self.at
            + self.dice.choice([MINUTE, 40 * MINUTE, 3 * HOUR, DAY, 4 * DAY])
            + self.dice.randint(0, 59) * SECOND
        )


# --- what people do -----------------------------------------------------------------------------------------------


def report(world: World) -> None:
    dice, at = world.dice, world.at
    reported_at = at - dice.choice([0, 0, 0, 10, 90, 1500]) * MINUTE
    customer = world.cast.customers[COMPANY]
    told: dict[str, Any] = {}
    if world.maybe(0.3):
        told["promised_at"] = world.later()
    if world.maybe(0.2):
        told["is_synchronous"] = True
    elif world.maybe(0.2):
        told["first_responded_at"] = reported_at + (at - reported_at) * dice.random()
    ticket = register.register_ticket(
        by=world.agent,
        at=at,
        customer=customer,
        contact=customer.contacts.first(),
        channel=world.cast.channels[dice.choice(["电话", "邮件"])],
        summary="设备无法启动",
        tier=dice.choice(Tier.values),
        priority=dice.choice(Priority.values),
        nature=dice.choice(Nature.values),
        reported_at=reported_at,
        issue_type=world.cast.types["硬件故障"],
        **told,
    )
    world.tickets.append(ticket.pk)


def contact(world: World) -> None:
    dice, ticket = world.dice, world.ticket()
    conversation.record_contact(
        ticket,
        by=world.supervisor,
        at=world.at,
        body="已联系",
        channel=ticket.channel,
        direction=Direction.OUT if world.maybe(0.85) else Direction.IN,
        purpose=dice.choice(Purpose.values),
        happened_at=world.before(ticket.reported_at),
        is_answered=world.maybe(0.85),
        is_automatic=world.maybe(0.1),
        score=dice.choice([None, None, None, 2, 5]),
    )


def accept(world: World) -> None:
    moves.accept_ticket(world.ticket(Status.NEW), by=world.agent, at=world.at, is_verified=True)


def take(world: World) -> None:
    ticket = world.ticket(Status.ACCEPTED)
    if world.maybe(0.5):
        assignments.assign_ticket(
            ticket,
            by=world.supervisor,
            at=world.at,
            department=world.engineer.department,
            assignee=world.engineer,
        )
    assignments.take_ticket(ticket, by=world.engineer, at=world.at)


def propose(world: World) -> None:
    ticket = world.ticket(Status.DIAGNOSING)
    solving.record_diagnosis(
        ticket,
        by=world.engineer,
        at=world.at,
        method=DiagnosisMethod.REMOTE,
        phenomenon="检查",
        data="日志",
        cause_class=CauseClass.KNOWN_FAULT,
    )
    solving.submit_solution(
        ticket,
        by=world.engineer,
        at=world.at,
        steps=["重启"],
        responsible=world.engineer,
        finish_by=world.later(),
        root_cause="老化",
    )


def decide(world: World) -> None:
    solving.decide_solution(
        world.ticket(Status.PENDING_APPROVAL),
        by=world.supervisor,
        at=world.at,
        is_approved=world.maybe(0.8),
        comment="看过",
    )


def wait(world: World) -> None:
    moves.start_waiting(
        world.ticket(*lifecycle.WORKED_ON - lifecycle.WAITING),
        by=world.engineer,
        at=world.at,
        reason=world.dice.choice(list(WaitReason)[:4]),
    )


def resume(world: World) -> None:
    moves.resume_work(world.ticket(*lifecycle.WAITING), by=world.engineer, at=world.at)


def solution_failed(world: World) -> None:
    moves.return_to_diagnosis(
        world.ticket(Status.PROCESSING), by=world.engineer, at=world.at, note="无效"
    )


def finish(world: World) -> None:
    ticket = world.ticket(Status.PROCESSING)
    began = ticket.accepted_at or ticket.reported_at
    solving.record_work(
        ticket,
        by=world.engineer,
        at=world.at,
        started_at=began,
        ended_at=world.at,
        kind=ProcessKind.REMOTE,
        content="处理",
    )
    finishing.finish_work(
        ticket,
        by=world.engineer,
        at=world.at,
        fixed_at=world.before(max(began, world.at - 5 * HOUR)),
    )


def confirm(world: World) -> None:
    ticket, dice = world.ticket(Status.PENDING_CONFIRMATION), world.dice
    result = ConfirmationResult.SOLVED if world.maybe(0.6) else ConfirmationResult.NOT_SOLVED
    mode = dice.choice([ConfirmationMode.ONLINE, ConfirmationMode.CALLBACK])
    signed_at = world.before(ticket.fixed_at or ticket.reported_at)
    finishing.record_confirmation(
        ticket,
        by=world.agent,
        at=world.at,
        mode=mode,
        result=result,
        signed_at=signed_at,
        score=dice.choice([None, 2, 5]),
    )


def reopen(world: World) -> None:
    closing.reopen_ticket(
        world.ticket(Status.RESOLVED, Status.CLOSED), by=world.manager, at=world.at, note="又坏了"
    )


def close(world: World) -> None:
    ticket = world.ticket(Status.RESOLVED)
    solving.write_closing_report(
        ticket, by=world.engineer, at=world.at, cause="老化", course="更换"
    )
    closing.close_ticket(ticket, by=world.manager, at=world.at, survey_waived_reason="不需要")


def cancel(world: World) -> None:
    moves.cancel_ticket(world.ticket(), by=world.supervisor, at=world.at, note="误报")


def merge(world: World) -> None:
    moves.merge_ticket(
        world.ticket(Status.NEW, Status.ACCEPTED),
        by=world.supervisor,
        at=world.at,
        into=world.ticket(),
    )


def promise(world: World) -> None:
    triage.promise_time(
        world.ticket(*lifecycle.UNSOLVED),
        by=world.manager,
        at=world.at,
        promised_at=world.later(),
        reason="等备件",
    )


def retier(world: World) -> None:
    tier, priority = world.dice.choice(list(Tier)), world.dice.choice(list(Priority))
    promised_at = world.later() if world.maybe(0.4) else None
    triage.change_tier(
        world.ticket(*lifecycle.UNSOLVED),
        by=world.supervisor,
        at=world.at,
        tier=tier,
        priority=priority,
        reason="复核",
        promised_at=promised_at,
    )


def correct_report_time(world: World) -> None:
    ticket = world.ticket(*lifecycle.UNSOLVED)
    world.is_late_entry = True
    reported_at = (
        ticket.reported_at
        + world.dice.choice([-3000, -200, -20, -1, 1, 5, 30]) * MINUTE
        + world.dice.randint(-30, 30) * SECOND
    )
    triage.correct_report_time(
        ticket, by=world.supervisor, at=world.at, reported_at=reported_at, reason="记错"
    )


def edit(world: World) -> None:
    ticket = world.ticket(*lifecycle.EDITABLE)
    business_type = world.dice.choice(["", "complaint", "repair"])
    nature = world.dice.choice([ticket.nature, Nature.COMPLAINT])
    register.edit_description(
        ticket,
        by=world.agent,
        at=world.at,
        version=ticket.version,
        business_type=business_type,
        nature=nature,
    )


def go_on(world: World) -> None:
    """What a ticket needs next on its way to the end."""
    ticket = world.ticket(*lifecycle.UNSOLVED)
    if ticket.first_responded_at is None:
        conversation.record_contact(
            ticket,
            by=world.agent,
            at=world.at,
            body="已登记",
            channel=ticket.channel,
            purpose=Purpose.ACK,
        )
    NEXT.get(ticket.status, contact)(world)


NEXT: dict[str, Callable[[World], None]] = {
    Status.NEW: accept,
    Status.ACCEPTED: take,
    Status.DIAGNOSING: propose,
    Status.PENDING_APPROVAL: decide,
    Status.PROCESSING: finish,
    Status.PENDING_CONFIRMATION: confirm,
    Status.WAITING_CUSTOMER: resume,
    Status.WAITING_INTERNAL: resume,
}


# --- what machines and administrators do --------------------------------------------------------------------------


def sweep(world: World) -> None:
    clocks.sweep_clocks(at=world.at, limit=world.dice.choice([1, 5, EVERY, EVERY]))


def carry_out(world: World) -> None:
    escalations.carry_out_steps(world.at, 10)


def change_rules(world: World) -> None:
    any_rules(world, 3)
    rulebooks.publish_rulebook(by=world.admin, at=world.at, reason="调整", apply=world.maybe(0.7))
    if world.maybe(0.8):
        terms_changes.apply_open_changes(lambda: world.at)


def apply_changes(world: World) -> None:
    terms_changes.apply_open_changes(lambda: world.at)


def change_hours(world: World) -> None:
    dice = world.dice
    calendar = WorkCalendar.objects.get(code="workdays")
    first = world.at.date() - dice.randint(0, 4) * DAY
    for n in range(dice.choice([1, 1, 3, 8])):
        kind = dice.choice([DayKind.HOLIDAY, DayKind.MAKEUP, DayKind.SPECIAL])
        hours = (
            ""
            if kind == DayKind.HOLIDAY
            else dice.choice(
                ["09:00-18:00", "09:00-12:00, 13:30-18:00", "20:00-24:00", "00:00-02:00"]
            )
        )
        CalendarDay.objects.update_or_create(
            calendar=calendar,
            date=first + n * DAY,
            defaults={"kind": kind, "hours": hours, "status": DayStatus.PUBLISHED},
        )
    if world.maybe(0.2):
        calendars.set_week(
            calendar,
            dict.fromkeys(
                range(dice.choice([5, 6])), dice.choice(["09:00-18:00", "09:00-12:00, 13:30-18:00"])
            ),
        )
    calendars.publish_calendar(calendar, at=world.at)
    if world.maybe(0.8):
        terms_changes.request_change(
            ChangeScope.CALENDAR, by=world.admin, at=world.at, reason="日历", calendar=calendar
        )
    if world.maybe(0.8):
        terms_changes.apply_open_changes(lambda: world.at)


def publish_next_year(world: World) -> None:
    calendar = WorkCalendar.objects.get(code="workdays")
    calendar.days.filter(date__year=2027).update(status=DayStatus.PUBLISHED)
    holiday = {"kind": DayKind.HOLIDAY, "hours": "", "status": DayStatus.PUBLISHED}
    CalendarDay.objects.update_or_create(
        calendar=calendar, date=date(2027, 1, world.dice.randint(1, 10)), defaults=holiday
    )
    calendars.publish_calendar(calendar, at=world.at)
    terms_changes.apply_open_changes(lambda: world.at)


def any_rules(world: World, count: int) -> None:
    """Some targets of the draft, with their steps, drawn anew; now and then a rule put out of force or back."""
    dice = world.dice
    calendars_by_code = {calendar.code: calendar for calendar in WorkCalendar.objects.all()}
    targets = list(
        SlaTarget.objects.exclude(kind__is_moment=True).select_related("kind").order_by("pk")
    )
    for target in dice.sample(targets, min(count, len(targets))):
        target.unit = dice.choice(
            [Unit.MINUTE, Unit.HOUR, Unit.HOUR, Unit.WORKDAY, Unit.CALENDAR_DAY]
        )
        target.amount = {Unit.MINUTE: dice.randint(1, 300), Unit.HOUR: dice.randint(1, 40)}.get(
            target.unit, dice.randint(1, 3)
        )
        code = {Unit.WORKDAY: "workdays", Unit.CALENDAR_DAY: "natural"}.get(
            target.unit, dice.choice(["workdays", "natural"])
        )
        target.calendar = calendars_by_code[code]
        target.reopen_amount = dice.choice([None, 1, 8])
        if target.kind.code in ("resolve", "respond", "start", "progress"):
            target.pause_reasons = sorted(dice.sample(WaitReason.values, dice.randint(0, 3)))
        target.save()
        wanted = (
            dice.choice([30, 75, 100, 120]),
            dice.choice([0, 0, -10, 15, 90]),
            dice.choice(StepRole.values),
        )
        if (
            world.maybe(0.5)
            and not target.steps.filter(
                share=wanted[0], offset_minutes=wanted[1], role=wanted[2]
            ).exists()
        ):
            EscalationStep.objects.create(
                target=target,
                share=wanted[0],
                offset_minutes=wanted[1],
                role=wanted[2],
                level=dice.randint(1, 3),
                raises_tier=world.maybe(0.3),
                reassigns=world.maybe(0.2),
                asks_reason=world.maybe(0.3),
            )
    if world.maybe(0.15):
        policy = dice.choice(list(SlaPolicy.objects.filter(is_fallback=False).order_by("pk")))
        policy.is_active = not policy.is_active
        policy.save()


ACTS: dict[Callable[[World], None], int] = {
    report: 2,
    go_on: 25,
    contact: 9,
    accept: 1,
    take: 2,
    propose: 1,
    decide: 1,
    wait: 5,
    resume: 5,
    solution_failed: 1,
    finish: 2,
    confirm: 2,
    reopen: 6,
    close: 2,
    cancel: 1,
    merge: 1,
    promise: 4,
    retier: 5,
    correct_report_time: 4,
    edit: 3,
    sweep: 9,
    carry_out: 3,
    change_rules: 4,
    apply_changes: 2,
    change_hours: 3,
    publish_next_year: 1,
}

PAUSES_BETWEEN = (0, 0, 1, 30, 60, 600, 1800, 3600, 3600, 7200, 14400, 40000, 90000)


# --- what must hold after every step ------------------------------------------------------------------------------


def rows_of(tickets: Iterable[int]) -> list[SlaClock]:
    return list(
        SlaClock.objects.filter(ticket__in=tickets)
        .select_related("kind", "ticket")
        .prefetch_related("pauses")
        .order_by("pk")
    )


def faults(world: World, before: dict[int, SlaClock]) -> list[str]:
    """Everything that does not hold now."""
    found = []
    rows = rows_of(world.tickets)
    raised = Counter(Escalation.objects.filter(clock__in=rows).values_list("clock", flat=True))
    for ticket in Ticket.objects.filter(pk__in=world.tickets):
        own = [row for row in rows if row.ticket_id == ticket.pk]
        found += _faults_of_ticket(ticket, own)
    for row in rows:
        name = f"{row.ticket.number} {row.kind.code}#{row.cycle}"
        was = before.get(row.pk)
        told = _faults_of_clock(row) + _lost(row, was, world)
        if raised[row.pk] != len(row.raised):
            told.append(f"{len(row.raised)} steps raised, {raised[row.pk]} told")
        found += [f"{name}: {fault}" for fault in told]
    return found


def _faults_of_ticket(ticket: Ticket, rows: list[SlaClock]) -> list[str]:
    live = [row for row in rows if row.clock.is_live]
    first = min(
        (row.due_at for row in live if row.due_at and (row.since or row.breached_at)), default=None
    )
    found = (
        [f"{ticket.number} shows {ticket.next_due_at}, first due is {first}"]
        if ticket.next_due_at != first
        else []
    )
    waiting = Counter(row.kind.code for row in live if not (row.repeats and row.breached_at))
    found += [
        f"{ticket.number}: {count} live clocks of {kind}"
        for kind, count in waiting.items()
        if count > 1
    ]
    if ticket.status in lifecycle.PROMISES_NOTHING and live:
        found.append(f"{ticket.number} is {ticket.status} and has live clocks")
    for kind in {row.kind.code for row in rows}:
        cycles = sorted(row.cycle for row in rows if row.kind.code == kind)
        if cycles != list(range(1, len(cycles) + 1)):
            found.append(f"{ticket.number} {kind}: cycles {cycles}")
    reason = ticket.pause_reason
    found += [
        f"{ticket.number} {row.kind.code}#{row.cycle} runs although it honours {reason}"
        for row in live
        if row.since and reason in row.pause_reasons
    ]
    found += [
        f"{ticket.number} {row.kind.code}#{row.cycle} stands still in {ticket.status} {reason}"
        for row in live
        if row.since is None and reason not in row.pause_reasons
    ]
    return found


def _faults_of_clock(row: SlaClock) -> list[str]:
    law, found = row.clock, []
    left = {step.key for step in law.target.steps} - set(row.raised)
    waits_for_something = (
        law.is_live and law.since is not None and (law.breached_at is None or bool(left))
    )
    if waits_for_something != (row.next_check_at is not None):
        found.append(f"next check {row.next_check_at}, steps left {sorted(left)}, {row.state}")
    if row.state != law.state:
        found.append(f"state {row.state} should be {law.state}")
    pauses = [(pause.started_at, pause.ended_at) for pause in row.pauses.all()]
    if law.since and law.since < law.started_at:
        found.append(f"runs since {law.since}, before its start {law.started_at}")
    stands = law.is_live and law.since is None
    if [ended for _started, ended in pauses if ended is None] != [None] * stands:
        found.append(f"stands still: {stands}, pauses {pauses}")
    spent = _spent(row, pauses)
    if spent is not None and spent != law.spent:
        found.append(f"spent {law.spent}, counted from its start {spent}")
    if law.since and not law.is_breached and law.target.moment is None:
        due = worktime.after(law.target.calendar, law.since, law.budget - law.spent)
        if law.due_at != due and not (
            law.spent > law.budget and law.due_at is not None and law.due_at <= law.since
        ):
            found.append(f"due {law.due_at}, should be {due}")
    return found


def _spent(row: SlaClock, pauses: list[tuple[datetime, datetime | None]]) -> timedelta | None:
    """Open time from the start to the last reckoning, pauses left out. None where the row says nothing of it: called off, or imported."""
    law = row.clock
    end = law.since or law.paused_at or law.stopped_at
    if end is None or law.cancelled_at:
        return None
    return (
        timedelta()
        if end < law.started_at
        else sla.worked_time(
            law.target.calendar,
            law.started_at,
            end,
            [(begin, ended or end) for begin, ended in pauses],
            changed_terms.earlier_hours(row),
        )
    )


def _lost(row: SlaClock, before: SlaClock | None, world: World) -> list[str]:
    """A miss that was recorded and is gone, or one that should have been recorded by what happened to the clock."""
    if before is None or world.is_late_entry:
        return []
    if before.breached_at and not before.is_corrected and row.breached_at != before.breached_at:
        return [f"the miss of {before.breached_at} is gone"]
    is_late = (
        before.since is not None
        and before.clock.is_live
        and before.due_at
        and worktime.whole_second(world.at) > before.due_at
    )
    is_touched = (row.since, row.due_at) != (before.since, before.due_at)
    if (
        is_late
        and is_touched
        and not row.cancelled_at
        and not row.clock.is_breached
        and before.calendar_version_id == row.calendar_version_id
    ):
        return [f"was due {before.due_at}, handled {world.at}, and is {row.state}"]
    return []


def untold(world: World) -> list[str]:
    """Clocks that the ledger tells otherwise."""
    found = []
    for row in rows_of(world.tickets):
        try:
            differs = clocks.rebuild_clock(row).differs
        except clocks.IncompleteLedger as why:
            differs = {"untold": (why, why)}
        found += [
            f"{row.ticket.number} {row.kind.code}#{row.cycle} {name}: row {said}, ledger {told}"
            for name, (said, told) in differs.items()
        ]
    return found


def restless(world: World) -> list[str]:
    """What a second sweep at the same moment changes."""
    while clocks.sweep_clocks(at=world.at, limit=EVERY).looked_at == EVERY:
        pass
    rows, count = SlaClock.objects.order_by("pk"), Escalation.objects.count()
    was = list(rows.values())
    again = clocks.sweep_clocks(at=world.at, limit=EVERY)
    is_quiet = (again.looked_at, again.raised, list(rows.values()), Escalation.objects.count()) == (
        0,
        0,
        was,
        count,
    )
    return [] if is_quiet else [f"a second sweep at {world.at} does something: {again}"]


# --- the life -----------------------------------------------------------------------------------------------------


class Refuted(AssertionError):
    """Something that must hold did not."""


def live(cast: Any, seed: int, steps: Iterable[int], *, tell_every: int = 1) -> World:
    """Play the steps of a seed, each with dice of its own, and look after each of them. Raises `Refuted`."""
    first = random.Random(seed)
    world = World(cast, moment(first.choice(BEGINNINGS)) + first.randint(-6, 30) * HOUR, first)
    any_rules(world, 12)
    try_to(
        "first rules",
        world,
        lambda _world: rulebooks.publish_rulebook(by=world.admin, at=world.at - DAY, reason="混合"),
    )
    report(world)
    for number in steps:
        world.dice = random.Random(f"{seed}/{number}")
        world.at += world.dice.choice(PAUSES_BETWEEN) * SECOND + timedelta(
            microseconds=world.dice.choice([0, 1, 500_000])
        )
        (act,) = world.dice.choices(list(ACTS), ACTS.values())
        before = {row.pk: row for row in rows_of(world.tickets)}
        world.is_late_entry = False
        try_to(f"{number} {world.at:%m-%d %H:%M:%S.%f} {act.__name__}", world, act)
        found = faults(world, before)
        if act is sweep and world.maybe(0.5):
            found += restless(world)
        found += untold(world) if number % tell_every == 0 else []
        if found:
            raise Refuted("\n".join([f"seed {seed}", *world.told[-40:], *found]))
    found = untold(world) + restless(world) + untold(world)
    if found:
        raise Refuted("\n".join([f"seed {seed}, at the end", *world.told[-40:], *found]))
    return world


def try_to(name: str, world: World, act: Callable[[World], Any]) -> None:
    """Do it as a page would: all or nothing, and a refusal is an answer."""
    known = len(world.tickets)
    try:
        with transaction.atomic():
            act(world)
        world.told.append(name)
        world.done[name.split()[-1]] += 1
    except REFUSALS as no:
        del world.tickets[known:]
        world.told.append(f"{name}: no ({no})")
