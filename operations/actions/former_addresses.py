"""Whoever reads mails at an address that was taken out of an account is told there."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import FormerAddress
from notifications.actions.preferences import forget_bounces
from notifications.actions.tell import Notice, notify_at_address, say_in_both_languages
from notifications.enums import Topic
from operations.queries.act_words import actor_label
from pages.formats import plain_moment

OWN_ACCOUNT = "/accounts/security/"


@transaction.atomic
def tell_former_addresses(*, at: datetime) -> int:
    """A mail to each address that was changed since; the number. Told once, then forgotten here.

    Where no mail is set up nothing can be told there, and the address is forgotten all the same.
    """
    waiting = FormerAddress.objects.select_for_update(of=("self",)).order_by("pk")
    changes = list(waiting.select_related("person", "by"))
    for change in changes:
        notify_at_address(_notice_of(change, at), change.address)
    # what the old address refused says nothing about the new one
    forget_bounces({change.person_id for change in changes})
    FormerAddress.objects.filter(pk__in=[change.pk for change in changes]).delete()
    return len(changes)


def _notice_of(change: FormerAddress, at: datetime) -> Notice:
    username = change.person.username

    def say() -> str:
        sentence = _(
            "The mail address of the account %(username)s was changed: its messages do not come"
            " here any more."
        )
        return sentence % {"username": username}

    by = say_in_both_languages("by", lambda: actor_label(change.by))
    summary = say_in_both_languages("summary", say)
    return Notice(
        user=change.person,
        topic=Topic.SECURITY,
        key=f"address:{change.pk}",
        subject=summary["summary"],
        path=OWN_ACCOUNT,
        at=at,
        is_urgent=True,
        data={**summary, **by, "when": plain_moment(change.changed_at)},
    )
