"""A person leaves: what hangs on them, and who takes it."""

from typing import Any

from django.contrib import messages
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from core.errors import LawBroken
from operations.actions.handover import let_person_go
from operations.forms import HandoverForm
from operations.queries.handover import holdings_of, roles_left_empty
from operations.views.people import person_or_404
from pages.confirmation import confirmed_when_sent
from pages.steps import act_once


@require_http_methods(["GET", "POST"])
@confirmed_when_sent
def handover_page(request: HttpRequest, username: str) -> HttpResponse:
    """Shows what hangs on a person, hands it over and switches the person off, all or nothing."""
    person = person_or_404(request, username)
    at = timezone.now()
    # An empty answer is one too: everything was left to nobody.
    data = request.POST if request.method == "POST" else None
    holdings = holdings_of(person, request.user, at)
    form = HandoverForm(data, person=person, holdings=holdings)
    if request.method == "GET":
        return _show_page(request, person, form)

    if not form.is_valid():
        return _show_page(request, person, form, 422)

    def act() -> str:
        let_person_go(
            person,
            by=request.user,
            at=at,
            successors=form.successors(),
            back_to_pools=form.back_to_pools_meant,
        )
        return _page_of(person)

    try:
        address = act_once(request, form, act)
    except LawBroken as error:
        form.refuse(error)
        return _show_page(request, person, form, 422)
    except OperationalError:
        # The person saved something at the same moment: each waited for the other.
        form.add_error(None, _("Somebody works on this at the moment. Send it again."))
        return _show_page(request, person, form, 409)
    messages.success(request, _("%(name)s no longer has access.") % {"name": person})
    return redirect(address)


def _page_of(person: User) -> str:
    """Where the account is looked at."""
    if person.is_service:
        return reverse("accounts:services")
    return reverse("admin:accounts_user_change", args=[person.pk])


def _show_page(
    request: HttpRequest, person: User, form: HandoverForm, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "person": person,
        "form": form,
        "back": _page_of(person),
        "empty_roles": [role.label for role in roles_left_empty(person)],
    }
    return render(request, "operations/handover.html", context, status=status)
