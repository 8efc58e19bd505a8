"""The customer's page: the own case, what is added to it, and messages by WeChat."""

import uuid
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import LawBroken
from customers.models import Channel
from documents import views as downloads
from documents.doors import takes_files_of_guests
from feedback.queries.surveys import SOLVED, waits_for_answer
from portal.actions.wechat import bind_reader
from portal.doors import (
    has_open_link,
    offers_wechat,
    speaks_for_contact,
    wechat_door,
    with_link,
)
from portal.forms import AnswerForm
from portal.models import CustomerLink
from portal.queries.case import asked_of_customer, case_of, file_of_case
from portal.views.sending import take_form
from tickets.record.enums import Status
from tickets.work.actions.cooperation import tick_off
from tickets.work.actions.incoming import OWN_PAGE, take_message
from tickets.work.models import CooperationItem


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
    page = reverse("portal:case", args=[token])

    def keep_answer(at: datetime) -> None:
        details = form.details
        take_message(
            link.ticket,
            at=at,
            body=details["body"],
            contact=link.ticket.contact,
            channel=Channel.objects.filter(code=OWN_PAGE).first(),
            uploads=details["uploads"],
        )

    return take_form(
        link,
        form,
        place=f"case:{link.ticket_id}",
        act=keep_answer,
        page=page,
        leads_to=f"{page}?sent=1&lang={get_language()}#sent",
        show=lambda status: _show_case(request, link, token, form, status),
    )


def _show_case(
    request: HttpRequest,
    link: CustomerLink,
    token: str,
    form: AnswerForm,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    is_contact = speaks_for_contact(link)
    context = {
        "offers_wechat": offers_wechat(request, link) and not link.ticket.contact.wechat_id,
        "is_bound": "bound" in request.GET,
        "refusal": refusal,
        "case": case_of(link.ticket),
        "asked": asked_of_customer(link.ticket) if is_contact else [],
        "asks_signature": is_contact and link.ticket.status == Status.PENDING_CONFIRMATION,
        "survey_asks": is_contact
        and link.ticket.status in SOLVED
        and waits_for_answer(link.ticket_id, at=timezone.now()),
        "form": form,
        "token": token,
        "was_sent": request.GET.get("sent", ""),
        "language": get_language(),
    }
    return render(request, "portal/case.html", context, status=status)


@csrf_exempt
@require_POST
@with_link
def tick_item(request: HttpRequest, link: CustomerLink, token: str, pk: int) -> HttpResponse:
    """The customer has provided something. A second click changes nothing."""
    if not speaks_for_contact(link):
        raise Http404
    page = reverse("portal:case", args=[token])
    try:
        tick_off(link.ticket, pk, by=None, at=timezone.now())
    except CooperationItem.DoesNotExist:
        raise Http404 from None
    except LawBroken as error:
        return _show_case(request, link, token, AnswerForm(), 422, refusal=error.message)
    return HttpResponseRedirect(f"{page}?sent=provided&lang={get_language()}#sent")


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
        return _show_case(request, link, token, form, 422, refusal=error.message)
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
