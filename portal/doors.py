"""The door of customers' pages: who has the link comes in; nobody tries links by the hundred."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from accounts.actions.tries import is_let_through
from accounts.addresses import listed_address
from accounts.domain.tries import Counter, Limit
from customers.models import Asset
from feedback.models import Invitation
from notifications.domain.wechat import way_to_wechat
from notifications.enums import ChannelName
from notifications.queries.customer_channels import channel_set_up, open_channels
from portal.enums import LinkPurpose
from portal.models import CustomerLink
from portal.queries.case import open_link
from portal.queries.device import labelled_asset
from portal.queries.invitations import invitation_of
from tickets.record.queries.desk_rules import current_desk_rule

# Wrong links from one address; a right one is not counted.
WRONG_LINKS = Limit(20, timedelta(minutes=1))
# Messages by one link.
MESSAGES = Limit(20, timedelta(hours=1))

# What the browser within WeChat calls itself.
IN_WECHAT = "MicroMessenger"

LANGUAGES = ("zh-hans", "en")

LinkView = Callable[..., HttpResponse]


def with_link(view: LinkView) -> Callable[..., HttpResponse]:
    """Calls the view with the link of the token, in the customer's language.

    Whatever is wrong with a link, expired, revoked, cut, never made: the same page.
    """

    @login_not_required
    @wraps(view)
    def enter(request: HttpRequest, token: str, **parts: Any) -> HttpResponse:
        now = timezone.now()
        link = open_link(token, at=now)
        with translation.override(_language_of(request, link)):
            if link is None:
                return _refuse(request)
            answer = view(request, link, token=token, **parts)
        return _private(answer)

    return enter


def with_invitation(view: LinkView) -> Callable[..., HttpResponse]:
    """Calls the view with the invitation of the token, in the language of its contact."""

    @login_not_required
    @wraps(view)
    def enter(request: HttpRequest, token: str) -> HttpResponse:
        invitation = invitation_of(token)
        with translation.override(_language_of(request, invitation)):
            if invitation is None:
                return _refuse(request)
            return _private(view(request, invitation, token=token))

    return enter


REQUESTS_OF_ADDRESS = Limit(10, timedelta(hours=1))
REQUESTS_OF_DEVICE = Limit(5, timedelta(hours=1))
REQUESTS = Limit(100, timedelta(hours=1))


def with_public_form(view: LinkView) -> Callable[..., HttpResponse]:
    """Calls the view in the language of the phone, where the desk takes reports of anybody."""

    @login_not_required
    @wraps(view)
    def enter(request: HttpRequest) -> HttpResponse:
        with translation.override(_language_of(request, None)):
            return _private(view(request) if has_public_form({}) else _refuse(request))

    return enter


def with_label(view: LinkView) -> Callable[..., HttpResponse]:
    """Calls the view with the device of a label, in the language of the phone."""

    @login_not_required
    @wraps(view)
    def enter(request: HttpRequest, code: str) -> HttpResponse:
        asset = labelled_asset(code)
        with translation.override(_language_of(request, None)):
            return _private(view(request, asset) if asset else _refuse(request))

    return enter


def has_label(parts: Mapping[str, Any]) -> bool:
    """Does the address of a page name a label, and may one report by it?"""
    return labelled_asset(str(parts.get("code", ""))) is not None and takes_requests()


def takes_requests() -> bool:
    """Has the desk switched on that whoever scans a label may report?"""
    return current_desk_rule().takes_requests


def has_public_form(parts: Mapping[str, Any]) -> bool:
    """Has the desk switched on that whoever comes by may report? `parts` say nothing of it."""
    return current_desk_rule().has_public_form


def may_report(request: HttpRequest, asset: Asset | None = None) -> bool:
    """Counts a report; False when there were too many within the hour."""
    counters = [
        Counter(f"requests:address:{listed_address(request)}", REQUESTS_OF_ADDRESS),
        Counter("requests", REQUESTS),
    ]
    if asset is not None:
        counters.append(Counter(f"requests:device:{asset.pk}", REQUESTS_OF_DEVICE))
    return is_let_through(counters, at=timezone.now())


def offers_wechat(request: HttpRequest, link: CustomerLink) -> bool:
    """Does somebody read in WeChat who can get messages there? Whoever has just reported, and typed
    a phone that may be anybody's, is not the contact.
    """
    if link.purpose != LinkPurpose.CASE:
        return False
    is_wechat = IN_WECHAT in request.headers.get("User-Agent", "")
    has_contact = link.ticket.contact is not None
    return is_wechat and has_contact and ChannelName.WECHAT in open_channels(timezone.now())


def wechat_door(back: str) -> str:
    """Where a reader in WeChat is sent, to come back to `back` with a code; empty where the channel
    was switched off just now.
    """
    channel = channel_set_up(ChannelName.WECHAT)
    return way_to_wechat(channel.account, back) if channel else ""


def has_open_link(parts: Mapping[str, Any]) -> bool:
    """Does the address of a page (its `parts`) name a link that opens something?"""
    return open_link(str(parts.get("token", "")), at=timezone.now()) is not None


def _language_of(request: HttpRequest, opened: CustomerLink | Invitation | None) -> str:
    """The one that is asked for, else that of whom the link belongs to."""
    asked = request.GET.get("lang", "")
    if asked in LANGUAGES:
        return asked
    contact = None
    if opened is not None:
        contact = opened.ticket.contact if isinstance(opened, CustomerLink) else opened.contact
    # Of somebody whom we do not know, the language of the phone.
    return str(contact.language) if contact else translation.get_language_from_request(request)


def _refuse(request: HttpRequest) -> HttpResponse:
    counter = Counter(f"links:address:{listed_address(request)}", WRONG_LINKS)
    if is_let_through([counter], at=timezone.now()):
        return _private(render(request, "portal/gone.html", status=404))
    return _private(render(request, "portal/busy.html", status=429))


def _private(answer: HttpResponse) -> HttpResponse:
    """The address itself opens the page: it is told to nobody, and nobody lists it."""
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def speaks_for_contact(link: CustomerLink) -> bool:
    """Is it the contact who reads? Whoever has reported typed a phone that may be anybody's."""
    return link.purpose == LinkPurpose.CASE


def may_write(link: CustomerLink) -> bool:
    """Counts a message; False when there were too many within the hour."""
    counter = Counter(f"links:messages:{link.ticket_id}", MESSAGES)
    return is_let_through([counter], at=timezone.now())
