"""The desk of call-backs: one case after the other, the most urgent first."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.errors import AlreadySent, LawBroken, NotAllowed
from customers.rules import contact_visibility, may_reveal
from feedback.actions.calls import record_call
from feedback.enums import CallKind
from feedback.forms import CallForm, takes_scores
from feedback.queries.calls import (
    KIND_OF,
    case_of_call,
    clocks_of_calls,
    next_clocks,
    waiting_calls,
    waiting_clocks,
)
from feedback.rules import require_caller
from pages.steps import act_once
from tickets.limits.enums import ClockEvent
from tickets.limits.models import SlaClock


@require_GET
def call_desk(request: HttpRequest) -> HttpResponse:
    """The next case; what was passed over (`after`) comes later."""
    require_caller(request.user)
    now = timezone.now()
    waiting = next_clocks(request.user, now)
    if not waiting:
        return render(request, "feedback/calls.html", {"calls": [], "call": None})
    return _show_call(request, _one_after(request.GET.get("after", ""), waiting), waiting=waiting)


def _one_after(passed_over: str, waiting: list[SlaClock]) -> SlaClock:
    """The one that follows; the first where none does."""
    keys = [str(clock.pk) for clock in waiting]
    place = keys.index(passed_over) + 1 if passed_over in keys else 0
    return waiting[place % len(waiting)]


@require_http_methods(["GET", "POST"])
def call_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: who is to be called and why; POST keeps what came of the call."""
    require_caller(request.user)
    clock = clocks_of_calls(request.user, timezone.now()).filter(pk=pk).first()
    if clock is None:
        raise Http404
    if request.method == "POST":
        return _take_call(request, clock)
    if not clock.is_live:
        return redirect("feedback:calls")
    return _show_call(request, clock)


def _take_call(request: HttpRequest, clock: SlaClock) -> HttpResponse:
    kind = KIND_OF[ClockEvent(clock.stop_event)]
    # What was typed is never dropped in silence: the action says why scores do not count.
    form = CallForm(request.POST, kind=kind, asks_scores=takes_scores(kind))
    if not form.is_valid():
        return _show_call(request, clock, form, 422)

    def keep() -> str:
        kept = record_call(clock.ticket, form.call, by=request.user, at=timezone.now())
        if kept.is_too_late:
            hint = _("%(number)s was solved too long ago to be reopened: register a new ticket.")
            messages.warning(request, hint % {"number": clock.ticket.number})
        return reverse("feedback:calls")

    try:
        address = act_once(request, form, keep)
    except (LawBroken, AlreadySent) as error:
        form.refuse(error)
        return _show_call(request, clock, form, 422)
    except NotAllowed as error:
        form.add_error(None, error.message)
        return _show_call(request, clock, form, 403)
    messages.success(request, _("Kept: %(number)s.") % {"number": clock.ticket.number})
    return redirect(address)


def _show_call(
    request: HttpRequest,
    clock: SlaClock,
    form: CallForm | None = None,
    status: int = 200,
    *,
    waiting: list[SlaClock] | None = None,
) -> HttpResponse:
    now = timezone.now()
    visibility = contact_visibility(request.user)
    if waiting is None:
        waiting = next_clocks(request.user, now)
    kind = KIND_OF[ClockEvent(clock.stop_event)]
    case = case_of_call(clock, kind, visibility)
    if form is None:
        asks_scores = takes_scores(kind) and case.answer is None
        form = CallForm(kind=kind, asks_scores=asks_scores)
    visibility.hide_texts(clock.ticket, visibility.known_names(clock.ticket.customer))
    context = {
        "calls": waiting_calls(waiting, visibility, now),
        "total": waiting_clocks(request.user, now).count(),
        "call": waiting_calls([clock], visibility, now)[0],
        "case": case,
        "contact": visibility.contact(clock.ticket.contact),
        "phone": visibility.phone(clock.ticket.contact),
        "form": form,
        "may_reveal": may_reveal(request.user),
        "is_low": kind == CallKind.LOW,
    }
    return render(request, "feedback/calls.html", context, status=status)
