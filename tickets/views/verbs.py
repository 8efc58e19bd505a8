"""The steps of the work, one row each: its form, its words, what it calls. One door serves them all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from core.actions import submissions
from core.domain.flow import IllegalMove
from core.errors import LawBroken, NotAllowed
from tickets import forms, rules
from tickets.actions import assignments, conversation, escalations, moves, solving, triage
from tickets.domain import lifecycle
from tickets.enums import Move, Purpose, Status
from tickets.models import Solution, Ticket
from tickets.queries.detail import find
from tickets.queries.of_ticket import Proposed

Run = Callable[[Ticket, User, datetime, dict[str, Any]], object]
Shown = Callable[[User, Ticket], bool]


@dataclass(frozen=True, slots=True)
class Verb:
    """One step. It is offered for the `move` that fits the state, or when `shown` says so."""

    key: str
    title: Any
    form: type[forms.NoneForm]
    run: Run
    move: Move | None = None
    shown: Shown | None = None
    icon: str = "arrow-right"
    is_main: bool = False
    is_grave: bool = False
    hint: Any = ""

    @property
    def name(self) -> str:
        """The title without the dots that promise a dialog."""
        return str(self.title).rstrip("….")


def _accept(ticket: Ticket, by: User, at: datetime, told: dict[str, Any]) -> None:
    body = told.pop("ack_body", "")
    if body:
        conversation.contact(ticket, by=by, at=at, body=body, channel=ticket.channel, purpose=Purpose.ACK)
    moves.accept(ticket, by=by, at=at, **told)


def _decide(is_approved: bool) -> Run:
    def run(ticket: Ticket, by: User, at: datetime, told: dict[str, Any]) -> None:
        solving.decide(ticket, by=by, at=at, is_approved=is_approved, **told)

    return run


def _calls(action: Callable[..., object]) -> Run:
    def run(ticket: Ticket, by: User, at: datetime, told: dict[str, Any]) -> None:
        action(ticket, by=by, at=at, **told)

    return run


def _refuse_assignment(ticket: Ticket, by: User, at: datetime, told: dict[str, Any]) -> None:
    assignments.refuse(ticket, by=by, at=at, reason=told["note"])


def _submit(ticket: Ticket, by: User, at: datetime, told: dict[str, Any]) -> None:
    solving.submit(ticket, by=by, at=at, **told)


def _may_take(user: User, ticket: Ticket) -> bool:
    waits = ticket.status == Status.ACCEPTED or (ticket.assignee_id is None and ticket.status in lifecycle.WORKED_ON)
    return waits and ticket.assignee_id in (None, user.pk) and rules.has(user, "diagnose_ticket")


def _may_explain(user: User, ticket: Ticket) -> bool:
    return bool(ticket.reasons_wanted) and (ticket.assignee_id == user.pk or rules.has(user, "retier_ticket"))


def _may(right: str, states: frozenset[Status] = lifecycle.EDITABLE) -> Shown:
    return lambda user, ticket: ticket.status in states and rules.has(user, right)


DIAGNOSING = frozenset({Status.DIAGNOSING})
PROCESSING = frozenset({Status.PROCESSING})
RESOLVED = frozenset({Status.RESOLVED})
VERBS: dict[str, Verb] = {
    verb.key: verb
    for verb in (
        Verb("accept", _("Accept"), forms.AcceptForm, _accept, Move.ACCEPT, icon="check", is_main=True),
        Verb("take", _("Take it and start"), forms.NoneForm, _calls(assignments.take), shown=_may_take, icon="hand-stop", is_main=True,
             hint=_("The ticket becomes yours and the diagnosis begins.")),
        Verb("diagnose", _("Record diagnosis"), forms.DiagnosisForm, _calls(solving.diagnose),
             shown=_may("diagnose_ticket", DIAGNOSING), icon="stethoscope", is_main=True),
        Verb("submit_solution", _("Submit solution"), forms.SolutionForm, _submit, Move.SUBMIT_SOLUTION, icon="clipboard-list", is_main=True),
        Verb("approve", _("Approve solution"), forms.DecideForm, _decide(True), Move.APPROVE, icon="circle-check", is_main=True),
        Verb("reject", _("Send solution back"), forms.DecideForm, _decide(False), Move.REJECT, icon="arrow-back-up"),
        Verb("process", _("Record work"), forms.ProcessForm, _calls(solving.process), shown=_may("process_ticket", PROCESSING),
             icon="clipboard-check", is_main=True),
        Verb("finish", _("Work done"), forms.FinishForm, _calls(moves.finish), Move.FINISH, icon="circle-check", is_main=True),
        Verb("confirm", _("Record confirmation"), forms.ConfirmForm, _calls(moves.confirm), Move.CONFIRM, icon="clipboard-check", is_main=True),
        Verb("resume", _("Resume"), forms.RemarkForm, _calls(moves.resume), Move.RESUME, icon="player-play", is_main=True),
        Verb("report", _("Write closing report"), forms.ReportForm, _calls(solving.report), shown=_may("process_ticket", RESOLVED), icon="file", is_main=True),
        Verb("close", _("Close"), forms.CloseForm, _calls(moves.close), Move.CLOSE, icon="lock", is_main=True),
        Verb("archive", _("Archive"), forms.NoneForm, _calls(moves.archive), Move.ARCHIVE, icon="archive",
             hint=_("An archived ticket is read-only for ever.")),
        Verb("wait", _("Wait…"), forms.WaitForm, _calls(moves.wait), Move.WAIT_CUSTOMER, icon="player-pause",
             hint=_("Waiting for the customer stops the clocks of resolution and reply. Waiting for parts, third parties or another department stops none that the customer was promised.")),
        Verb("assign", _("Assign…"), forms.AssignForm, _calls(assignments.assign), shown=_may("assign_ticket"), icon="user-plus"),
        Verb("refuse_assignment", _("Give back"), forms.ReasonForm, _refuse_assignment,
             shown=lambda user, ticket: ticket.assignee_id == user.pk and ticket.status in lifecycle.UNSOLVED, icon="arrow-back-up"),
        Verb("promise", _("Promise a time"), forms.PromiseForm, _calls(triage.promise),
             shown=lambda user, ticket: ticket.status in lifecycle.UNSOLVED and any(rules.has(user, r) for r in ("accept_ticket", "solve_ticket", "promise_ticket")),
             icon="calendar"),
        Verb("retier", _("Change tier"), forms.RetierForm, _calls(triage.retier), shown=_may("retier_ticket", lifecycle.UNSOLVED), icon="flag"),
        Verb("explain", _("Give the reason of the miss"), forms.ExplainForm, _calls(escalations.explain), shown=_may_explain, icon="message", is_main=True),
        Verb("report_time", _("Correct report time"), forms.ReportTimeForm, _calls(triage.correct_report_time),
             shown=_may("correct_report_time", lifecycle.UNSOLVED), icon="history"),
        Verb("solution_failed", _("Solution failed"), forms.ReasonForm, _calls(moves.solution_failed), Move.SOLUTION_FAILED, icon="rotate"),
        Verb("reopen", _("Reopen"), forms.ReasonForm, _calls(moves.reopen), Move.REOPEN, icon="rotate"),
        Verb("merge", _("Merge…"), forms.MergeForm, _calls(moves.merge), Move.MERGE, icon="git-merge", is_grave=True),
        Verb("cancel", pgettext_lazy("ticket", "Cancel ticket"), forms.ReasonForm, _calls(moves.cancel), Move.CANCEL, icon="circle-x", is_grave=True),
    )
}  # fmt: skip


def buttons(user: User, ticket: Ticket, solution: Solution | Proposed | None) -> dict[str, list[Verb]]:
    """The steps that fit now: `main` are the next ones, `more` the rest."""
    fitting = set(rules.moves_for(user, ticket, solution))
    if Move.WAIT_INTERNAL in fitting:
        fitting.add(Move.WAIT_CUSTOMER)
    offered = [verb for verb in VERBS.values() if (verb.move in fitting if verb.move else verb.shown and verb.shown(user, ticket))]
    return {"main": [verb for verb in offered if verb.is_main], "more": [verb for verb in offered if not verb.is_main]}


@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One step: GET brings its form into the dialog, POST takes it. What is refused keeps every word that was typed."""
    ticket = find(request.user, number)
    step = VERBS.get(verb)
    if step is None:
        raise Http404
    if request.method == "GET":
        _require_offered(request, ticket, step)
        form = step.form(ticket=ticket, user=request.user, initial=_given(request))
        return _dialog(request, ticket, step, form)
    form = step.form(request.POST, ticket=ticket, user=request.user)
    if not form.is_valid():
        return _dialog(request, ticket, step, form, 422)
    try:
        return _taken(request, ticket, step, form)
    except LawBroken as error:
        form.refuse(error)
        return _dialog(request, ticket, step, form, 422)
    except NotAllowed as error:
        form.add_error(None, error.message)
        return _dialog(request, ticket, step, form, 403)
    except IllegalMove:
        form.add_error(None, _("Somebody was faster: the ticket's state has changed. Reload the page."))
        return _dialog(request, ticket, step, form, 409)


def _require_offered(request: HttpRequest, ticket: Ticket, step: Verb) -> None:
    """A step that does not fit, or that the person may not take, brings no form."""
    offered = buttons(request.user, ticket, ticket.solutions.first())
    if step not in offered["main"] and step not in offered["more"]:
        raise LawBroken(gettext("This step is not open to you while the ticket is in this state."))


def _given(request: HttpRequest) -> dict[str, Any]:
    now = timezone.localtime().replace(second=0, microsecond=0)
    return {"ended_at": now, "started_at": now}


def _taken(request: HttpRequest, ticket: Ticket, step: Verb, form: forms.NoneForm) -> HttpResponse:
    now, page = timezone.now(), reverse("tickets:page", args=[ticket.number])

    def act() -> str:
        _require_offered(request, find(request.user, ticket.number), step)
        step.run(ticket, request.user, now, dict(form.details))
        return page

    url = submissions.once(str(form.cleaned_data["submit_id"] or ""), by=request.user, at=now, act=act)
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


def _dialog(request: HttpRequest, ticket: Ticket, step: Verb, form: forms.NoneForm, status: int = 200) -> HttpResponse:
    template = "tickets/_verb.html" if request.htmx else "tickets/verb.html"
    return render(request, template, {"ticket": ticket, "verb": step, "form": form}, status=status)
