"""The list of companies on the log-in page, and the wish to link one's own account."""

from dataclasses import dataclass
from urllib.parse import urlencode

from allauth.socialaccount.adapter import get_adapter
from django.http import HttpRequest
from django.urls import reverse

WISH = "company_to_link"


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


def security_address() -> str:
    return reverse("accounts:security")
