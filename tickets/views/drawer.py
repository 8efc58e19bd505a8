"""The drawer of limits: every limit of a ticket as a bar with its story."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from tickets import rules
from tickets.models import SlaClock, Ticket
from tickets.queries import drawer
from tickets.queries.detail import find


@require_GET
def clocks(request: HttpRequest, number: str) -> HttpResponse:
    """Why is it due then? The address may name a cycle by its kind (`?progress=3`)."""
    ticket = find(request.user, number)
    now = timezone.now()
    rows = SlaClock.objects.filter(ticket=ticket).select_related("kind").prefetch_related("pauses", "escalations")
    chosen = {code: int(value) for code, value in request.GET.items() if value.isdecimal() and len(value) < 6}
    strips = [{"strip": strip, "rebuild_url": _rebuild_url(request, ticket, strip.row)} for strip in drawer.strips(rows, chosen, now)]
    return render(request, "tickets/_clocks.html", {"ticket": ticket, "strips": strips, "now": now})


def _rebuild_url(request: HttpRequest, ticket: Ticket, row: SlaClock) -> str:
    """Where an administrator has the limit computed anew from its facts; empty for everybody else."""
    if not rules.has(request.user, "publish_rules"):
        return ""
    try:
        return reverse("tickets:rebuild_clock", args=[ticket.number, row.pk])
    except NoReverseMatch:
        return ""
