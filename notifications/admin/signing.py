"""Another program in the administration: who sets it up, and the page that makes its secret."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from notifications.actions.endpoints import NO_OVERLAP, OVERLAP
from notifications.models.sealed import SignedParty
from pages.admin_pages import DeskAdmin, admin_paths, render_link
from pages.confirmation import confirmed_method


@dataclass(frozen=True, slots=True)
class SecretWords:
    """What the page says: beside a new secret, before the first one, before another one, and on the
    way back.
    """

    new: Any
    first: Any
    again: Any
    back: Any


class SecretForm(forms.Form):
    """How long the secret before goes on to count."""

    is_known = forms.BooleanField(
        label=gettext_lazy("The secret so far has become known: it stops at once"), required=False
    )


class SignedPartyAdmin(DeskAdmin):
    """Another program with its secret. Its form knows `by`, who fills it in."""

    is_for_everybody = True
    autocomplete_fields = ("owner",)
    list_select_related = ("owner",)

    # Shown of one that is there, below what is entered.
    readonly_fields: tuple[str, ...] = ("secret_so_far",)

    # What the page of the secret does and says.
    make_secret: Callable[..., str]
    secret_words: SecretWords

    # What happens before there is a secret.
    needs_secret: Any

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Knows who fills it in."""
        form = super().get_form(request, obj, **kwargs)
        return type(form.__name__, (form,), {"by": request.user})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """It is theirs who set it up, unless they name somebody else."""
        return {"owner": request.user.pk, **super().get_changeform_initial_data(request)}

    def get_fields(self, request: HttpRequest, obj: SignedParty | None = None) -> list[str]:
        entered = list(self.form.Meta.fields)
        return entered if obj is None else [*entered, *self.readonly_fields]

    def get_readonly_fields(
        self, request: HttpRequest, obj: SignedParty | None = None
    ) -> tuple[str, ...]:
        return () if obj is None else self.readonly_fields

    def get_urls(self) -> list:
        """The page of the secret, before Django's own catch-all."""
        pages = (("<int:pk>/secret/", show_secret_page, self.secret_page_name),)
        return [*admin_paths(self, pages), *super().get_urls()]

    @property
    def secret_page_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_secret"

    @admin.display(description=pgettext_lazy("webhook", "signing secret"))
    def secret_so_far(self, party: SignedParty) -> str:
        """The way to a new one; none is ever shown again."""
        label = _("Make a new one…") if party.sealed_secret else _("Make one…")
        return render_link(reverse(f"admin:{self.secret_page_name}", args=[party.pk]), label)

    def response_add(self, request: HttpRequest, obj: Any, *rest: Any, **more: Any) -> HttpResponse:
        messages.warning(request, self.needs_secret)
        return super().response_add(request, obj, *rest, **more)


@confirmed_method
def show_secret_page(desk: SignedPartyAdmin, request: HttpRequest, pk: int) -> HttpResponse:
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
        secret = desk.make_secret(party, by=request.user, at=timezone.now(), overlap=overlap)
        party = desk.get_object(request, str(pk))
    context = {
        **desk.admin_site.each_context(request),
        "is_nav_sidebar_enabled": False,
        "opts": desk.opts,
        "party": party,
        "words": desk.secret_words,
        "form": form,
        "secret": secret,
        "now": timezone.now(),
        "title": str(party),
        "subtitle": _("Signing secret"),
    }
    answer = TemplateResponse(request, "admin/components/signing_secret.html", context)
    answer["Cache-Control"] = "no-store"
    return answer
