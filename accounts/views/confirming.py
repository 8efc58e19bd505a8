"""Who says again who they are, by the company's log-in; and what waited for it, which goes on."""

import json
from dataclasses import dataclass
from typing import Any

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.account.utils import get_next_redirect_url
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.sign_on import pages

TOKEN = "csrfmiddlewaretoken"  # noqa: S105


@dataclass(frozen=True, slots=True)
class WaitingForm:
    """A form that was sent and asked for a confirmation first."""

    address: str
    fields: list[tuple[str, str]]


@never_cache
@require_http_methods(["GET", "POST"])
def confirm_by_company(request: HttpRequest) -> HttpResponse:
    """Asks the person to log in there again, and leads there: a form may not go to another host."""
    companies = pages.companies_to_confirm(request, request.user)
    next_address = get_next_redirect_url(request) or "/"
    if request.method == "GET":
        context: dict[str, Any] = {"companies": companies, "next": next_address}
        return render(request, "accounts/confirm_by_company.html", context)
    found = [one for one in companies if one.key == request.POST.get("company")]
    if not found:
        raise Http404
    (company,) = found
    pages.wish_to_confirm(request, company.key, next_address)
    target = f"{company.address}?process={pages.CONFIRM}"
    return render(request, "accounts/to_company.html", {"company": company, "target": target})


@never_cache
@require_GET
def go_on(request: HttpRequest) -> HttpResponse:
    """Sends anew what waits, from a page of ours, to where it was sent first.

    So a refusal, a form that is shown again and a download are where people expect them.
    """
    next_address = get_next_redirect_url(request) or "/"
    waiting = _take_waiting_form(request, next_address)
    if waiting is None:
        return HttpResponseRedirect(next_address)
    return render(request, "accounts/go_on.html", {"waiting": waiting})


def _take_waiting_form(request: HttpRequest, next_address: str) -> WaitingForm | None:
    """What allauth keeps of a form that has to be confirmed, once; None where it is another's."""
    kept = request.session.get(STATE_SESSION_KEY) or {}
    sent = json.loads(kept.get("request", "{}"))
    if sent.get("path") != next_address:
        return None
    del request.session[STATE_SESSION_KEY]
    query = f"?{sent['GET']}" if sent["GET"] else ""
    fields = [
        (name, value)
        for name, values in QueryDict(sent["POST"]).lists()
        for value in values
        if name != TOKEN
    ]
    return WaitingForm(sent["path"] + query, fields)
