"""The mail box of a desk whose mails go nowhere, for those who look after the desk."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from demo.mailbox import find_mail, newest_mails


def _require_reader(request: HttpRequest) -> None:
    """Raise `Http404` where there is no box, and for who does not look after the desk.

    Ways to new passwords lie in it as well.
    """
    if not settings.MAIL_FOLDER or not request.user.has_perm("core.view_jobrun"):
        raise Http404


@require_GET
def mail_list(request: HttpRequest) -> HttpResponse:
    _require_reader(request)
    return render(request, "demo/mails.html", {"mails": newest_mails()})


@require_GET
def mail_page(request: HttpRequest, key: str) -> HttpResponse:
    _require_reader(request)
    mail = find_mail(key)
    if mail is None:
        raise Http404
    return render(request, "demo/mail.html", {"mail": mail})
