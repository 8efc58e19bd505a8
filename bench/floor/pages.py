"""The pages of the floor.

Each does the reading that the product's page of the same name cannot do without.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from jinja2 import Environment, FileSystemLoader

from bench.floor.models import Clock, Event, Ticket

TEMPLATES = Path(__file__).parent / "templates"
ENGINE = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, auto_reload=False)
LIST_PAGE = ENGINE.get_template("list.jinja")
PAGE = 50
WITH = ("customer", "channel", "department", "assignee")
COLUMNS = (
    "number",
    "summary",
    "status",
    "tier",
    "wait_reason",
    "next_due_at",
    "reported_at",
    "customer__name",
    "channel__name",
    "department__name",
    "assignee__display_name",
)
NOT_SHOWN = ("search_text", "customer__code", "channel__code")
PAIRS = (
    "tickets_ticket.id IN (SELECT ticket_id FROM tickets_searchtext"
    " WHERE aftersales_pairs(search_text) @@ %s::tsquery AND search_text LIKE %s)"
)


def needs_a_person(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Session and person are looked up as the product does."""

    def guarded_view(request: HttpRequest, **arguments: str) -> HttpResponse:
        if not request.user.is_authenticated:
            return HttpResponse(status=403)
        return view(request, **arguments)

    return guarded_view


def rows_of(request: HttpRequest) -> list[dict[str, Any]]:
    """A page of the work list: fifty tickets, the names of what they belong to, their next limit.

    Two statements.
    """
    tickets = Ticket.objects.select_related(*WITH).only(*COLUMNS)
    if request.GET.get("view") == "all":
        tickets = tickets.order_by("-reported_at", "-pk")
    else:
        tickets = tickets.filter(is_open=True).order_by("next_due_at", "pk")
    if words := request.GET.get("q", ""):
        pairs = " & ".join(f"'{words[n : n + 2]}'" for n in range(len(words) - 1))
        tickets = tickets.extra(where=[PAIRS], params=[pairs, f"%{words}%"])
    return with_limits(list(tickets[:PAGE]), timezone.now())


def with_limits(tickets: list[Ticket], now: datetime) -> list[dict[str, Any]]:
    first: dict[int, Clock] = {}
    clocks = Clock.objects.filter(
        ticket__in=tickets, stopped_at=None, cancelled_at=None, due_at__isnull=False
    )
    for clock in clocks.select_related("kind").order_by("-due_at"):
        first[clock.ticket_id] = clock
    return [
        {"ticket": one, "clock": first.get(one.pk), "left": time_left(one.next_due_at, now)}
        for one in tickets
    ]


def time_left(due_at: datetime | None, now: datetime) -> str:
    if due_at is None:
        return ""
    minutes = int(abs((due_at - now) / timedelta(minutes=1)))
    return f"{'-' if due_at < now else ''}{minutes // 60} h {minutes % 60} min"


@needs_a_person
def list_by_django(request: HttpRequest) -> HttpResponse:
    return render(request, "list.html", {"rows": rows_of(request)})


@needs_a_person
def list_by_jinja(request: HttpRequest) -> HttpResponse:
    return HttpResponse(LIST_PAGE.render(rows=rows_of(request), local=timezone.localtime))


@needs_a_person
def list_by_hand(request: HttpRequest) -> HttpResponse:
    return HttpResponse(HEAD + "".join(joined_rows(rows_of(request))) + FOOT)


def joined_rows(rows: Iterable[dict[str, Any]]) -> Iterable[str]:
    """Joined strings: what no template engine can undercut."""
    for row in rows:
        one = row["ticket"]
        clock = row["clock"]
        kind = clock.kind.name if clock else ""
        assignee = escape(one.assignee.display_name) if one.assignee else "—"
        department = one.department.name if one.department else ""
        due = f"{timezone.localtime(one.next_due_at):%m-%d %H:%M}" if one.next_due_at else ""
        yield (
            f'<tr><td><a href="/tickets/{one.number}/">{escape(one.summary)}</a>'
            f" {one.number} {escape(one.customer.name)}</td>"
            f'<td class="tier-{one.tier}">{one.tier}</td>'
            f"<td>{kind} {row['left']} {due}</td>"
            f'<td class="status-{one.status}">{one.status} {one.wait_reason}</td>'
            f"<td>{assignee} {department}</td>"
            f"<td>{timezone.localtime(one.reported_at):%m-%d %H:%M} {one.channel.name}</td></tr>"
        )


@needs_a_person
def ticket_page(request: HttpRequest, number: str) -> HttpResponse:
    """One ticket with its ledger: two statements."""
    ticket = get_object_or_404(
        Ticket.objects.select_related(*WITH).defer(*NOT_SHOWN), number=number
    )
    events = (
        Event.objects.filter(ticket=ticket).select_related("actor").order_by("-at", "-pk")[:400]
    )
    return render(request, "ticket.html", {"ticket": ticket, "events": events})


HEAD = """<!doctype html><html><head><meta charset="utf-8"><title>floor</title></head>
<body><nav><a href="/">list</a></nav><table>
<thead><tr><th>ticket</th><th>tier</th><th>next due</th><th>status</th><th>assignee</th>
<th>reported</th></tr></thead><tbody>"""
FOOT = "</tbody></table></body></html>"
