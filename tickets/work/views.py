"""The steps of a ticket, one row each: its form, its words, what it calls. `core.verbs` is the door that serves them."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from core.verbs import Run, Shown, StepDefinition, StepRequest, calling, serve_step
from tickets.record import rules
from tickets.record.domain import lifecycle
from tickets.record.enums import Move, Purpose, Status
from tickets.record.models import Ticket
from tickets.work import forms
from tickets.work.actions import assignments, conversation, escalations, moves, solving, triage
from tickets.work.models import Solution
from tickets.work.queries import author_to_decide, find


def _accept(ticket: Ticket, by: User, at: datetime, told: dict[str, Any]) -> None:
    body = told.pop("ack_body", "")
    if body:
        conversation.contact(
            ticket, by=by, at=at, body=body, channel=ticket.channel, purpose=Purpose.ACK
        )
    moves.accept(ticket, by=by, at=at, **told)


def _decide(is_approved: bool) -> Run:
    def run(ticket: Ticket, by: User, at: datetime, told: dict[str, Any]) -> None:
        solving.decide(ticket, by=by, at=at, is_approved=is_approved, **told)

    return run


def _refuse_assignment(ticket: Ticket, by: User, at: datetime, told: dict[str, Any]) -> None:
    assignments.refuse(ticket, by=by, at=at, reason=told["note"])


def _submit(ticket: Ticket, by: User, at: datetime, told: dict[str, Any]) -> None:
    solving.submit(ticket, by=by, at=at, **told)


def _may_take(user: User, ticket: Ticket) -> bool:
    waits = ticket.status == Status.ACCEPTED or (
        ticket.assignee_id is None and ticket.status in lifecycle.WORKED_ON
    )
    return (
        waits and ticket.assignee_id in (None, user.pk) and rules.has_right(user, "diagnose_ticket")
    )


def _may_explain(user: User, ticket: Ticket) -> bool:
    return bool(ticket.reasons_wanted) and (
        ticket.assignee_id == user.pk or rules.has_right(user, "retier_ticket")
    )


def _may(right: str, states: frozenset[Status] = lifecycle.EDITABLE) -> Shown:
    return lambda user, ticket: ticket.status in states and rules.has_right(user, right)


DIAGNOSING = frozenset({Status.DIAGNOSING})
PROCESSING = frozenset({Status.PROCESSING})
RESOLVED = frozenset({Status.RESOLVED})
VERBS: dict[str, StepDefinition] = {
    verb.key: verb
    for verb in (
        StepDefinition(
            "accept",
            _("Accept"),
            forms.AcceptForm,
            _accept,
            Move.ACCEPT,
            icon="check",
            is_main=True,
        ),
        StepDefinition(
            "take",
            _("Take it and start"),
            forms.NoneForm,
            calling(assignments.take),
            shown=_may_take,
            icon="hand-stop",
            is_main=True,
            hint=_("The ticket becomes yours and the diagnosis begins."),
        ),
        StepDefinition(
            "diagnose",
            _("Record diagnosis"),
            forms.DiagnosisForm,
            calling(solving.diagnose),
            shown=_may("diagnose_ticket", DIAGNOSING),
            icon="stethoscope",
            is_main=True,
        ),
        StepDefinition(
            "submit_solution",
            _("Submit solution"),
            forms.SolutionForm,
            _submit,
            Move.SUBMIT_SOLUTION,
            icon="clipboard-list",
            is_main=True,
        ),
        StepDefinition(
            "approve",
            _("Approve solution"),
            forms.DecideForm,
            _decide(True),
            Move.APPROVE,
            icon="circle-check",
            is_main=True,
        ),
        StepDefinition(
            "reject",
            _("Send solution back"),
            forms.DecideForm,
            _decide(False),
            Move.REJECT,
            icon="arrow-back-up",
        ),
        StepDefinition(
            "process",
            _("Record work"),
            forms.ProcessForm,
            calling(solving.process),
            shown=_may("process_ticket", PROCESSING),
            icon="clipboard-check",
            is_main=True,
        ),
        StepDefinition(
            "finish",
            _("Work done"),
            forms.FinishForm,
            calling(moves.finish),
            Move.FINISH,
            icon="circle-check",
            is_main=True,
        ),
        StepDefinition(
            "confirm",
            _("Record confirmation"),
            forms.ConfirmForm,
            calling(moves.confirm),
            Move.CONFIRM,
            icon="clipboard-check",
            is_main=True,
        ),
        StepDefinition(
            "resume",
            _("Resume"),
            forms.RemarkForm,
            calling(moves.resume),
            Move.RESUME,
            icon="player-play",
            is_main=True,
        ),
        StepDefinition(
            "report",
            _("Write closing report"),
            forms.ReportForm,
            calling(solving.report),
            shown=_may("process_ticket", RESOLVED),
            icon="file",
            is_main=True,
        ),
        StepDefinition(
            "close",
            _("Close"),
            forms.CloseForm,
            calling(moves.close),
            Move.CLOSE,
            icon="lock",
            is_main=True,
        ),
        StepDefinition(
            "archive",
            _("Archive"),
            forms.NoneForm,
            calling(moves.archive),
            Move.ARCHIVE,
            icon="archive",
            hint=_("An archived ticket is read-only for ever."),
        ),
        StepDefinition(
            "wait",
            _("Wait…"),
            forms.WaitForm,
            calling(moves.wait),
            Move.WAIT_CUSTOMER,
            icon="player-pause",
            hint=_(
                "Waiting for the customer stops the clocks of resolution and reply. Waiting for parts, third parties or another department stops none that the customer was promised."
            ),
        ),
        StepDefinition(
            "assign",
            _("Assign…"),
            forms.AssignForm,
            calling(assignments.assign),
            shown=_may("assign_ticket"),
            icon="user-plus",
        ),
        StepDefinition(
            "refuse_assignment",
            _("Give back"),
            forms.ReasonForm,
            _refuse_assignment,
            shown=lambda user, ticket: (
                ticket.assignee_id == user.pk and ticket.status in lifecycle.UNSOLVED
            ),
            icon="arrow-back-up",
        ),
        StepDefinition(
            "promise",
            _("Promise a time"),
            forms.PromiseForm,
            calling(triage.promise),
            shown=lambda user, ticket: (
                ticket.status in lifecycle.UNSOLVED
                and any(
                    rules.has_right(user, r)
                    for r in ("accept_ticket", "solve_ticket", "promise_ticket")
                )
            ),
            icon="calendar",
        ),
        StepDefinition(
            "retier",
            _("Change tier"),
            forms.RetierForm,
            calling(triage.retier),
            shown=_may("retier_ticket", lifecycle.UNSOLVED),
            icon="flag",
        ),
        StepDefinition(
            "explain",
            _("Give the reason of the miss"),
            forms.ExplainForm,
            calling(escalations.explain),
            shown=_may_explain,
            icon="message",
            is_main=True,
        ),
        StepDefinition(
            "report_time",
            _("Correct report time"),
            forms.ReportTimeForm,
            calling(triage.correct_report_time),
            shown=_may("correct_report_time", lifecycle.UNSOLVED),
            icon="history",
        ),
        StepDefinition(
            "solution_failed",
            _("Solution failed"),
            forms.ReasonForm,
            calling(moves.solution_failed),
            Move.SOLUTION_FAILED,
            icon="rotate",
        ),
        StepDefinition(
            "reopen",
            _("Reopen"),
            forms.ReasonForm,
            calling(moves.reopen),
            Move.REOPEN,
            icon="rotate",
        ),
        StepDefinition(
            "merge",
            _("Merge…"),
            forms.MergeForm,
            calling(moves.merge),
            Move.MERGE,
            icon="git-merge",
            is_grave=True,
        ),
        StepDefinition(
            "cancel",
            pgettext_lazy("ticket", "Cancel ticket"),
            forms.ReasonForm,
            calling(moves.cancel),
            Move.CANCEL,
            icon="circle-x",
            is_grave=True,
        ),
    )
}


def buttons(
    user: User, ticket: Ticket, solution: Solution | None
) -> dict[str, list[StepDefinition]]:
    """The steps that fit now: `main` are the next ones, `more` the rest."""
    fitting = set(rules.moves_for(user, ticket, author_to_decide(solution)))
    if Move.WAIT_INTERNAL in fitting:
        fitting.add(Move.WAIT_CUSTOMER)
    offered = [
        verb
        for verb in VERBS.values()
        if (verb.move in fitting if verb.move else verb.shown and verb.shown(user, ticket))
    ]
    return {
        "main": [verb for verb in offered if verb.is_main],
        "more": [verb for verb in offered if not verb.is_main],
    }


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One step of the ticket."""
    ticket = find(request.user, number)
    if verb not in VERBS:
        raise Http404
    step = StepRequest(
        verb=VERBS[verb],
        address=reverse("tickets:do", args=[ticket.number, verb]),
        page=reverse("tickets:page", args=[ticket.number]),
        label=ticket.number,
        find=lambda: find(request.user, number),
        is_offered=lambda found: _is_offered(request.user, found, VERBS[verb]),
    )
    return serve_step(request, step, initial=_given())


def _is_offered(user: User, ticket: Ticket, verb: StepDefinition) -> bool:
    offered = buttons(user, ticket, ticket.solutions.first())
    return verb in offered["main"] or verb in offered["more"]


def _given() -> dict[str, Any]:
    now = timezone.localtime().replace(second=0, microsecond=0)
    return {"ended_at": now, "started_at": now}
