"""The drawer of limits: every limit of a ticket as a bar with its story."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from core.work.steps import visible_or_404
from tickets.limits.actions import clocks as actions
from tickets.limits.models import SlaClock
from tickets.limits.queries import drawer
from tickets.record import rules
from tickets.record.models import Ticket
from tickets.work.queries import TO_WORK_ON


@require_GET
def clocks(request: HttpRequest, number: str) -> HttpResponse:
    """Why is it due then? The address may name a cycle by its kind (`?progress=3`)."""
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    now = timezone.now()
    rows = (
        SlaClock.objects.filter(ticket=ticket)
        .select_related("kind")
        .prefetch_related("pauses", "escalations")
    )
    chosen = {
        code: int(value)
        for code, value in request.GET.items()
        if value.isdecimal() and len(value) < 6
    }
    strips = [
        {"strip": strip, "rebuild_url": _rebuild_url(request, ticket, strip.row)}
        for strip in drawer.strips(rows, chosen, now)
    ]
    return render(request, "tickets/_clocks.html", {"ticket": ticket, "strips": strips, "now": now})


def _rebuild_url(request: HttpRequest, ticket: Ticket, row: SlaClock) -> str:
    """Where an administrator has the limit told anew from the ledger; empty for everybody else."""
    return (
        reverse("tickets:rebuild_clock", args=[ticket.number, row.pk])
        if rules.has_right(request.user, "publish_rules")
        else ""
    )


@require_POST
def rebuild(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """What the ledger tells of a limit beside what its row says; written only with a reason, once that was shown."""
    ticket = visible_or_404(TO_WORK_ON, request.user, number)
    row = (
        SlaClock.objects.filter(ticket=ticket, pk=pk)
        .select_related("kind", "ticket")
        .prefetch_related("pauses")
        .first()
    )
    if row is None or not rules.has_right(request.user, "publish_rules"):
        raise Http404
    reason = request.POST.get("reason", "").strip()
    context = {"ticket": ticket, "row": row, "why": "", "is_done": False, "differs": []}
    try:
        if reason:
            done = actions.repair(row, by=request.user, at=timezone.now(), reason=reason[:300])
            return render(
                request, "tickets/_rebuilt.html", {**context, "is_done": bool(done.differs)}
            )
        differs = [(name, *pair) for name, pair in actions.rebuild(row).differs.items()]
        return render(request, "tickets/_rebuilt.html", {**context, "differs": differs})
    except actions.Untold as why:
        return render(request, "tickets/_rebuilt.html", {**context, "why": str(why)})
