"""The sweep in two statements, a claim and a decision.

They decide what the pure clock would decide, for rows that carry their step schedule. A test holds
the outcomes equal, row for row (`test_sweep_statement.py`). Rows without a schedule are left to the
pure clock, and so is the next day of a daily limit.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from core import tracing
from tickets.limits.domain.replay import ClockOperation
from tickets.limits.enums import ClockState, Unit
from tickets.record.enums import EventKind, Source, Visibility


@dataclass(frozen=True, slots=True)
class RaisedStep:
    """A step that was just raised on a clock, with all that its escalation and its notice need.

    The fields stand in the order of the columns from `clock_id` on that `SWEEP` answers with.
    """

    clock_id: int
    step: str
    level: int
    role: str
    acts: list[str]
    planned_at: datetime
    is_late: bool
    notifies: bool
    due_at: datetime | None
    is_breached: bool
    kind: str
    kind_en: str
    ticket_id: int
    number: str
    summary: str
    tier: str
    priority: str
    department_id: int | None
    assignee_id: int | None
    accepted_by_id: int | None


# A statement of its own, so that the planner knows how many rows the sweep is about. A schedule
# that does not lead to the row's own `next_check_at` was left behind by the release before and is
# not trusted.
CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id, next_check_at, step_schedule, breached_at, due_at
    FROM tickets_slaclock WHERE next_check_at <= %s
    ORDER BY next_check_at, id LIMIT %s FOR UPDATE SKIP LOCKED
)
SELECT id,
       step_schedule IS NOT NULL AND next_check_at = least(
           (SELECT min((e.value ->> 1)::timestamptz) FROM jsonb_each(step_schedule) AS e),
           CASE WHEN breached_at IS NULL THEN due_at + interval '1 second' END)
FROM due ORDER BY next_check_at, id
"""

# One statement for marks, ledger lines and answer: each part sees the rows as they were before it,
# so none depends on the order of the others. The claim has locked the rows of `keys`.
SWEEP = """
WITH due AS (
    SELECT c.id, c.ticket_id, c.kind_id, c.cycle, c.due_at, c.raised, c.step_schedule, c.steps,
           c.breached_at IS NULL AND c.due_at < %(at)s AS is_missed,
           c.breached_at IS NOT NULL OR c.due_at < %(at)s AS is_breached,
           c.repeats AND c.unit = %(days)s AS is_daily
    FROM tickets_slaclock c WHERE c.id = ANY(%(keys)s)
), reached AS (
    SELECT d.id AS clock_id, s.value ->> 'key' AS step, (s.value ->> 'level')::int AS level,
           s.value ->> 'role' AS role, coalesce(s.value -> 'acts', '[]') AS acts,
           (p.value ->> 0)::timestamptz AS planned_at,
           (p.value ->> 2)::boolean
               OR %(at)s - (p.value ->> 0)::timestamptz > %(late_after)s AS is_late,
           row_number() OVER (
               PARTITION BY d.id
               ORDER BY (p.value ->> 0)::timestamptz, (s.value ->> 'share')::int,
                        (s.value ->> 'offset_minutes')::int, (s.value ->> 'level')::int,
                        s.ordinality) AS place,
           (p.value ->> 2)::boolean AS is_past
    FROM due d
    CROSS JOIN LATERAL jsonb_array_elements(d.steps) WITH ORDINALITY AS s(value, ordinality)
    JOIN LATERAL (SELECT d.step_schedule -> (s.value ->> 'key') AS value) AS p
        ON (p.value ->> 1)::timestamptz <= %(at)s
), before AS (
    SELECT e.clock_id, max(e.level) AS level
    FROM tickets_escalation e JOIN due d ON d.id = e.clock_id GROUP BY e.clock_id
), left_over AS (
    SELECT d.id, count(r.step) AS steps,
           coalesce(jsonb_agg(r.step ORDER BY r.place) FILTER (WHERE r.step IS NOT NULL), '[]')
               AS keys,
           coalesce(array_agg(r.step) FILTER (WHERE r.step IS NOT NULL), ARRAY[]::text[])
               AS key_list
    FROM due d LEFT JOIN reached r ON r.clock_id = d.id GROUP BY d.id
), swept AS (
    UPDATE tickets_slaclock c SET
        breached_at = CASE WHEN d.is_missed THEN d.due_at ELSE c.breached_at END,
        detected_at = CASE WHEN d.is_missed THEN %(at)s ELSE c.detected_at END,
        is_corrected = CASE WHEN d.is_missed THEN false ELSE c.is_corrected END,
        state = CASE WHEN d.is_missed THEN %(late_state)s ELSE c.state END,
        raised = c.raised || l.keys,
        step_schedule = c.step_schedule - l.key_list,
        next_check_at = least(
            (SELECT min((e.value ->> 1)::timestamptz)
             FROM jsonb_each(c.step_schedule - l.key_list) AS e),
            CASE WHEN d.is_breached THEN NULL ELSE c.due_at + interval '1 second' END)
    FROM due d JOIN left_over l ON l.id = d.id WHERE c.id = d.id
    RETURNING c.id
), logged AS (
    INSERT INTO tickets_ticketevent
           (ticket_id, kind, at, recorded_at, actor_id, before, after, note, data,
            visibility, source, request_id)
    SELECT d.ticket_id, %(escalated)s, r.planned_at, %(at)s, NULL::bigint, '', '', '',
           jsonb_build_object(
               'step', r.step, 'level', r.level, 'clock', k.code, 'cycle', d.cycle),
           %(internal)s, %(system)s, %(request)s
    FROM reached r
    JOIN due d ON d.id = r.clock_id
    JOIN tickets_slakind k ON k.id = d.kind_id
    UNION ALL
    SELECT d.ticket_id, %(breached)s, d.due_at, %(at)s, NULL::bigint, '', '', '',
           jsonb_build_object(
               'due_at',
               to_char(d.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '+00:00',
               'law', %(operation)s::text, 'clock', k.code, 'cycle', d.cycle),
           %(internal)s, %(system)s, %(request)s
    FROM due d JOIN tickets_slakind k ON k.id = d.kind_id WHERE d.is_missed
)
SELECT d.id, d.is_missed, d.is_missed AND d.is_daily,
       r.clock_id, r.step, r.level, r.role, r.acts, r.planned_at, r.is_late,
       (r.place = l.steps
           OR NOT r.is_past AND r.planned_at = max(r.planned_at) OVER (PARTITION BY d.id))
           AND r.level >= coalesce(b.level, 0) AS notifies,
       d.due_at, d.is_breached, k.name AS kind, k.name_en AS kind_en,
       t.id AS ticket_id, t.number, t.summary, t.tier, t.priority,
       t.department_id, t.assignee_id, t.accepted_by_id
FROM due d
JOIN left_over l ON l.id = d.id
JOIN tickets_slakind k ON k.id = d.kind_id
JOIN tickets_ticket t ON t.id = d.ticket_id
LEFT JOIN reached r ON r.clock_id = d.id
LEFT JOIN before b ON b.clock_id = d.id
ORDER BY d.id, r.place
"""


@dataclass(frozen=True, slots=True)
class SweepOutcome:
    """How many clocks were missed, and the steps that were raised.

    `missed_days` are the keys of missed daily limits, whose next day begins.
    """

    breached: int
    raised: list[RaisedStep]
    missed_days: list[int]


def claim_due_keys(at: datetime, limit: int) -> tuple[list[int], list[int]]:
    """Lock up to `limit` due clocks that nobody else holds, oldest first.

    The keys of those whose step schedule is trusted, and of the others.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [at, limit])
        rows = cursor.fetchall()

    scheduled: list[int] = []
    others: list[int] = []
    for key, is_trusted in rows:
        if is_trusted:
            scheduled.append(key)
        else:
            others.append(key)

    return scheduled, others


def run_sweep(keys: list[int], at: datetime, late_after: timedelta) -> SweepOutcome:
    """Sweep claimed clocks: marks, steps and ledger lines.

    The caller writes the escalations and tells people.
    """
    params: dict[str, Any] = {
        "keys": keys,
        "at": at,
        "late_after": late_after,
        "days": Unit.CALENDAR_DAY.value,
        "late_state": ClockState.BREACHED_RUNNING.value,
        "escalated": EventKind.ESCALATED.value,
        "breached": EventKind.CLOCK_BREACHED.value,
        "internal": Visibility.INTERNAL.value,
        "system": Source.SYSTEM.value,
        "request": tracing.current(),
        "operation": ClockOperation.BREACH.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(SWEEP, params)
        rows = cursor.fetchall()

    # A clock with several steps has a row for each, one without any has a row without a step.
    raised: list[RaisedStep] = []
    missed: set[int] = set()
    missed_days: set[int] = set()
    for clock_id, is_missed, is_missed_day, *step_columns in rows:
        if is_missed:
            missed.add(clock_id)
        if is_missed_day:
            missed_days.add(clock_id)
        if step_columns[0] is not None:
            raised.append(_raised_step(step_columns))

    return SweepOutcome(len(missed), raised, sorted(missed_days))


def _raised_step(columns: list[Any]) -> RaisedStep:
    """The columns of the statement's answer from `clock_id` on; JSON comes as text."""
    clock_id, step, level, role, acts, *others = columns
    # Most steps do nothing besides telling people, and a sweep after an outage raises thousands.
    parsed_acts = [] if acts == "[]" else json.loads(acts)
    return RaisedStep(clock_id, step, level, role, parsed_acts, *others)
