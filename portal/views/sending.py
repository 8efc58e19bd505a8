"""How a form of a customer is sent, whoever it is."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions import submissions
from core.errors import AlreadySent, BadFile, LawBroken
from pages.forms import DeskForm
from portal.doors import may_write
from portal.models import CustomerLink


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


def take_form(
    link: CustomerLink,
    form: DeskForm,
    *,
    place: str,
    act: Callable[[datetime], object],
    page: str,
    leads_to: str,
    show: Callable[[int], HttpResponse],
) -> HttpResponse:
    """As `take_once`, of somebody with a link, who may not write without end: `show` takes the
    status of the answer.
    """
    if not form.is_valid():
        return show(422)
    if not may_write(link):
        form.add_error(None, _("You have sent many messages within the hour. Try again later."))
        return show(429)
    return take_once(
        form, place=place, act=act, page=page, leads_to=leads_to, show=lambda: show(422)
    )


def take_once(
    form: DeskForm,
    *,
    place: str,
    act: Callable[[datetime], object],
    page: str,
    leads_to: str,
    show: Callable[[], HttpResponse],
) -> HttpResponse:
    """What a valid form says: done once, however often it comes, or shown again with every word.

    `place` names what it is about, `act` does it at a moment, `page` is the address of what was
    sent before, `leads_to` of what comes next.
    """

    def send() -> str:
        now = timezone.now()

        def act_now() -> str:
            act(now)
            # Remembered without its token: no table holds an address that opens a case.
            return "sent"

        submissions.act_once(
            form.submit_key,
            by=None,
            at=now,
            act=act_now,
            content=form.content_digest,
            place=place,
        )
        return leads_to

    return send_form(form, page, send, show)
