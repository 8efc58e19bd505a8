"""The tray of mails that wait for a person."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from core.errors import BadFile, LawBroken
from core.queries import paging
from customers.rules import ContactVisibility, contact_visibility, may_reveal
from tickets.mail.actions import intake
from tickets.mail.forms import FileForm
from tickets.mail.queries.tray import (
    PAGE,
    mail_in_tray,
    mail_to_read,
    mails_in_tray,
    mails_set_aside,
    shown_mail,
    tray_row,
)
from tickets.record.enums import MailState
from tickets.record.models import IncomingMail
from tickets.record.rules import require_right

BY_END = paging.Order("ended_at", descending=True)


@require_GET
def mail_tray(request: HttpRequest) -> HttpResponse:
    """Which mails wait, the newest first, and why."""
    require_right(request.user, "register_ticket")
    visibility = contact_visibility(request.user)
    mails = mails_in_tray(request.user)
    rows = [tray_row(mail, visibility) for mail in mails[:PAGE]]
    context = {"rows": rows, "total": mails.count(), "most": PAGE}
    return render(request, "tickets/mail_tray.html", context)


@require_GET
def mails_aside(request: HttpRequest) -> HttpResponse:
    """Which mails nobody was shown: from machines, and discarded."""
    require_right(request.user, "register_ticket")
    visibility = contact_visibility(request.user)
    mails = mails_set_aside(request.user)
    page = paging.page_of(mails, BY_END, request.GET.get("cursor", ""), PAGE)
    rows = [tray_row(mail, visibility) for mail in page.rows]
    return render(request, "tickets/mails_aside.html", {"rows": rows, "page": page})


@require_GET
def mail_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail, and what can be done with it where it is."""
    mail = mail_to_read(request.user, pk)
    if mail is None:
        raise Http404
    return _show_mail(request, mail, FileForm(user=request.user))


@require_POST
def bring_back_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """What was set aside waits in the tray again."""
    require_right(request.user, "register_ticket")
    get_object_or_404(mails_set_aside(request.user), pk=pk)
    intake.bring_back_mail(pk, by=request.user, at=timezone.now())
    return redirect("tickets:mail", pk)


def _mail_or_404(request: HttpRequest, pk: int) -> IncomingMail:
    mail = mail_in_tray(request.user, pk)
    if mail is None:
        raise Http404
    return mail


def _visibility_of(user: User) -> ContactVisibility:
    """Who may have contact data shown needs the address of somebody whom no ticket knows yet."""
    return replace(contact_visibility(user), contacts=may_reveal(user))


def _show_mail(
    request: HttpRequest, mail: IncomingMail, form: FileForm, status: int = 200
) -> HttpResponse:
    is_filed = mail.state == MailState.TAKEN
    visibility = contact_visibility(request.user) if is_filed else _visibility_of(request.user)
    shown = shown_mail(mail, visibility)
    return render(request, "tickets/mail.html", {"mail": shown, "form": form}, status=status)


@require_POST
def file_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it into a ticket."""
    require_right(request.user, "register_ticket")
    mail = _mail_or_404(request, pk)
    form = FileForm(request.POST, user=request.user)
    if not form.is_valid():
        return _show_mail(request, mail, form, 422)
    ticket = form.cleaned_data["ticket"]
    try:
        intake.file_mail(pk, ticket, by=request.user, at=timezone.now())
    except (LawBroken, BadFile) as error:
        form.refuse(error)
        return _show_mail(request, mail, form, 422)
    return redirect(reverse("tickets:page", args=[ticket.number]))


@require_POST
def discard_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing for us."""
    require_right(request.user, "register_ticket")
    _mail_or_404(request, pk)
    intake.discard_mail(pk, by=request.user, at=timezone.now())
    return redirect("tickets:mail_tray")
