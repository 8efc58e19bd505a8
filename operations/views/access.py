"""How a person gets in, for those who manage people."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import rules
from accounts.queries.security import factors_of, identities_of, sessions_of
from operations.actions import access
from operations.views.people import person_or_404


@require_GET
def access_page(request: HttpRequest, username: str) -> HttpResponse:
    """Second factors, company accounts and sessions of a person."""
    person = person_or_404(request, username)
    if person.is_service:
        raise Http404
    context = {
        "person": person,
        "factors": factors_of(person),
        "identities": identities_of(person),
        "sessions": sessions_of(person, None, timezone.now()),
        "may_manage": rules.may_manage(request.user, person),
    }
    return render(request, "operations/access.html", context)


@require_POST
@reauthentication_required(app="operations")
def end_sessions(request: HttpRequest, username: str) -> HttpResponse:
    person = person_or_404(request, username)
    access.end_sessions_of(person, by=request.user, at=timezone.now())
    messages.success(request, _("All sessions of %(name)s are ended.") % {"name": person})
    return redirect("access", username)


@require_POST
@reauthentication_required(app="operations")
def remove_second_factor(request: HttpRequest, username: str) -> HttpResponse:
    person = person_or_404(request, username)
    access.remove_second_factor(person, by=request.user, at=timezone.now())
    sentence = _("%(name)s has no second factor any more and was told so.")
    messages.success(request, sentence % {"name": person})
    return redirect("access", username)
