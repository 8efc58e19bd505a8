"""What strangers report: at a device whose label they scanned, or on the public form."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.actions import submissions
from customers.models import Asset
from documents.doors import takes_files_of_guests
from portal.actions import links
from portal.actions.requests import report_device, report_problem
from portal.doors import (
    has_label,
    has_public_form,
    may_report,
    takes_requests,
    with_label,
    with_public_form,
)
from portal.forms import DeviceRequestForm, RequestForm
from portal.queries.device import shown_device
from portal.views.sending import send_form
from tickets.record.models import Ticket


# Whoever passes may post here: there is no log-in that a foreign page could use.
@csrf_exempt
@takes_files_of_guests(has_label)
@require_http_methods(["GET", "HEAD", "POST"])
@with_label
def device_page(request: HttpRequest, asset: Asset) -> HttpResponse:
    """The device of a label: its open case, and the way to report a problem."""
    if request.method != "POST" or not takes_requests():
        return _show_device(request, asset, DeviceRequestForm())
    form = DeviceRequestForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_device(request, asset, form, 422)
    if not may_report(request, asset):
        form.add_error(None, _("This device was reported several times within the hour. Call us."))
        return _show_device(request, asset, form, 429)
    report = partial(report_device, asset)
    return send_form(
        form,
        request.path,
        send=lambda: _report_once(form, f"device:{asset.pk}", report),
        show=lambda: _show_device(request, asset, form, 422),
    )


def _report_once(form: DeviceRequestForm, place: str, report: Callable[..., Ticket]) -> str:
    """The customer's page of the new case; also for a form that comes twice."""
    now = timezone.now()
    number = submissions.act_once(
        form.submit_key,
        by=None,
        at=now,
        act=lambda: report(at=now, **form.report).number,
        content=form.content_digest,
        place=place,
    )
    return f"{links.make_link_of_report(number, now)}?sent=1&lang={get_language()}"


# Whoever comes by may post here: there is no log-in that a foreign page could use.
@csrf_exempt
@takes_files_of_guests(has_public_form)
@require_http_methods(["GET", "HEAD", "POST"])
@with_public_form
def request_page(request: HttpRequest) -> HttpResponse:
    """The form of whoever has neither label nor link."""
    if request.method != "POST":
        return _show_request(request, RequestForm())
    form = RequestForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_request(request, form, 422)
    if not may_report(request):
        form.add_error(None, _("There were many reports within the hour. Call us."))
        return _show_request(request, form, 429)
    return send_form(
        form,
        request.path,
        send=lambda: _report_once(form, "request", report_problem),
        show=lambda: _show_request(request, form, 422),
    )


def _show_request(request: HttpRequest, form: RequestForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "language": get_language()}
    return render(request, "portal/request.html", context, status=status)


def _show_device(
    request: HttpRequest, asset: Asset, form: DeviceRequestForm, status: int = 200
) -> HttpResponse:
    context = {
        "device": shown_device(asset),
        "form": form,
        "takes_requests": takes_requests(),
        "language": get_language(),
    }
    return render(request, "portal/device.html", context, status=status)
