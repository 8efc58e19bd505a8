"""An empty installation greets its first administrator."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from operations.queries.setup import setup_points


@require_safe
def setup_page(request: HttpRequest) -> HttpResponse:
    """What is set up and what is missing; for those who manage people, others find no page."""
    if not may_set_up(request):
        raise Http404
    points = setup_points(timezone.now())
    done = sum(point.is_done for point in points)
    return render(request, "operations/setup.html", {"points": points, "done": done})


def may_set_up(request: HttpRequest) -> bool:
    return request.user.is_staff and request.user.has_perm("accounts.change_user")
