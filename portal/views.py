"""The customer's page, and what the desk does with its links."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.actions import submissions
from core.errors import AlreadySent, BadFile, LawBroken
from customers.models import Asset, Channel
from customers.rules import visible_customers
from documents import views as downloads
from documents.doors import takes_files_of_guests
from pages.steps import visible_or_404
from portal.actions import links
from portal.actions.labels import labels_of
from portal.actions.requests import report_device
from portal.actions.wechat import bind_reader
from portal.doors import (
    has_label,
    has_open_link,
    may_report,
    may_write,
    offers_wechat,
    takes_requests,
    wechat_door,
    with_label,
    with_link,
)
from portal.forms import AnswerForm, RequestForm
from portal.models import CustomerLink
from portal.queries.case import case_of, file_of_case
from portal.queries.codes import qr_picture
from portal.queries.device import shown_device
from tickets.record.models import Ticket
from tickets.record.rules import require_right
from tickets.work.actions.incoming import take_message

# Of one sheet: ten pages.
MOST_LABELS = 240

# The way in of what is written on the customer's page.
CHANNEL = "website"


# The address is the secret: who does not know it cannot have a browser send anything there. With
# `no-referrer`, which keeps it from others, browsers name no origin, and Django would refuse.
@csrf_exempt
@takes_files_of_guests(has_open_link)
@require_http_methods(["GET", "HEAD", "POST"])
@with_link
def case_page(request: HttpRequest, link: CustomerLink, token: str) -> HttpResponse:
    """The course of the case, and a form to add something. Looking changes nothing."""
    if request.method != "POST":
        return _show_case(request, link, token, AnswerForm())
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_case(request, link, token, form, 422)
    if not may_write(link):
        form.add_error(None, _("You have sent many messages within the hour. Try again later."))
        return _show_case(request, link, token, form, 429)
    try:
        return HttpResponseRedirect(_send_once(link, token, form))
    except AlreadySent as again:
        form.ask_again(reverse("portal:case", args=[token]))
        form.refuse(again)
    except (LawBroken, BadFile) as error:
        form.refuse(error)
    return _show_case(request, link, token, form, 422)


def _send_once(link: CustomerLink, token: str, form: AnswerForm) -> str:
    now = timezone.now()
    details = form.details

    def keep_answer() -> str:
        take_message(
            link.ticket,
            at=now,
            body=details["body"],
            contact=link.ticket.contact,
            channel=Channel.objects.filter(code=CHANNEL).first(),
            uploads=details["uploads"],
        )
        # Remembered without its token: no table holds an address that opens a case.
        return "sent"

    submissions.act_once(
        form.submit_key,
        by=None,
        at=now,
        act=keep_answer,
        content=form.content_digest,
        place=f"case:{link.ticket_id}",
    )
    return f"{reverse('portal:case', args=[token])}?sent=1&lang={get_language()}#sent"


def _show_case(
    request: HttpRequest,
    link: CustomerLink,
    token: str,
    form: AnswerForm,
    status: int = 200,
    wechat_refusal: str = "",
) -> HttpResponse:
    context = {
        "offers_wechat": offers_wechat(request, link) and not link.ticket.contact.wechat_id,
        "is_bound": "bound" in request.GET,
        "wechat_refusal": wechat_refusal,
        "case": case_of(link.ticket),
        "form": form,
        "token": token,
        "was_sent": "sent" in request.GET,
        "language": get_language(),
    }
    return render(request, "portal/case.html", context, status=status)


@require_GET
@with_link
def bind_wechat(request: HttpRequest, link: CustomerLink, token: str) -> HttpResponse:
    """Lets the reader in WeChat get messages there: to WeChat, and back with a code.

    Without a code of WeChat, which is good once, looking changes nothing.
    """
    page = reverse("portal:case", args=[token])
    code = request.GET.get("code", "")
    if not offers_wechat(request, link):
        return HttpResponseRedirect(page)
    if not code:
        return HttpResponseRedirect(wechat_door(request.build_absolute_uri()) or page)
    try:
        bind_reader(link.ticket, code, at=timezone.now())
    except LawBroken as error:
        form = AnswerForm()
        return _show_case(request, link, token, form, 422, wechat_refusal=error.message)
    return HttpResponseRedirect(f"{page}?bound=1&lang={get_language()}")


@require_GET
@with_link
def case_file(
    request: HttpRequest, link: CustomerLink, token: str, file_id: uuid.UUID
) -> HttpResponse:
    """A file of the very case of the link."""
    stored = file_of_case(link.ticket, file_id)
    if stored is None:
        raise Http404
    return downloads.send_stored_file(request, stored)


# Whoever passes may post here: there is no log-in that a foreign page could use.
@csrf_exempt
@takes_files_of_guests(has_label)
@require_http_methods(["GET", "HEAD", "POST"])
@with_label
def device_page(request: HttpRequest, asset: Asset) -> HttpResponse:
    """The device of a label: its open case, and the way to report a problem."""
    if request.method != "POST" or not takes_requests():
        return _show_device(request, asset, RequestForm())
    form = RequestForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_device(request, asset, form, 422)
    if not may_report(request, asset):
        form.add_error(None, _("This device was reported several times within the hour. Call us."))
        return _show_device(request, asset, form, 429)
    try:
        return HttpResponseRedirect(_report_once(asset, form))
    except AlreadySent as again:
        form.ask_again(request.path)
        form.refuse(again)
    except (LawBroken, BadFile) as error:
        form.refuse(error)
    return _show_device(request, asset, form, 422)


def _report_once(asset: Asset, form: RequestForm) -> str:
    """The customer's page of the new case; also for a form that comes twice."""
    now = timezone.now()
    number = submissions.act_once(
        form.submit_key,
        by=None,
        at=now,
        act=lambda: report_device(asset, at=now, **form.report).number,
        content=form.content_digest,
        place=f"device:{asset.pk}",
    )
    return f"{links.make_link(number, now)}?sent=1&lang={get_language()}"


def _show_device(
    request: HttpRequest, asset: Asset, form: RequestForm, status: int = 200
) -> HttpResponse:
    context = {
        "device": shown_device(asset),
        "form": form,
        "takes_requests": takes_requests(),
        "language": get_language(),
    }
    return render(request, "portal/device.html", context, status=status)


@require_POST
def label_sheet(request: HttpRequest) -> HttpResponse:
    """Labels to be printed, of a customer's devices or of those of a model."""
    assets = _assets_to_label(request)
    codes = labels_of(assets, by=request.user, at=timezone.now())
    labels = []
    for asset in assets:
        address = request.build_absolute_uri(reverse("portal:device", args=[codes[asset.pk]]))
        labels.append({"asset": asset, "code": qr_picture(address), "address": address})
    context = {"labels": labels, "most": MOST_LABELS, "takes_requests": takes_requests()}
    return render(request, "portal/labels.html", context)


def _assets_to_label(request: HttpRequest) -> list[Asset]:
    if not request.user.has_perm("customers.change_customer"):
        raise PermissionDenied
    assets = Asset.objects.filter(customer__in=visible_customers(request.user))
    chosen = {
        "customer__code": request.POST.get("customer", ""),
        "model__code": request.POST.get("model", ""),
    }
    named = {name: value for name, value in chosen.items() if value}
    if not named:
        raise Http404
    return list(assets.filter(**named).select_related("model", "customer")[:MOST_LABELS])


@require_GET
def links_of_ticket(request: HttpRequest, number: str) -> HttpResponse:
    """The dialog of the desk: which links there are, a new one, an end to all."""
    ticket = _ticket_or_404(request, number)
    return _show_links(request, ticket)


@require_POST
def make_link(request: HttpRequest, number: str) -> HttpResponse:
    """A new link, shown this once with its code to be scanned."""
    ticket = _ticket_or_404(request, number)
    path = links.make_link_by_hand(ticket, by=request.user, at=timezone.now())
    return _show_links(request, ticket, address=request.build_absolute_uri(path))


@require_POST
def revoke_links(request: HttpRequest, number: str) -> HttpResponse:
    """No link of the ticket opens anything any more."""
    ticket = _ticket_or_404(request, number)
    links.revoke_links(ticket, by=request.user, at=timezone.now())
    return _show_links(request, ticket)


def _ticket_or_404(request: HttpRequest, number: str) -> Ticket:
    ticket = visible_or_404(Ticket.objects.all(), request.user, number)
    require_right(request.user, "contact_ticket")
    return ticket


def _show_links(request: HttpRequest, ticket: Ticket, address: str = "") -> HttpResponse:
    now = timezone.now()
    context = {
        "ticket": ticket,
        "links": ticket.customer_links.open(now).select_related("created_by")[:10],
        "address": address,
        "code": qr_picture(address) if address else "",
    }
    template = "portal/_links.html" if request.htmx else "portal/links.html"
    return render(request, template, context)
