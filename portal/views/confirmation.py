"""The customer signs that it is solved, or sends it back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.actions import submissions
from documents.doors import takes_files_of_guests
from portal.doors import has_open_link, may_write, speaks_for_contact, with_link
from portal.forms import ConfirmationForm
from portal.models import CustomerLink
from portal.views.sending import send_form
from tickets.record.enums import Status
from tickets.work.actions.incoming import take_confirmation


# As `case_page`: the address is the secret.
@csrf_exempt
@takes_files_of_guests(has_open_link)
@require_http_methods(["GET", "HEAD", "POST"])
@with_link
def confirmation_page(request: HttpRequest, link: CustomerLink, token: str) -> HttpResponse:
    """Does it work again? Looking changes nothing."""
    if not speaks_for_contact(link):
        raise Http404
    if request.method != "POST":
        is_asked = link.ticket.status == Status.PENDING_CONFIRMATION
        return _show_form(request, link, token, ConfirmationForm() if is_asked else None)
    form = ConfirmationForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_form(request, link, token, form, 422)
    if not may_write(link):
        form.add_error(None, _("You have sent many messages within the hour. Try again later."))
        return _show_form(request, link, token, form, 429)
    return send_form(
        form,
        reverse("portal:case", args=[token]),
        send=lambda: _sign_once(link, token, form),
        show=lambda: _show_form(request, link, token, form, 422),
    )


def _sign_once(link: CustomerLink, token: str, form: ConfirmationForm) -> str:
    now = timezone.now()
    details = form.details

    def sign() -> str:
        take_confirmation(
            link.ticket,
            at=now,
            is_solved=details["result"] == ConfirmationForm.SOLVED,
            signer=details["signer"],
            remark=details["remark"],
            uploads=details["uploads"],
        )
        # Remembered without its token: no table holds an address that opens a case.
        return "signed"

    submissions.act_once(
        form.submit_key,
        by=None,
        at=now,
        act=sign,
        content=form.content_digest,
        place=f"confirmation:{link.ticket_id}",
    )
    return f"{reverse('portal:case', args=[token])}?sent=signed&lang={get_language()}#sent"


def _show_form(
    request: HttpRequest,
    link: CustomerLink,
    token: str,
    form: ConfirmationForm | None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "number": link.ticket.number,
        "words": link.ticket.original_text,
        "form": form,
        "token": token,
        "language": get_language(),
    }
    return render(request, "portal/confirmation.html", context, status=status)
