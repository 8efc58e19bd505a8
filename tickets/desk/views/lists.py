"""The work list and its filters."""

from datetime import datetime, time, timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from accounts.models import Department
from core.queries import paging
from customers.models import Channel
from customers.rules import contact_visibility, may_export_unmasked
from customers.rules import visible_customers as customers_visible
from tickets.desk.forms import FilterForm
from tickets.desk.queries import desk
from tickets.record.enums import Priority, Status, Tier
from tickets.record.models import IssueType, Ticket
from tickets.record.rules import has_right

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
TABS = frozenset(view.key for view in desk.VIEWS)
PICKED = 10


@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    view, filters = read_address(request.GET)
    now = timezone.now()
    listing = desk.listing(request.user, view, filters, request.GET.get("cursor", ""), now)
    if not request.GET and not listing.counts["mine"] and listing.counts["unassigned"]:
        return redirect(f"{request.path}?view=unassigned")
    tabs = [
        {
            "key": key,
            "name": name,
            "count": paging.capped_text(listing.counts[key]) if key in listing.counts else "",
            "is_alarm": key == "late",
        }
        for key, name in VIEW_NAMES.items()
        if key in TABS
    ]
    context = {
        "listing": listing,
        "tabs": tabs,
        "filters": filters,
        "active": chips_of(request.GET),
        "now": now,
        "view_name": VIEW_NAMES[view.key],
        "may_register": has_right(request.user, "register_ticket"),
        "may_export": has_right(request.user, "export_ticket"),
        "may_unmask": has_right(request.user, "export_ticket")
        and may_export_unmasked(request.user),
    }
    template = (
        "tickets/_list.html" if request.htmx and not request.htmx.boosted else "tickets/list.html"
    )
    return render(request, template, context)


def read_address(query: QueryDict) -> tuple[desk.View, desk.Filters]:
    """The view and filters that an address names; what is not understood is left out."""
    view = desk.BY_KEY.get(query.get("view", ""), desk.BY_KEY["all" if query.get("q") else "mine"])
    form = FilterForm(query)
    form.is_valid()
    given = form.cleaned_data
    filters = desk.Filters(
        q=given.get("q", ""),
        status=tuple(given.get("status") or ()),
        tier=tuple(given.get("tier") or ()),
        priority=tuple(given.get("priority") or ()),
        channel=_names(query, "channel"),
        department=_names(query, "department"),
        issue_type=_names(query, "issue_type"),
        assignee=given.get("assignee", ""),
        reported_from=_start_of(given.get("reported_from")),
        reported_until=_start_of(given.get("reported_until"), days=1),
    )
    return view, filters


def _names(query: QueryDict, name: str) -> tuple[str, ...]:
    """The values of a parameter; PostgreSQL knows no NUL in a text."""
    return tuple(value for value in query.getlist(name) if "\0" not in value)


def _start_of(day: object, days: int = 0) -> datetime | None:
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day, time.min)) + timedelta(days=days)


def chips_of(query: QueryDict) -> list[dict[str, str]]:
    """The filters in force, each with the address without it."""
    labels = {
        "status": dict(Status.choices),
        "tier": dict(Tier.choices),
        "priority": dict(Priority.choices),
    }
    if "channel" in query:
        labels["channel"] = {row.code: str(row) for row in Channel.objects.all()}
    if "issue_type" in query:
        labels["issue_type"] = {row.name: str(row) for row in IssueType.objects.all()}
    names = (
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
    found = []
    for name in names:
        for value in query.getlist(name):
            if value:
                rest = query.copy()
                rest.setlist(name, [other for other in query.getlist(name) if other != value])
                rest.pop("cursor", None)
                found.append(
                    {
                        "name": name,
                        "value": str(labels.get(name, {}).get(value, value)),
                        "without": f"?{rest.urlencode()}",
                    }
                )
    return found


@require_GET
def filter_panel(request: HttpRequest) -> HttpResponse:
    """The filter form, loaded when it is opened."""
    context = {
        "query": request.GET,
        "view": read_address(request.GET)[0].key,
        "groups": [
            ("status", _("Status"), Status.choices),
            ("tier", _("Tier"), Tier.choices),
            ("priority", _("Priority"), Priority.choices),
            (
                "channel",
                _("Channel"),
                [(row.code, str(row)) for row in Channel.objects.filter(is_active=True)],
            ),
            (
                "department",
                _("Department"),
                [
                    (name, name)
                    for name in Department.objects.filter(is_active=True).values_list(
                        "name", flat=True
                    )
                ],
            ),
            (
                "issue_type",
                _("Issue type"),
                [(row.name, str(row)) for row in IssueType.objects.filter(is_active=True)],
            ),
        ],
        "chosen": {
            name: request.GET.getlist(name)
            for name in ("status", "tier", "priority", "channel", "department", "issue_type")
        },
    }
    return render(request, "tickets/_filters.html", context)


@require_GET
def pick(request: HttpRequest) -> JsonResponse:
    """Tickets that match, for the picker."""
    words = request.GET.get("q", "").strip()
    seen, visible = contact_visibility(request.user), Ticket.objects.visible_to(request.user)
    found = (
        desk.found_by(words, visible, with_people=seen.names) if len(words) > 1 else visible.none()
    )
    rows = found.select_related("customer").order_by("-reported_at")[:PICKED]
    results = [
        {
            "value": row.pk,
            "label": f"{row.number} {row.summary}",
            "hint": seen.customer(row.customer),
        }
        for row in rows
    ]
    return JsonResponse({"results": results})


@require_GET
def of_customer(request: HttpRequest, code: str) -> HttpResponse:
    """A window on the customer's page: the tickets that the person may see."""
    customer = get_object_or_404(customers_visible(request.user), code=code)
    found = (
        Ticket.objects.visible_to(request.user)
        .filter(customer=customer)
        .order_by("-reported_at", "-pk")[:30]
    )
    return render(request, "tickets/_of_customer.html", {"tickets": found})
