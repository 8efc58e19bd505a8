"""The companies of the log-in page; the wish to link the own account there, or to confirm by it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User

WISH = "company_to_link"
CONFIRMING = "company_to_confirm_by"

# The process that allauth carries there and back, beside its own `login` and `connect`.
CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Company:
    """A log-in that is switched on: its key, what people call it, and where it begins."""

    key: str
    label: str
    address: str


def companies_for(request: HttpRequest, next_address: str = "") -> list[Company]:
    """Those that the settings name. No statement."""
    query = f"?{urlencode({'next': next_address})}" if next_address else ""
    return [
        Company(one.sub_id, str(one.app.name or one.name), one.get_login_url(request) + query)
        for one in get_adapter().list_providers(request)
    ]


def wish_to_link(request: HttpRequest, key: str) -> None:
    """Somebody pressed the button that links: the next answer of the company may."""
    request.session[WISH] = key


def is_connecting(request: HttpRequest, key: str) -> bool:
    """Was it pressed? Good for one answer, so that no foreign page links anything."""
    return request.session.pop(WISH, None) == key


def companies_to_confirm(request: HttpRequest, person: User) -> list[Company]:
    """Those at which the person is known, and may say again who they are.

    None for whoever has a second factor, which a live log-in at the company would go round.
    """
    if is_mfa_enabled(person):
        return []
    linked = set(SocialAccount.objects.filter(user=person).values_list("provider", flat=True))
    return [one for one in companies_for(request) if one.key in linked]


def wish_to_confirm(request: HttpRequest, key: str, next_address: str) -> None:
    """Somebody pressed the button: the next answer of the company says who they are."""
    request.session[CONFIRMING] = {"company": key, "next": next_address}


def take_confirmation(request: HttpRequest, key: str) -> str | None:
    """Where to go on, if it was pressed for this company. Good for one answer."""
    wish = request.session.pop(CONFIRMING, None)
    return wish["next"] if wish and wish["company"] == key else None


def confirm_address(next_address: str = "") -> str:
    """The page that asks, which leads to `next_address` afterwards."""
    query = f"?{urlencode({'next': next_address})}" if next_address else ""
    return reverse("accounts:confirm_by_company") + query


def go_on_address(next_address: str) -> str:
    """The page that does what waited for the confirmation."""
    return f"{reverse('accounts:go_on')}?{urlencode({'next': next_address})}"


def security_address() -> str:
    return reverse("accounts:security")
