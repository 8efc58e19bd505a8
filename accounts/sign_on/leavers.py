"""Who left the company, asked of the directory of 企业微信: the others have none for us."""

import logging

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.utils import timezone
from requests import RequestException

from accounts.actions import people
from accounts.domain.company import CompanyTerms
from accounts.models import User
from accounts.sign_on import wecom
from core.errors import LawBroken

log = logging.getLogger(__name__)


def switch_leavers_off() -> int:
    """Switch off who left 企业微信, where the settings ask for it; their number.

    Whatever the directory does not say clearly switches nobody off, and if it says that more than
    half have left, nobody is: then rather the directory is not the one that was meant.
    """
    linked = list(
        SocialAccount.objects.filter(provider=wecom.WeComProvider.id, user__is_active=True)
        .select_related("user")
        .order_by("pk")
    )
    app = _app_that_follows()
    if app is None or not linked:
        return 0
    try:
        directory = wecom.Directory(app)
        left = [row.user for row in linked if directory.has_left(row.uid)]
    except (RequestException, OAuth2Error, KeyError, ValueError) as error:
        log.warning("the directory of the company does not answer: %s", type(error).__name__)
        return 0
    if len(left) > max(1, len(linked) // 2):
        log.error("the directory says that %d of %d left; nobody is", len(left), len(linked))
        return 0
    return sum(_switch_off(person) for person in left)


def _app_that_follows() -> SocialApp | None:
    apps = get_adapter().list_apps(None, provider=wecom.WeComProvider.id)
    terms = [CompanyTerms(**app.settings.get("terms", {})) for app in apps]
    return next((app for app, one in zip(apps, terms, strict=True) if one.follows_leavers), None)


def _switch_off(person: User) -> bool:
    try:
        people.switch_person_off(person, by=None, at=timezone.now(), handed_over={})
    except LawBroken:
        log.warning("the last administrator left the company and stays one here")
        return False
    return True
