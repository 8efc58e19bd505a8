"""The steps of a ticket, one row each: its form, its words, what it calls. `core.work.steps` is the door that serves them."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from core.work.offers import IsOffered, RunStep, StepDefinition, StepSet, step_calling
from core.work.steps import StepRequest, serve_step, visible_or_404
from tickets.record import rules
from tickets.record.domain import lifecycle
from tickets.record.enums import Move, Purpose, Status
from tickets.record.models import Ticket
from tickets.work import forms
from tickets.work.actions import assignments, conversation, escalations, moves, solving, triage
from tickets.work.models import Solution
from tickets.work.queries import TO_WORK_ON, author_to_decide


def _accept(ticket: Ticket, by: User, at: datetime, data: dict[str, Any]) -> None:
    body = data.pop("ack_body", "")
    if body:
        conversation.contact(
            ticket, by=by, at=at, body=body, channel=ticket.channel, purpose=Purpose.ACK
        )
    moves.accept(ticket, by=by, at=at, **data)


def _decide(is_approved: bool) -> RunStep:
    def run(ticket: Ticket, by: User, at: datetime, data: dict[str, Any]) -> None:
        solving.decide(ticket, by=by, at=at, is_approved=is_approved, **data)

    return run


def _refuse_assignment(ticket: Ticket, by: User, at: datetime, data: dict[str, Any]) -> None:
    assignments.refuse(ticket, by=by, at=at, reason=data["note"])


def _submit(ticket: Ticket, by: User, at: datetime, data: dict[str, Any]) -> None:
    solving.submit(ticket, by=by, at=at, **data)


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


def _may(right: str, states: frozenset[Status] = lifecycle.EDITABLE) -> IsOffered:
    return lambda user, ticket: ticket.status in states and rules.has_right(user, right)


def open_moves(user: User, ticket: Ticket, solution: Solution | None) -> set[Move]:
    """The moves of the lifecycle that are open to this person; `solution` is the newest one."""
    moves = set(rules.moves_for(user, ticket, author_to_decide(solution)))
    # one step waits for whatever is waited for: the reason in its form chooses between two moves
    if Move.WAIT_INTERNAL in moves:
        moves.add(Move.WAIT_CUSTOMER)
    return moves


def _open_moves_now(user: User, ticket: Ticket) -> set[Move]:
    return open_moves(user, ticket, ticket.solutions.first())


DIAGNOSING = frozenset({Status.DIAGNOSING})
PROCESSING = frozenset({Status.PROCESSING})
RESOLVED = frozenset({Status.RESOLVED})
STEPS = StepSet(
    (
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
            step_calling(assignments.take),
            is_open=_may_take,
            icon="hand-stop",
            is_main=True,
            hint=_("The ticket becomes yours and the diagnosis begins."),
        ),
        StepDefinition(
            "diagnose",
            _("Record diagnosis"),
            forms.DiagnosisForm,
            step_calling(solving.diagnose),
            is_open=_may("diagnose_ticket", DIAGNOSING),
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
            step_calling(solving.process),
            is_open=_may("process_ticket", PROCESSING),
            icon="clipboard-check",
            is_main=True,
        ),
        StepDefinition(
            "finish",
            _("Work done"),
            forms.FinishForm,
            step_calling(moves.finish),
            Move.FINISH,
            icon="circle-check",
            is_main=True,
        ),
        StepDefinition(
            "confirm",
            _("Record confirmation"),
            forms.ConfirmForm,
            step_calling(moves.confirm),
            Move.CONFIRM,
            icon="clipboard-check",
            is_main=True,
        ),
        StepDefinition(
            "resume",
            _("Resume"),
            forms.RemarkForm,
            step_calling(moves.resume),
            Move.RESUME,
            icon="player-play",
            is_main=True,
        ),
        StepDefinition(
            "report",
            _("Write closing report"),
            forms.ReportForm,
            step_calling(solving.report),
            is_open=_may("process_ticket", RESOLVED),
            icon="file",
            is_main=True,
        ),
        StepDefinition(
            "close",
            _("Close"),
            forms.CloseForm,
            step_calling(moves.close),
            Move.CLOSE,
            icon="lock",
            is_main=True,
        ),
        StepDefinition(
            "archive",
            _("Archive"),
            forms.NoneForm,
            step_calling(moves.archive),
            Move.ARCHIVE,
            icon="archive",
            hint=_("An archived ticket is read-only for ever."),
        ),
        StepDefinition(
            "wait",
            _("Wait…"),
            forms.WaitForm,
            step_calling(moves.wait),
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
            step_calling(assignments.assign),
            is_open=_may("assign_ticket"),
            icon="user-plus",
        ),
        StepDefinition(
            "refuse_assignment",
            _("Give back"),
            forms.ReasonForm,
            _refuse_assignment,
            is_open=lambda user, ticket: (
                ticket.assignee_id == user.pk and ticket.status in lifecycle.UNSOLVED
            ),
            icon="arrow-back-up",
        ),
        StepDefinition(
            "promise",
            _("Promise a time"),
            forms.PromiseForm,
            step_calling(triage.promise),
            is_open=lambda user, ticket: (
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
            step_calling(triage.retier),
            is_open=_may("retier_ticket", lifecycle.UNSOLVED),
            icon="flag",
        ),
        StepDefinition(
            "explain",
            _("Give the reason of the miss"),
            forms.ExplainForm,
            step_calling(escalations.explain),
            is_open=_may_explain,
            icon="message",
            is_main=True,
        ),
        StepDefinition(
            "report_time",
            _("Correct report time"),
            forms.ReportTimeForm,
            step_calling(triage.correct_report_time),
            is_open=_may("correct_report_time", lifecycle.UNSOLVED),
            icon="history",
        ),
        StepDefinition(
            "solution_failed",
            _("Solution failed"),
            forms.ReasonForm,
            step_calling(moves.solution_failed),
            Move.SOLUTION_FAILED,
            icon="rotate",
        ),
        StepDefinition(
            "reopen",
            _("Reopen"),
            forms.ReasonForm,
            step_calling(moves.reopen),
            Move.REOPEN,
            icon="rotate",
        ),
        StepDefinition(
            "merge",
            _("Merge…"),
            forms.MergeForm,
            step_calling(moves.merge),
            Move.MERGE,
            icon="git-merge",
            is_grave=True,
        ),
        StepDefinition(
            "cancel",
            pgettext_lazy("ticket", "Cancel ticket"),
            forms.ReasonForm,
            step_calling(moves.cancel),
            Move.CANCEL,
            icon="circle-x",
            is_grave=True,
        ),
    ),
    open_moves=_open_moves_now,
)


@require_http_methods(["GET", "POST"])
def take_step(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """One step of the ticket."""
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    step = StepRequest(
        steps=STEPS,
        key=key,
        address=reverse("tickets:do", args=[ticket.number, key]),
        page=reverse("tickets:page", args=[ticket.number]),
        label=ticket.number,
        find=lambda: visible_or_404(TO_WORK_ON, request.user, number),
    )
    return serve_step(request, step, initial=_initial_values())


def _initial_values() -> dict[str, Any]:
    now = timezone.localtime().replace(second=0, microsecond=0)
    return {"ended_at": now, "started_at": now}
