"""One stream of everything that happened to a ticket, worded for the reader; what the system did is folded."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from core.formats import MomentWriter, WrittenMoment, plain_moment
from tickets.desk.queries.of_ticket import Filed, Happened, Said
from tickets.limits.enums import StepRole
from tickets.limits.queries import explain
from tickets.record.enums import (
    Direction,
    EventKind,
    Move,
    Priority,
    Purpose,
    Source,
    Status,
    Tier,
    Visibility,
    WaitReason,
)
from tickets.record.models import Ticket
from tickets.work.enums import (
    CauseClass,
    ConfirmationMode,
    DiagnosisMethod,
    ProcessKind,
    SolutionState,
)

LAG = timedelta(minutes=5)
SYSTEM = frozenset(kind for kind in EventKind if kind.startswith("clock_")) | {EventKind.ESCALATED}
SAID = frozenset({EventKind.CONTACT, EventKind.NOTE})
ICONS = {
    EventKind.MOVED: "arrow-right",
    EventKind.ASSIGNED: "user-plus",
    EventKind.TAKEN: "hand-stop",
    EventKind.REFUSED: "user",
    EventKind.EDITED: "edit",
    EventKind.RETIERED: "flag",
    EventKind.PROMISED: "calendar",
    EventKind.DIAGNOSED: "stethoscope",
    EventKind.SOLUTION: "clipboard-list",
    EventKind.PROCESSED: "clipboard-check",
    EventKind.ATTACHED: "paperclip",
    EventKind.CLOSING_REPORT: "file",
    EventKind.CLOCK_BREACHED: "alert-triangle",
    EventKind.ESCALATED: "bell",
    EventKind.REGISTERED: "ticket",
    EventKind.IMPORTED: "upload",
    EventKind.REPORTED_CHANGED: "history",
}


@dataclass(slots=True)
class Entry:
    """One thing in the stream. `stream` is customer, internal or system."""

    at: datetime
    moment: WrittenMoment
    stream: str
    icon: str
    who: str
    title: str
    body: str = ""
    facts: list[str] = field(default_factory=list)
    lag: timedelta | None = None
    files: list[Filed] = field(default_factory=list)
    folded: list["Entry"] = field(default_factory=list)


def stream(
    events: Iterable[Happened],
    said: Iterable[Said],
    files: Iterable[Filed],
    kinds: dict[str, str],
    moments: MomentWriter,
) -> list[Entry]:
    """Newest first; runs of system entries are folded into one. `kinds` names limits by their code."""
    attached: dict[int | None, list[Filed]] = {}
    for attachment in files:
        attached.setdefault(attachment.communication_id, []).append(attachment)
    told = [
        (event.at, event.pk, _of_event(event, kinds, moments))
        for event in events
        if event.kind not in SAID
    ]
    spoken = [(one.at, one.pk, _of_said(one, attached.get(one.pk, []), moments)) for one in said]
    ordered = sorted([*told, *spoken], key=lambda item: item[:2], reverse=True)
    return fold([entry for _at, _pk, entry in ordered])


def fold(entries: list[Entry]) -> list[Entry]:
    """Runs of system entries become one each."""
    folded: list[Entry] = []
    for is_system, run in groupby(entries, key=lambda entry: entry.stream == "system"):
        members = list(run)
        if is_system:
            first = members[0]
            folded.append(
                Entry(first.at, first.moment, "system", "settings", "", "", folded=members)
            )
        else:
            folded += members
    return folded


def _of_said(one: Said, files: list[Filed], moments: MomentWriter) -> Entry:
    is_note = one.direction == Direction.NOTE
    return Entry(
        at=one.at,
        moment=moments.write(one.at),
        stream="internal" if is_note else "customer",
        icon="lock" if is_note else ("phone" if one.channel__is_synchronous else "message"),
        who=one.who,
        title=_("Internal note") if is_note else _said_title(one),
        body=one.body,
        facts=_said_facts(one),
        lag=_lag(one.at, one.recorded_at),
        files=files,
    )


def _said_title(one: Said) -> str:
    shown = {"channel": one.channel, "purpose": Purpose(one.purpose).label}
    if one.direction == Direction.IN:
        return _("Customer, %(channel)s") % shown
    if not one.is_answered:
        return _("Customer not reached, %(channel)s") % shown
    return _("To the customer, %(channel)s: %(purpose)s") % shown


def _said_facts(one: Said) -> list[str]:
    facts = []
    if one.reaction:
        facts.append(_("Customer's reaction: %(text)s") % {"text": one.reaction})
    if one.score:
        facts.append(_("Score: %(score)d of 5") % {"score": one.score})
    return facts


def _lag(at: datetime, recorded_at: datetime) -> timedelta | None:
    lag = recorded_at - at
    return lag if lag > LAG else None


def _of_event(event: Happened, kinds: dict[str, str], moments: MomentWriter) -> Entry:
    kind = EventKind(event.kind)
    return Entry(
        at=event.at,
        moment=moments.write(event.at),
        stream="system"
        if kind in SYSTEM
        else ("customer" if event.visibility == Visibility.CUSTOMER else "internal"),
        icon=ICONS.get(kind, "clock"),
        who=event.who or _("System"),
        title=_title(kind, event, kinds),
        body=event.note,
        facts=_facts(kind, event),
        lag=_lag(event.at, event.recorded_at) if event.who and kind not in SYSTEM else None,
    )


def _title(kind: EventKind, event: Happened, kinds: dict[str, str]) -> str:
    if kind in WORDED:
        return WORDED[kind](event)
    if kind in SYSTEM:
        code = event.data.get("clock", "")
        return f"{kind.label}{_(': ')}{kinds.get(code, code)}"
    return str(kind.label)


def _moved(event: Happened) -> str:
    move = event.data.get("move", "")
    verb = Move(move).label if move in Move.values else EventKind.MOVED.label
    return f"{verb}{_(': ')}{_label(Status, event.before)} → {_label(Status, event.after)}"


def _assigned(event: Happened) -> str:
    return _("Assigned to %(name)s") % {"name": event.after}


def _retiered(event: Happened) -> str:
    def worded(pair: str) -> str:
        tier, _slash, priority = pair.partition("/")
        return f"{_label(Tier, tier)} / {_label(Priority, priority)}"

    return f"{EventKind.RETIERED.label}{_(': ')}{worded(event.before)} → {worded(event.after)}"


def _solution(event: Happened) -> str:
    number = event.data.get("number", "")
    return f"{EventKind.SOLUTION.label} v{number}{_(': ')}{_label(SolutionState, event.after)}"


WORDED = {
    EventKind.MOVED: _moved,
    EventKind.ASSIGNED: _assigned,
    EventKind.RETIERED: _retiered,
    EventKind.SOLUTION: _solution,
}
"""Titles that say more than their kind."""


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else value


def _facts(kind: EventKind, event: Happened) -> list[str]:
    data = event.data
    if kind == EventKind.EDITED:
        return [_changed(name, *pair) for name, pair in data.get("changes", {}).items()]
    if kind == EventKind.DIAGNOSED:
        return [
            _label(DiagnosisMethod, data["method"]),
            _label(CauseClass, data["cause"]),
            *([data["found"]] if data.get("found") else []),
        ]
    if kind == EventKind.PROCESSED:
        return [
            _label(ProcessKind, data["process"]),
            f"{_local(data['started_at'])} – {_local(data['ended_at'])}",
            *([data["result"]] if data.get("result") else []),
        ]
    if kind == EventKind.SOLUTION:
        return [f"{n}. {step}" for n, step in enumerate(data.get("steps", []), 1)]
    if kind == EventKind.PROMISED:
        return [f"{_local(event.before) or '—'} → {_local(event.after)}"]
    if kind == EventKind.REPORTED_CHANGED:
        return [f"{_local(event.before)} → {_local(event.after)}"]
    return _small_facts(data)


def _small_facts(data: dict[str, Any]) -> list[str]:
    facts = []
    if data.get("reason") in WaitReason.values:
        facts.append(str(WaitReason(data["reason"]).label))
    if data.get("mode") in ConfirmationMode.values:
        facts.append(str(ConfirmationMode(data["mode"]).label))
    if data.get("score"):
        facts.append(_("Score: %(score)d of 5") % {"score": data["score"]})
    facts += [data[name] for name in ("course", "lessons") if data.get(name)]
    if data.get("due_at"):
        facts.append(_("due %(moment)s") % {"moment": _local(data["due_at"])})
    if data.get("name"):
        facts.append(data["name"])
    if data.get("step"):
        facts.append(step_words(data["step"]))
    if data.get("source") == Source.IMPORT:
        facts.append(str(Source.IMPORT.label))
    return facts


def step_words(key: str) -> str:
    """`100%+30m:manager` as `30 min after the limit → Manager`."""
    share, _sign, rest = key.partition("%")
    minutes, _unit, role = rest.partition("m:")
    when = explain.step_words(int(share), timedelta(minutes=int(minutes or 0)))
    return f"{when} → {_label(StepRole, role)}"


def _changed(name: str, before: str, after: str) -> str:
    label = str(Ticket._meta.get_field(name).verbose_name)
    return f"{label}{_(': ')}{_readable(name, before) or '—'} → {_readable(name, after) or '—'}"


def _readable(name: str, value: str) -> str:
    choices = dict(Ticket._meta.get_field(name).flatchoices)
    if value in choices:
        return str(choices[value])
    return _local(value) if name.endswith("_at") else value


def _local(value: str) -> str:
    parsed = parse_datetime(value) if value else None
    return plain_moment(parsed) if parsed else value
