"""The work list and its filters."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.models import Department, User
from core.domain import text
from core.queries import paging
from customers.models import Channel
from customers.rules import contact_visibility, visible_customers
from tickets.desk.forms import FilterForm
from tickets.desk.queries import desk, saved_views
from tickets.desk.rules import may_export_people, may_export_tickets, may_register
from tickets.record.domain.desk_numbers import DeskNumbers
from tickets.record.enums import Priority, Status, Tier
from tickets.record.models import IssueType, Ticket
from tickets.record.queries.hidden_texts import hide_texts_of

VIEW_NAMES = {
    "mine": pgettext_lazy("view", "Mine"),
    "unassigned": _("Unassigned"),
    "due_soon": _("Due soon"),
    "late": _("Late"),
    "waiting": _("Waiting for customer"),
    "open": _("All open"),
    "all": pgettext_lazy("view", "All"),
    "unassigned_long": _("Unassigned for more than 15 minutes"),
    "approval": _("Pending approval"),
    "updates_due": _("Progress updates overdue"),
    "waiting_long": _("Waiting too long"),
    "ahead": _("Not late yet"),
    "standing": _("Without a running limit"),
}

# The span that most desks keep has a text of its own.
USUAL_MINUTES = 15

NARROWING = (
    "q",
    "status",
    "tier",
    "priority",
    "channel",
    "department",
    "issue_type",
    "assignee",
    "reported_from",
    "reported_until",
)
CHOSEN_IN_PANEL = ("status", "tier", "priority", "channel", "department", "issue_type")
MINUTE = timedelta(minutes=1)
SHOWN_OF_CUSTOMER = 30
PICKED = 10


@require_GET
def ticket_list(request: HttpRequest) -> HttpResponse:
    """The work list; a person without own tickets lands on those that nobody has."""
    view, filters = read_address(request.GET)
    viewpoint = saved_views.current_viewpoint(request.user, timezone.now())
    listing = desk.ticket_listing(viewpoint, view, filters, request.GET.get("cursor", ""))
    if not request.GET and not listing.counts["mine"] and listing.counts["unassigned"]:
        return redirect(f"{request.path}?view=unassigned")

    context = {
        "listing": listing,
        "tabs": [_tab(tab, listing.counts) for tab in saved_views.VIEWS],
        "filters": filters,
        "active": active_filters(request.GET),
        "now": viewpoint.at,
        "view_name": view_name(view, viewpoint.numbers),
        "may_register": may_register(request.user),
        "may_export": may_export_tickets(request.user),
        "may_unmask": may_export_people(request.user),
    }
    if not request.user.has_perm("tickets.view_ticket"):
        context["administrators"] = User.objects.at_work().administrators()
    # A boosted link swaps the whole body, so it needs the frame too.
    is_part = request.htmx and not request.htmx.boosted
    return render(request, "tickets/_list.html" if is_part else "tickets/list.html", context)


def _tab(view: saved_views.SavedView, counts: dict[str, int]) -> dict[str, object]:
    count = counts.get(view.key)
    return {
        "key": view.key,
        "name": VIEW_NAMES[view.key],
        "count": "" if count is None else paging.capped_text(count),
        "is_alarm": view.key == "late",
    }


def view_name(view: saved_views.SavedView, numbers: DeskNumbers) -> str:
    """What a view is called; one name says after how many minutes."""
    minutes = numbers.unassigned_long // MINUTE
    if view.key == "unassigned_long" and minutes != USUAL_MINUTES:
        return gettext("Unassigned for more than %(minutes)d minutes") % {"minutes": minutes}
    return str(VIEW_NAMES[view.key])


def read_address(query: QueryDict) -> tuple[saved_views.SavedView, desk.ListFilters]:
    """The view and filters that an address names, and which of them cannot be applied."""
    # Who looks for a word looks for it everywhere.
    usual = saved_views.BY_KEY["all" if query.get("q") else "mine"]
    view = saved_views.BY_KEY.get(query.get("view", ""), usual)
    form = FilterForm(query)
    # An address that was typed or cut off still leads to a page, which names what is wrong with it.
    form.is_valid()
    cleaned = form.cleaned_data
    filters = desk.ListFilters(
        q=cleaned.get("q", ""),
        status=tuple(cleaned.get("status") or ()),
        tier=tuple(cleaned.get("tier") or ()),
        priority=tuple(cleaned.get("priority") or ()),
        channel=_parameter_values(query, "channel"),
        department=_parameter_values(query, "department"),
        issue_type=_parameter_values(query, "issue_type"),
        assignee=cleaned.get("assignee", ""),
        reported_from=_start_of_day(cleaned.get("reported_from")),
        reported_until=_start_of_day(cleaned.get("reported_until"), days_later=1),
        refused=tuple(name for name in NARROWING if name in form.errors),
    )
    return view, filters


def _parameter_values(query: QueryDict, name: str) -> tuple[str, ...]:
    """The values of a parameter; PostgreSQL knows no NUL in a text."""
    return tuple(value for value in query.getlist(name) if "\0" not in value)


def _start_of_day(day: date | None, days_later: int = 0) -> datetime | None:
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day, time.min)) + timedelta(days=days_later)


def active_filters(query: QueryDict) -> list[dict[str, str]]:
    """The filters in force, each with the address without it."""
    labels = _filter_labels(query)
    active = []
    for name in NARROWING:
        for value in query.getlist(name):
            if not value:
                continue
            label = labels.get(name, {}).get(value, value)
            active.append(
                {"name": name, "value": str(label), "without": _without(query, name, value)}
            )
    return active


def _filter_labels(query: QueryDict) -> dict[str, dict[str, Any]]:
    """By parameter: what its values are called."""
    # Rows are read only of the lists that the address names.
    labels: dict[str, dict[str, Any]] = {
        "status": dict(Status.choices),
        "tier": dict(Tier.choices),
        "priority": dict(Priority.choices),
    }
    if "channel" in query:
        labels["channel"] = {row.code: str(row) for row in Channel.objects.all()}
    if query.get("assignee"):
        people = User.objects.filter(username__in=_parameter_values(query, "assignee"))
        labels["assignee"] = {person.username: str(person) for person in people}
    if "issue_type" in query:
        labels["issue_type"] = {row.name: str(row) for row in IssueType.objects.all()}
    return labels


def _without(query: QueryDict, name: str, value: str) -> str:
    rest = query.copy()
    rest.setlist(name, [other for other in query.getlist(name) if other != value])
    # A cursor names a row of the narrower list.
    rest.pop("cursor", None)
    return f"?{rest.urlencode()}"


@require_GET
def filter_panel(request: HttpRequest) -> HttpResponse:
    """The filter form, loaded when it is opened."""
    channels = Channel.objects.filter(is_active=True)
    departments = Department.objects.filter(is_active=True)
    issue_types = IssueType.objects.filter(is_active=True)
    context = {
        "query": request.GET,
        "view": read_address(request.GET)[0].key,
        "groups": [
            ("status", _("Status"), Status.choices),
            ("tier", _("Tier"), Tier.choices),
            ("priority", _("Priority"), Priority.choices),
            ("channel", _("Channel"), [(row.code, str(row)) for row in channels]),
            ("department", _("Department"), [(row.name, row.name) for row in departments]),
            ("issue_type", _("Issue type"), [(row.name, str(row)) for row in issue_types]),
        ],
        "chosen": {name: request.GET.getlist(name) for name in CHOSEN_IN_PANEL},
        "assignees": desk.assignees_at_work(request.user),
    }
    return render(request, "tickets/_filters.html", context)


@require_GET
def pick_ticket(request: HttpRequest) -> JsonResponse:
    """Tickets that match, for the picker."""
    words = request.GET.get("q", "").strip()
    visibility = contact_visibility(request.user)
    matching = Ticket.objects.none()
    if text.is_searchable(words):
        visible = Ticket.objects.visible_to(request.user)
        matching = desk.found_by(words, visible, with_people=visibility.names)

    newest = list(matching.select_related("customer").order_by("-reported_at")[:PICKED])
    hide_texts_of(newest, visibility)
    results = [
        {
            "value": ticket.pk,
            "label": f"{ticket.number} {ticket.summary}",
            "hint": visibility.customer(ticket.customer),
        }
        for ticket in newest
    ]
    return JsonResponse({"results": results})


@require_GET
def tickets_of_customer(request: HttpRequest, code: str) -> HttpResponse:
    """A window on the customer's page: the tickets that the person may see."""
    customer = get_object_or_404(visible_customers(request.user), code=code)
    tickets = Ticket.objects.visible_to(request.user).filter(customer=customer)
    newest = list(tickets.order_by("-reported_at", "-pk")[:SHOWN_OF_CUSTOMER])
    hide_texts_of(newest, contact_visibility(request.user))
    return render(request, "tickets/_of_customer.html", {"tickets": newest})
