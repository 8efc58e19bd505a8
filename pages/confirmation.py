"""Who does something dangerous says again who they are, if their log-in is older than 15 minutes.

allauth remembers what was sent and does it after the password, the code or the passkey.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator


def _is_sent(request: HttpRequest) -> bool:
    return request.method == "POST"


# A page whose form does something dangerous; to look at it is not.
_confirmed = reauthentication_required(app="desk", enabled=_is_sent)


def confirmed_when_sent(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorates a view, or a page of the administration whose first argument is the request."""
    guarded = _confirmed(view)

    @wraps(view)
    def ask_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return guarded(request, *args, **kwargs)
        except ReauthenticationRequired:
            # allauth finds what was sent again by its path alone, and would lose it without a word.
            # It keeps the query beside it, which Django reads when it is asked for: here, before.
            _ = request.GET
            request.META["QUERY_STRING"] = ""
            raise

    return ask_first


# The same as a method of the administration.
confirmed_method = method_decorator(confirmed_when_sent)

# What is dangerous to read, such as a file with everybody's numbers.
confirmed_always = reauthentication_required(app="desk")


def confirm_before(request: HttpRequest, show: Callable[[], Any]) -> HttpResponse | Any:
    """For forms that hold a password: asked before the form is shown.

    One that is sent too late comes empty again, as nothing of it may be remembered.
    """
    try:
        confirmed_always(lambda _request: None)(request)
    except ReauthenticationRequired:
        if request.method == "POST":
            return HttpResponseRedirect(request.get_full_path())
        raise
    return show()
