"""How a form of a customer is sent, whoever it is."""

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseRedirect

from core.errors import AlreadySent, BadFile, LawBroken
from pages.forms import DeskForm


def send_form(
    form: DeskForm, page: str, send: Callable[[], str], show: Callable[[], HttpResponse]
) -> HttpResponse:
    """To the address that `send` gives; what is refused is shown with every word kept.

    `page` is where a form that was sent before is asked about again.
    """
    try:
        return HttpResponseRedirect(send())
    except AlreadySent as again:
        form.ask_again(page)
        form.refuse(again)
    except (LawBroken, BadFile) as error:
        form.refuse(error)
    return show()
