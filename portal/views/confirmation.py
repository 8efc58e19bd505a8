"""The customer signs that it is solved, or sends it back."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from documents.doors import takes_files_of_guests
from portal.doors import has_open_link, speaks_for_contact, with_link
from portal.forms import ConfirmationForm
from portal.models import CustomerLink
from portal.views.sending import take_form
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
    page = reverse("portal:case", args=[token])

    def sign(at: datetime) -> None:
        details = form.details
        take_confirmation(
            link.ticket,
            at=at,
            is_solved=details["result"] == ConfirmationForm.SOLVED,
            signer=details["signer"],
            remark=details["remark"],
            uploads=details["uploads"],
            signature=details["drawing"],
        )

    return take_form(
        link,
        form,
        place=f"confirmation:{link.ticket_id}",
        act=sign,
        page=page,
        leads_to=f"{page}?sent=signed&lang={get_language()}#sent",
        show=lambda status: _show_form(request, link, token, form, status),
    )


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
