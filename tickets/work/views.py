"""The steps of a ticket, one row each: its form, its words, what it calls.

`pages.steps` is the door that serves them.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from documents.doors import takes_files
from pages.forms import ConfirmForm, ReasonForm
from pages.offers import (
    Opening,
    RunStep,
    StepDefinition,
    StepSet,
    open_with_right,
    step_calling,
)
from pages.steps import StepRequest, serve_step, visible_or_404
from tickets.record import rules
from tickets.record.domain import lifecycle
from tickets.record.enums import Move, Purpose, Status
from tickets.record.models import Ticket
from tickets.work import forms
from tickets.work import rules as work_rules
from tickets.work.actions import (
    assignments,
    closing,
    conversation,
    cooperation,
    escalations,
    finishing,
    moves,
    solving,
    triage,
)
from tickets.work.models import Solution
from tickets.work.queries import TO_WORK_ON, author_to_decide


def _accept_with_receipt(ticket: Ticket, by: User, at: datetime, data: dict[str, Any]) -> None:
    """One dialog for two things that are done in one breath: acknowledge, then accept."""
    body = data.pop("ack_body", "")
    if body:
        conversation.record_contact(
            ticket, by=by, at=at, body=body, channel=ticket.channel, purpose=Purpose.ACK
        )
    moves.accept_ticket(ticket, by=by, at=at, **data)


def _deciding(is_approved: bool) -> RunStep:
    def run(ticket: Ticket, by: User, at: datetime, data: dict[str, Any]) -> None:
        solving.decide_solution(ticket, by=by, at=at, is_approved=is_approved, **data)

    return run


def _refuse_assignment(ticket: Ticket, by: User, at: datetime, data: dict[str, Any]) -> None:
    assignments.refuse_assignment(ticket, by=by, at=at, reason=data["note"])


def _with_right(right: str, states: frozenset[Status] = lifecycle.EDITABLE) -> Opening:
    """Offered in some states to those who hold a right."""
    return open_with_right(rules.RIGHTS, right, lambda ticket: ticket.status in states)


def open_moves(user: User, ticket: Ticket, solution: Solution | None) -> set[Move]:
    """The moves of the lifecycle that are open to this person; `solution` is the newest one."""
    open_now = set(rules.moves_for(user, ticket, author_to_decide(solution)))
    # One step waits for whatever is waited for: the reason in its form chooses between two moves.
    if Move.WAIT_INTERNAL in open_now:
        open_now.add(Move.WAIT_CUSTOMER)
    return open_now


def _open_moves_now(user: User, ticket: Ticket) -> set[Move]:
    return open_moves(user, ticket, ticket.solutions.first())


def _require_move(user: User, move: Move, ticket: Ticket) -> None:
    rules.require_move(user, move, ticket, author_to_decide(ticket.solutions.first()))


DIAGNOSING = frozenset({Status.DIAGNOSING})
PROCESSING = frozenset({Status.PROCESSING})
RESOLVED = frozenset({Status.RESOLVED})
TAKING = Opening(work_rules.fits_taking, work_rules.may_take, work_rules.require_take)
GIVING_BACK = Opening(
    lambda ticket: ticket.status in lifecycle.UNSOLVED,
    work_rules.may_give_back,
    work_rules.require_give_back,
)
PROMISING = Opening(
    lambda ticket: ticket.status in lifecycle.UNSOLVED,
    work_rules.may_promise,
    work_rules.require_promiser,
)
EXPLAINING = Opening(
    # The annotation comes with `TO_WORK_ON`.
    lambda ticket: ticket.reasons_wanted,
    work_rules.may_explain,
    work_rules.require_explain,
)
STEPS = StepSet(
    (
        StepDefinition(
            "accept",
            _("Accept"),
            forms.AcceptForm,
            _accept_with_receipt,
            Move.ACCEPT,
            icon="check",
            is_main=True,
        ),
        StepDefinition(
            "take",
            _("Take and start"),
            ConfirmForm,
            step_calling(assignments.take_ticket),
            is_open=TAKING,
            icon="hand-stop",
            is_main=True,
            hint=_("The ticket becomes yours and the diagnosis begins."),
        ),
        StepDefinition(
            "diagnose",
            _("Record diagnosis"),
            forms.DiagnosisForm,
            step_calling(solving.record_diagnosis),
            is_open=_with_right("diagnose_ticket", DIAGNOSING),
            icon="stethoscope",
            is_main=True,
        ),
        StepDefinition(
            "submit_solution",
            _("Submit solution"),
            forms.SolutionForm,
            step_calling(solving.submit_solution),
            Move.SUBMIT_SOLUTION,
            icon="clipboard-list",
            is_main=True,
        ),
        StepDefinition(
            "approve",
            _("Approve solution"),
            forms.DecideForm,
            _deciding(True),
            Move.APPROVE,
            icon="circle-check",
            is_main=True,
        ),
        StepDefinition(
            "reject",
            _("Send solution back"),
            forms.SendBackForm,
            _deciding(False),
            Move.REJECT,
            icon="arrow-back-up",
        ),
        StepDefinition(
            "process",
            _("Record work"),
            forms.ProcessForm,
            step_calling(solving.record_work),
            is_open=_with_right("process_ticket", PROCESSING),
            icon="clipboard-check",
            is_main=True,
        ),
        StepDefinition(
            "finish",
            _("Work done"),
            forms.FinishForm,
            step_calling(finishing.finish_work),
            Move.FINISH,
            icon="circle-check",
            is_main=True,
        ),
        StepDefinition(
            "confirm",
            _("Record confirmation"),
            forms.ConfirmForm,
            step_calling(finishing.record_confirmation),
            Move.CONFIRM,
            icon="clipboard-check",
            is_main=True,
        ),
        StepDefinition(
            "resume",
            _("Resume"),
            forms.RemarkForm,
            step_calling(moves.resume_work),
            Move.RESUME,
            icon="player-play",
            is_main=True,
        ),
        StepDefinition(
            "report",
            _("Write closing report"),
            forms.ReportForm,
            step_calling(solving.write_closing_report),
            is_open=_with_right("process_ticket", RESOLVED),
            icon="file",
            is_main=True,
        ),
        StepDefinition(
            "close",
            _("Close"),
            forms.CloseForm,
            step_calling(closing.close_ticket),
            Move.CLOSE,
            icon="lock",
            is_main=True,
        ),
        StepDefinition(
            "archive",
            _("Archive"),
            ConfirmForm,
            step_calling(moves.archive_ticket),
            Move.ARCHIVE,
            icon="archive",
            hint=_("An archived ticket is permanently read-only."),
        ),
        StepDefinition(
            "wait",
            _("Put on hold…"),
            forms.WaitForm,
            step_calling(moves.start_waiting),
            Move.WAIT_CUSTOMER,
            icon="player-pause",
            hint=_(
                "Waiting for the customer stops the clocks of resolution and reply."
                " Waiting for parts, third parties or another department stops none that the"
                " customer was promised."
            ),
        ),
        StepDefinition(
            "ask",
            _("Ask the customer for…"),
            forms.CooperationForm,
            step_calling(cooperation.ask_cooperation),
            is_open=_with_right("contact_ticket", lifecycle.UNSOLVED),
            icon="clipboard-list",
        ),
        StepDefinition(
            "assign",
            _("Assign…"),
            forms.AssignForm,
            step_calling(assignments.assign_ticket),
            is_open=_with_right("assign_ticket"),
            icon="user-plus",
        ),
        StepDefinition(
            "refuse_assignment",
            _("Decline assignment"),
            ReasonForm,
            _refuse_assignment,
            is_open=GIVING_BACK,
            icon="arrow-back-up",
        ),
        StepDefinition(
            "promise",
            _("Set promised time"),
            forms.PromiseForm,
            step_calling(triage.promise_time),
            is_open=PROMISING,
            icon="calendar",
        ),
        StepDefinition(
            "retier",
            _("Change tier"),
            forms.RetierForm,
            step_calling(triage.change_tier),
            is_open=_with_right("retier_ticket", lifecycle.UNSOLVED),
            icon="flag",
        ),
        StepDefinition(
            "explain",
            _("Enter the breach reason"),
            forms.ExplainForm,
            step_calling(escalations.explain_miss),
            is_open=EXPLAINING,
            icon="message",
            is_main=True,
        ),
        StepDefinition(
            "report_time",
            _("Correct report time"),
            forms.ReportTimeForm,
            step_calling(triage.correct_report_time),
            is_open=_with_right("correct_report_time", lifecycle.UNSOLVED),
            icon="history",
        ),
        StepDefinition(
            "solution_failed",
            _("Solution failed"),
            ReasonForm,
            step_calling(moves.return_to_diagnosis),
            Move.SOLUTION_FAILED,
            icon="rotate",
        ),
        StepDefinition(
            "reopen",
            _("Reopen"),
            ReasonForm,
            step_calling(closing.reopen_ticket),
            Move.REOPEN,
            icon="rotate",
        ),
        StepDefinition(
            "merge",
            _("Merge…"),
            forms.MergeForm,
            step_calling(moves.merge_ticket),
            Move.MERGE,
            icon="git-merge",
            is_grave=True,
        ),
        StepDefinition(
            "cancel",
            pgettext_lazy("ticket", "Cancel ticket"),
            ReasonForm,
            step_calling(moves.cancel_ticket),
            Move.CANCEL,
            icon="circle-x",
            is_grave=True,
        ),
    ),
    open_moves=_open_moves_now,
    require_move=_require_move,
)


@takes_files
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
    """Times that a form of work begins with: now, to the minute that its fields know."""
    now = timezone.localtime().replace(second=0, microsecond=0)
    return {"ended_at": now, "started_at": now}
