"""What programs are answered where no view of the interface was reached: problems, no pages."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext_lazy as _

from aftersales import outages
from api.problems import CONTENT_TYPE, problem_content

ROOT = "/api"

DETAILS = {
    HTTPStatus.FORBIDDEN: _("Your role does not allow this step."),
    HTTPStatus.NOT_FOUND: _("There is nothing at this address for you."),
    HTTPStatus.METHOD_NOT_ALLOWED: _("This method is not possible here."),
    HTTPStatus.INTERNAL_SERVER_ERROR: outages.WENT_WRONG,
    HTTPStatus.SERVICE_UNAVAILABLE: outages.IS_AWAY,
    HTTPStatus.INSUFFICIENT_STORAGE: outages.HAS_NO_ROOM,
}
UNREADABLE = _("The request cannot be read.")


def is_of_interface(request: HttpRequest) -> bool:
    """Does a program ask, and no browser?"""
    return request.path_info == ROOT or request.path_info.startswith(f"{ROOT}/")


class ProblemsOnly:
    """A refusal that is a page becomes a problem, with all its headers: who asked cannot read
    pages.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_refusal = response.status_code >= HTTPStatus.BAD_REQUEST
        if is_refusal and is_of_interface(request):
            say_as_problem(request, response)
        return response


def say_as_problem(request: HttpRequest, response: HttpResponse) -> None:
    """In the language that was asked for; what is a problem already stays as it is."""
    if response.headers.get("Content-Type") == CONTENT_TYPE:
        return
    with translation.override(get_language_from_request(request)):
        status = response.status_code
        response.content = problem_content(status, str(DETAILS.get(status, UNREADABLE)))
        response.headers["Content-Language"] = translation.get_language() or ""
    response.headers["Content-Type"] = CONTENT_TYPE
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(response.content))
