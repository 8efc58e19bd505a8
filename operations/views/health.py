"""Is it well? Probes for machines, figures for Prometheus, the health page for people."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from operations.queries import health, page, prometheus
from operations.rules import may_see_operation

LOOPBACK = ("127.0.0.1", "::1")
FORWARDED_HEADERS = ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-Ip")


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers: nothing else is asked, so that a late job never restarts a web server.

    With `?jobs` also 503 when beat or worker have done nothing for three minutes.
    """
    if "jobs" not in request.GET:
        return HttpResponse("ok", content_type="text/plain")
    try:
        state = health.silence_check(timezone.now()).state
    except (DatabaseError, InterfaceError):
        state = health.UNKNOWN
    return HttpResponse(state, content_type="text/plain", status=200 if state == health.OK else 503)


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether all that the desk stands on works: words and seconds, for anybody who asks."""
    checks = health.readiness_checks(timezone.now())
    is_ready = health.is_ready(checks)
    answers = {name: check.as_json() for name, check in checks.items()}
    return JsonResponse(
        {"status": "ok" if is_ready else "late", "checks": answers},
        status=200 if is_ready else 503,
    )


@login_not_required
@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """For Prometheus, who shows the token of the environment.

    Without one only programs on this machine may read.
    """
    if not may_measure(request):
        raise Http404
    return HttpResponse(
        prometheus.metrics_exposition(timezone.now()), content_type=CONTENT_TYPE_LATEST
    )


def may_measure(request: HttpRequest) -> bool:
    """By the token, or, where there is none, from this machine."""
    if settings.METRICS_TOKEN:
        shown = request.headers.get("Authorization", "")
        return constant_time_compare(shown, f"Bearer {settings.METRICS_TOKEN}")
    # a request that came through a proxy on this machine is no local one
    is_forwarded = any(name in request.headers for name in FORWARDED_HEADERS)
    return request.META.get("REMOTE_ADDR", "") in LOOPBACK and not is_forwarded


@require_safe
def health_page(request: HttpRequest) -> HttpResponse:
    """The health page, for those whose role has the right to see jobs.

    It renews its inner part itself.
    """
    if not may_see_operation(request.user):
        raise Http404
    template = "operations/_page.html" if request.htmx else "operations/page.html"
    return render(request, template, page.health_page_context(timezone.now(), request.user))
