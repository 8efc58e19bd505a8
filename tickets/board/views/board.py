"""What supervisors and managers watch: the live board and the log of escalations."""

from datetime import date, datetime, time, timedelta

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from core.queries import paging
from tickets.board.forms import ReassignForm
from tickets.board.queries import board
from tickets.limits.models import SlaKind
from tickets.limits.queries import escalations
from tickets.record.rules import has_right

LOG_DAYS = 30
FIGURES = (
    ("unassigned", "inbox", _("Unassigned"), _("Open tickets without an assignee.")),
    (
        "due_soon",
        "clock",
        _("Due within an hour"),
        _("Open tickets whose next limit ends within the next hour."),
    ),
    ("late", "alert-triangle", _("Late"), _("Open tickets whose next limit has passed.")),
    (
        "approval",
        "clipboard-check",
        _("Pending approval"),
        _("Open tickets whose solution waits for approval."),
    ),
    (
        "updates_due",
        "message",
        _("Overdue updates"),
        _("Open tickets whose customer should have heard of the progress by now."),
    ),
    (
        "waiting_long",
        "player-pause",
        _("Waiting too long"),
        _("Waiting beyond the expected time, or untouched for a day."),
    ),
)
ALARMS = frozenset({"late", "updates_due"})


def _watching(request: HttpRequest) -> None:
    if not board.may_watch(request.user):
        raise Http404


@require_GET
def board_page(request: HttpRequest) -> HttpResponse:
    """The board in its frame."""
    _watching(request)
    context = _shown(request, board.ledger_mark(request.user))
    context["zone"] = timezone.get_current_timezone_name()
    context["pick_form"] = ReassignForm() if has_right(request.user, "assign_ticket") else None
    return render(request, "tickets/board.html", context)


@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """The board without its frame; 304 to a browser whose own is still true."""
    _watching(request)
    mark, now = board.ledger_mark(request.user), timezone.now()
    given = next(
        (
            one
            for one in parse_etags(request.headers.get("If-None-Match", ""))
            if board.is_current(one, mark, now)
        ),
        "",
    )
    if given:
        response, tag = HttpResponse(status=304), given
    else:
        context = _shown(request, mark)
        response, tag = render(request, "tickets/_board.html", context), context["tag"]
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """The dots of the board as rows, brought when somebody asks for them."""
    _watching(request)
    context = {
        "board": board.board(request.user, timezone.now()),
        "may_pick": has_right(request.user, "assign_ticket"),
    }
    return render(request, "tickets/_board_table.html", context)


def _shown(request: HttpRequest, mark: str) -> dict[str, object]:
    """The board; the mark was read before it, so that what happens meanwhile is noticed at the next look."""
    shown = board.board(request.user, timezone.now())
    figures = [
        {
            "key": key,
            "icon": icon,
            "name": name,
            "meaning": meaning,
            "count": shown.figures[key],
            "shown": paging.capped_text(shown.figures[key]),
            "is_late": key in ALARMS and shown.figures[key] > 0,
        }
        for key, icon, name, meaning in FIGURES
    ]
    long = shown.figures["unassigned_long"]
    return {
        "board": shown,
        "figures": figures,
        "long_count": long,
        "long_shown": paging.capped_text(long),
        "tag": board.tag(mark, shown.until),
        "axis": [
            {"x": f"{board.place(left) / 10:.1f}%", "hours": int(left / timedelta(hours=1))}
            for left in board.AXIS
        ],
    }


@require_GET
def escalation_log(request: HttpRequest) -> HttpResponse:
    """Every firing; without a period in the address the last thirty days."""
    _watching(request)
    kinds = list(SlaKind.objects.all())
    since, until = period(request.GET, timezone.localdate())
    filters = escalations.Filters(
        since=_start_of(since),
        until=_start_of(until, days=1),
        level=next(
            (level for level in escalations.LEVELS if str(level) == request.GET.get("level")), None
        ),
        kind=next((kind.code for kind in kinds if kind.code == request.GET.get("kind")), ""),
        only_late="late" in request.GET,
        only_unexplained="unexplained" in request.GET,
    )
    log = escalations.log(request.user, filters, request.GET.get("cursor", ""))
    context = {
        "log": log,
        "filters": filters,
        "kinds": kinds,
        "levels": escalations.LEVELS,
        "since": since,
        "until": until,
        "is_narrowed": bool(
            filters.level or filters.kind or filters.only_late or filters.only_unexplained
        ),
    }
    return render(request, "tickets/escalations.html", context)


def period(query: QueryDict, today: date) -> tuple[date, date]:
    """The days of an address, both inclusive; the last thirty where one is missing or cannot be read."""
    since, until = (_day(query.get(name, "")) for name in ("from", "until"))
    until = until or max(today, since or today)
    return since or until - timedelta(days=LOG_DAYS - 1), until


def _day(written: str) -> date | None:
    """A day of this or the last century; anything else is left out."""
    try:
        day = parse_date(written)
    except ValueError:
        return None
    return day if day and 1970 <= day.year < 2200 else None


def _start_of(day: date, days: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min))
