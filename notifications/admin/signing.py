"""The page of the administration that makes the secret of another program."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.actions.endpoints import NO_OVERLAP, OVERLAP


@dataclass(frozen=True, slots=True)
class SecretWords:
    """What the page says: beside a new secret, before the first one, before another one, and on the
    way back.
    """

    told: Any
    first: Any
    again: Any
    back: Any


class SecretForm(forms.Form):
    """How long the secret before goes on to count."""

    is_known = forms.BooleanField(
        label=gettext_lazy("The secret so far has become known: it stops at once"), required=False
    )


def show_secret_page(
    desk: ModelAdmin,
    request: HttpRequest,
    pk: int,
    *,
    make: Callable[..., str],
    words: SecretWords,
) -> HttpResponse:
    """Makes a secret and shows it, this once."""
    party = desk.get_object(request, str(pk))
    if party is None:
        raise Http404
    if not desk.has_change_permission(request, party):
        raise PermissionDenied
    form = SecretForm(request.POST if request.method == "POST" else None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        overlap = NO_OVERLAP if form.cleaned_data["is_known"] else OVERLAP
        secret = make(party, by=request.user, at=timezone.now(), overlap=overlap)
        party = desk.get_object(request, str(pk))
    context = {
        **desk.admin_site.each_context(request),
        "is_nav_sidebar_enabled": False,
        "opts": desk.opts,
        "party": party,
        "words": words,
        "form": form,
        "secret": secret,
        "now": timezone.now(),
        "title": str(party),
        "subtitle": _("Signing secret"),
    }
    answer = TemplateResponse(request, "admin/components/signing_secret.html", context)
    answer["Cache-Control"] = "no-store"
    return answer
