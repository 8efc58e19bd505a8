"""What supervisors and managers watch: the live board and the log of escalations."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import parse_etags
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from core.queries import paging
from tickets.board.forms import ReassignForm
from tickets.board.queries import board
from tickets.board.rules import may_reassign, may_watch_board
from tickets.desk.queries.saved_views import current_viewpoint
from tickets.limits.models import SlaKind
from tickets.limits.queries import escalations
from tickets.record.domain.desk_numbers import DeskNumbers

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

# The span that most desks keep has a text of its own.
USUAL_MINUTES = 15


MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def _require_watcher(request: HttpRequest) -> None:
    # A 404 and no 403: whoever may not watch need not learn that there is something.
    if not may_watch_board(request.user):
        raise Http404


@require_GET
def board_page(request: HttpRequest) -> HttpResponse:
    """The board in its frame."""
    _require_watcher(request)
    context = _board_context(request, board.ledger_mark(request.user))
    context["zone"] = timezone.get_current_timezone_name()
    context["pick_form"] = ReassignForm() if may_reassign(request.user) else None
    return render(request, "tickets/board.html", context)


@require_GET
def live_part(request: HttpRequest) -> HttpResponse:
    """The board without its frame; 304 to a browser whose own is still true."""
    _require_watcher(request)
    # Asked first: nothing of the board is computed for a browser that holds a true one.
    mark = board.ledger_mark(request.user)
    held = _current_tag(request, mark)
    if held:
        response = HttpResponse(status=304)
        response["ETag"] = held
    else:
        context = _board_context(request, mark)
        response = render(request, "tickets/_board.html", context)
        response["ETag"] = context["tag"]
    return response


def _current_tag(request: HttpRequest, mark: str) -> str:
    """Of the tags that the browser holds, the one that is still true; empty when none is."""
    now = timezone.now()
    for held in parse_etags(request.headers.get("If-None-Match", "")):
        if board.is_current(held, mark, now):
            return held
    return ""


@require_GET
def table_part(request: HttpRequest) -> HttpResponse:
    """The dots of the board as rows, brought when somebody asks for them."""
    _require_watcher(request)
    context = {
        "board": board.live_board(current_viewpoint(request.user, timezone.now())),
        "may_pick": may_reassign(request.user),
    }
    return render(request, "tickets/_board_table.html", context)


def _board_context(request: HttpRequest, mark: str) -> dict[str, object]:
    """The board as its template reads it.

    The mark was read before it, so that what happens meanwhile is noticed at the next look.
    """
    viewpoint = current_viewpoint(request.user, timezone.now())
    shown = board.live_board(viewpoint)
    long_count = shown.figures["unassigned_long"]
    axis = [
        {"x": f"{board.axis_position(left) / 10:.1f}%", "hours": int(left / HOUR)}
        for left in board.AXIS
    ]
    return {
        "board": shown,
        "figures": list(_figure_tiles(shown.figures, viewpoint.numbers)),
        "long_count": long_count,
        "long_text": _long_unassigned_text(long_count, viewpoint.numbers),
        "tag": board.board_tag(mark, shown.until),
        "axis": axis,
    }


def _figure_tiles(counts: dict[str, int], numbers: DeskNumbers) -> Iterator[dict[str, object]]:
    for key, icon, name, meaning in FIGURES:
        if key == "due_soon" and numbers.due_soon != HOUR:
            name, meaning = _due_soon_texts(numbers.due_soon // MINUTE)
        if key == "waiting_long" and numbers.untouched_long != timedelta(days=1):
            meaning = _waiting_long_meaning(numbers.untouched_long // HOUR)
        yield {
            "key": key,
            "icon": icon,
            "name": name,
            "meaning": meaning,
            "count": counts[key],
            "shown": paging.capped_text(counts[key]),
            "is_late": key in ALARMS and counts[key] > 0,
        }


def _due_soon_texts(minutes: int) -> tuple[str, str]:
    """Name and meaning of the figure where the desk does not count an hour."""
    name = gettext("Due within %(minutes)d minutes")
    meaning = gettext("Open tickets whose next limit ends within the next %(minutes)d minutes.")
    return name % {"minutes": minutes}, meaning % {"minutes": minutes}


def _waiting_long_meaning(hours: int) -> str:
    text = gettext("Waiting beyond the expected time, or untouched for %(hours)d hours.")
    return text % {"hours": hours}


def _long_unassigned_text(count: int, numbers: DeskNumbers) -> str:
    shown = paging.capped_text(count)
    minutes = numbers.unassigned_long // MINUTE
    if minutes == USUAL_MINUTES:
        return gettext("%(n)s over 15 min") % {"n": shown}
    return gettext("%(n)s over %(minutes)d min") % {"n": shown, "minutes": minutes}


@require_GET
def escalation_log(request: HttpRequest) -> HttpResponse:
    """Every firing; without a period in the address the last thirty days."""
    _require_watcher(request)
    kinds = list(SlaKind.objects.all())
    since, until = log_period(request.GET, timezone.localdate())
    filters = escalations.EscalationFilter(
        since=_start_of_day(since),
        until=_start_of_day(until + timedelta(days=1)),
        level=_chosen_level(request.GET),
        kind=_chosen_kind(request.GET, kinds),
        only_late="late" in request.GET,
        only_unexplained="unexplained" in request.GET,
    )
    log = escalations.escalation_log(request.user, filters, request.GET.get("cursor", ""))
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


def _chosen_level(query: QueryDict) -> int | None:
    """The level that an address names; None for any."""
    for level in escalations.LEVELS:
        if str(level) == query.get("level"):
            return level
    return None


def _chosen_kind(query: QueryDict, kinds: list[SlaKind]) -> str:
    """The code of the kind that an address names; empty for any."""
    code = query.get("kind", "")
    known = {kind.code for kind in kinds}
    return code if code in known else ""


def log_period(query: QueryDict, today: date) -> tuple[date, date]:
    """The days of an address, both inclusive.

    The last thirty where one is missing or cannot be read.
    """
    since = _parsed_day(query.get("from", ""))
    until = _parsed_day(query.get("until", ""))
    if until is None:
        until = max(today, since or today)
    if since is None:
        since = until - timedelta(days=LOG_DAYS - 1)
    return since, until


def _parsed_day(written: str) -> date | None:
    """A day of this or the last century; anything else is left out."""
    try:
        day = parse_date(written)
    except ValueError:
        return None
    if day is None or not 1970 <= day.year < 2200:
        return None
    return day


def _start_of_day(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
