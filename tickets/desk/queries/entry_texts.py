"""The entries of a ticket's stream in words: a title each, and lines of facts below it."""

from datetime import timedelta
from typing import Any

from django.db.models import Choices
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from pages.formats import plain_moment, plain_second, working_span
from privacy.domain.classes import FieldClass, mask_value
from tickets.desk.queries.of_ticket import LedgerEntry, SpokenEntry
from tickets.limits.enums import StepRole
from tickets.limits.queries.limit_words import step_words
from tickets.record.enums import (
    Direction,
    EventKind,
    Move,
    Priority,
    Purpose,
    Source,
    Status,
    Tier,
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

# What nobody did: limits and what they raised.
SYSTEM = frozenset(kind for kind in EventKind if kind.startswith("clock_")) | {EventKind.ESCALATED}


def entry_title(kind: EventKind, event: LedgerEntry, kinds: dict[str, str]) -> str:
    if kind in TITLES:
        return TITLES[kind](event)
    if kind in SYSTEM:
        code = event.data.get("clock", "")
        return f"{kind.label}{_(': ')}{kinds.get(code, code)}"
    return str(kind.label)


def _move_title(event: LedgerEntry) -> str:
    move = event.data.get("move", "")
    # Lines that an import brought name no move.
    verb = Move(move).label if move in Move.values else EventKind.MOVED.label
    before = _choice_label(Status, event.before)
    after = _choice_label(Status, event.after)
    return f"{verb}{_(': ')}{before} → {after}"


def _assignment_title(event: LedgerEntry) -> str:
    return _("Assigned to %(name)s") % {"name": event.after}


def _tier_title(event: LedgerEntry) -> str:
    before = _judgement_label(event.before)
    after = _judgement_label(event.after)
    return f"{EventKind.RETIERED.label}{_(': ')}{before} → {after}"


def _judgement_label(pair: str) -> str:
    """`urgent/high` as readers know it."""
    tier, _slash, priority = pair.partition("/")
    return f"{_choice_label(Tier, tier)} / {_choice_label(Priority, priority)}"


def _solution_title(event: LedgerEntry) -> str:
    number = event.data.get("number", "")
    return (
        f"{EventKind.SOLUTION.label} v{number}{_(': ')}{_choice_label(SolutionState, event.after)}"
    )


# Titles that say more than their kind.
TITLES = {
    EventKind.MOVED: _move_title,
    EventKind.ASSIGNED: _assignment_title,
    EventKind.RETIERED: _tier_title,
    EventKind.SOLUTION: _solution_title,
}


def _choice_label(choices: type[Choices], value: str) -> str:
    """The label of a stored code; a code that no release knows any more stays as it is."""
    return str(choices(value).label) if value in choices.values else value


def entry_facts(kind: EventKind, event: LedgerEntry) -> list[str]:
    if kind in FACTS:
        return FACTS[kind](event)
    return _small_facts(event.data)


def _move_facts(event: LedgerEntry) -> list[str]:
    facts = _small_facts(event.data)
    if event.data.get("signer"):
        facts.append(_("Signed by %(name)s") % {"name": event.data["signer"]})
    return facts


def _edit_facts(event: LedgerEntry) -> list[str]:
    changes = event.data.get("changes", {})
    return [_changed_fact(name, *pair) for name, pair in changes.items()]


def _diagnosis_facts(event: LedgerEntry) -> list[str]:
    data = event.data
    facts = [
        _choice_label(DiagnosisMethod, data["method"]),
        _choice_label(CauseClass, data["cause"]),
    ]
    if data.get("found"):
        facts.append(data["found"])
    return facts


def _work_facts(event: LedgerEntry) -> list[str]:
    data = event.data
    facts = [
        _choice_label(ProcessKind, data["process"]),
        f"{_local_moment(data['started_at'])} – {_local_moment(data['ended_at'])}",
    ]
    if data.get("result"):
        facts.append(data["result"])
    return facts


def _solution_facts(event: LedgerEntry) -> list[str]:
    return [f"{n}. {step}" for n, step in enumerate(event.data.get("steps", []), 1)]


def _promise_facts(event: LedgerEntry) -> list[str]:
    return [f"{_local_moment(event.before) or '—'} → {_local_moment(event.after)}"]


def _report_time_facts(event: LedgerEntry) -> list[str]:
    return [f"{_local_moment(event.before)} → {_local_moment(event.after)}"]


def _file_facts(event: LedgerEntry) -> list[str]:
    """The number of the service file."""
    return [event.after]


def _retarget_facts(event: LedgerEntry) -> list[str]:
    """`due A → B`, and the grace where it decided."""
    data = event.data
    was_due, due = (_local_moment(data.get(name) or "") or "—" for name in ("was_due_at", "due_at"))
    if "was_due_at" in data and was_due != due:
        due = f"{was_due} → {due}"
    facts = [_("due %(moment)s") % {"moment": due}]
    if data.get("is_grace"):
        grace = working_span(timedelta(seconds=data["left"]))
        facts.append(_("grace of %(span)s") % {"span": grace})
    return facts


def _ended_limit_facts(event: LedgerEntry) -> list[str]:
    """When it was due; with seconds where it ended in the very minute."""
    due_at = parse_datetime(event.data.get("due_at") or "")
    if due_at is None or due_at == event.at or plain_moment(due_at) != plain_moment(event.at):
        return _small_facts(event.data)

    due = _("due %(moment)s") % {"moment": plain_second(due_at)}
    ended = _("ended %(moment)s") % {"moment": plain_second(event.at)}
    rest = {name: value for name, value in event.data.items() if name != "due_at"}
    return [due, ended, *_small_facts(rest)]


# Lines under the title of kinds that keep more than the usual data.
FACTS = {
    EventKind.CLOCK_RETARGETED: _retarget_facts,
    EventKind.CLOCK_ENDED: _ended_limit_facts,
    EventKind.CLOCK_STOPPED: _ended_limit_facts,
    EventKind.EDITED: _edit_facts,
    EventKind.MOVED: _move_facts,
    EventKind.DIAGNOSED: _diagnosis_facts,
    EventKind.PROCESSED: _work_facts,
    EventKind.SOLUTION: _solution_facts,
    EventKind.PROMISED: _promise_facts,
    EventKind.REPORTED_CHANGED: _report_time_facts,
    **dict.fromkeys((EventKind.FILED, EventKind.HELD, EventKind.RELEASED), _file_facts),
}


def _small_facts(data: dict[str, Any]) -> list[str]:
    """Lines for the usual data, in the order in which readers look for them."""
    facts = []
    if data.get("reason") in WaitReason.values:
        facts.append(str(WaitReason(data["reason"]).label))
    if data.get("mode") in ConfirmationMode.values:
        facts.append(str(ConfirmationMode(data["mode"]).label))
    if data.get("score"):
        facts.append(_("Score: %(score)d of 5") % {"score": data["score"]})
    for name in ("course", "lessons"):
        if data.get(name):
            facts.append(data[name])
    if data.get("due_at"):
        facts.append(_("due %(moment)s") % {"moment": _local_moment(data["due_at"])})
    if data.get("name"):
        facts.append(data["name"])
    if data.get("step"):
        facts.append(escalation_step_words(data["step"]))
    if data.get("source") == Source.IMPORT:
        facts.append(str(Source.IMPORT.label))
    return facts


def escalation_step_words(key: str) -> str:
    """`100%+30m:manager` as `30 min after the limit → Manager`."""
    share, _sign, rest = key.partition("%")
    minutes, _unit, role = rest.partition("m:")
    when = step_words(int(share), timedelta(minutes=int(minutes or 0)))
    return f"{when} → {_choice_label(StepRole, role)}"


def _changed_fact(name: str, before: str, after: str) -> str:
    label = str(Ticket._meta.get_field(name).verbose_name)
    was = _readable_value(name, before) or "—"
    is_now = _readable_value(name, after) or "—"
    return f"{label}{_(': ')}{was} → {is_now}"


def _readable_value(name: str, value: str) -> str:
    """A value as the ledger keeps it, for readers."""
    choices = dict(Ticket._meta.get_field(name).flatchoices)
    if value in choices:
        return str(choices[value])
    return _local_moment(value) if name.endswith("_at") else value


def _local_moment(value: str) -> str:
    """A stored moment in the zone of the desk; what is none stays as it is."""
    parsed = parse_datetime(value) if value else None
    return plain_moment(parsed) if parsed else value


def contact_title(spoken: SpokenEntry) -> str:
    names = {"channel": spoken.channel, "purpose": Purpose(spoken.purpose).label}
    if spoken.direction == Direction.IN:
        return _("Customer, %(channel)s") % names
    if not spoken.is_answered:
        return _("Customer not reached, %(channel)s") % names
    return _("To the customer, %(channel)s: %(purpose)s") % names


def contact_body(spoken: SpokenEntry) -> str:
    """What was said; of what is worded when it is sent, what it holds."""
    if not spoken.is_automatic or spoken.direction != Direction.OUT or spoken.body:
        return spoken.body
    if spoken.purpose == Purpose.SURVEY:
        return _("Invitation to say how it was, with the link to the survey.")
    if spoken.purpose == Purpose.CONFIRM:
        return _("Question whether it is solved, with the link to confirm.")
    return _("Receipt with the number, the promised times and the link to the customer's page.")


def contact_facts(spoken: SpokenEntry) -> list[str]:
    facts = []
    if spoken.mail__sender and spoken.contact_id is None:
        sender = mask_value(spoken.mail__sender, FieldClass.EMAIL)
        facts.append(_("From %(sender)s, who is no contact of this customer") % {"sender": sender})
    if spoken.reaction:
        facts.append(_("Customer's reaction: %(text)s") % {"text": spoken.reaction})
    if spoken.score:
        facts.append(_("Score: %(score)d of 5") % {"score": spoken.score})
    return facts
