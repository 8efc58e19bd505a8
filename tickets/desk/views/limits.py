"""The drawer of limits: every limit of a ticket as a bar with its story."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from pages.steps import visible_or_404
from tickets.limits.actions import clocks as actions
from tickets.limits.models import SlaClock
from tickets.limits.queries import drawer
from tickets.record import rules
from tickets.record.models import Ticket
from tickets.work.queries import TO_WORK_ON

REASON_LENGTH = 300


@require_GET
def limits_drawer(request: HttpRequest, number: str) -> HttpResponse:
    """Why is it due then? The address may name a cycle by its kind (`?progress=3`)."""
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    now = timezone.now()
    rows = SlaClock.objects.filter(ticket=ticket).select_related("kind")
    with_story = rows.prefetch_related("pauses", "escalations")
    strips = [
        {"strip": strip, "rebuild_url": _rebuild_url(request, ticket, strip.row)}
        for strip in drawer.limit_strips(with_story, _chosen_cycles(request), now)
    ]
    return render(request, "tickets/_clocks.html", {"ticket": ticket, "strips": strips, "now": now})


def _chosen_cycles(request: HttpRequest) -> dict[str, int]:
    """By code of a kind: the cycle that the address names; what is no number is left out."""
    cycles = {}
    for code, value in request.GET.items():
        if value.isdecimal() and len(value) < 6:
            cycles[code] = int(value)
    return cycles


def _rebuild_url(request: HttpRequest, ticket: Ticket, row: SlaClock) -> str:
    """Where an administrator has the limit rebuilt from the ledger; empty for everybody else."""
    if not rules.has_right(request.user, "publish_rules"):
        return ""
    return reverse("tickets:rebuild_clock", args=[ticket.number, row.pk])


@require_POST
def rebuild_clock(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """What the ledger says of a limit beside what its row says.

    Written only with a reason, once that was shown.
    """
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    rows = SlaClock.objects.filter(ticket=ticket, pk=pk).select_related("kind", "ticket")
    row = rows.prefetch_related("pauses").first()
    # Other people need not learn that a limit can be rebuilt at all.
    if row is None or not rules.has_right(request.user, "publish_rules"):
        raise Http404

    reason = request.POST.get("reason", "").strip()[:REASON_LENGTH]
    context = {"ticket": ticket, "row": row, "why": "", "is_done": False, "differs": []}
    try:
        if reason:
            repaired = actions.repair_clock(row, by=request.user, at=timezone.now(), reason=reason)
            context["is_done"] = bool(repaired.differs)
        else:
            differs = actions.rebuild_clock(row).differs
            context["differs"] = [(name, *pair) for name, pair in differs.items()]
    except actions.IncompleteLedger as why:
        context["why"] = str(why)
    return render(request, "tickets/_rebuilt.html", context)
