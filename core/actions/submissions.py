"""Each form is accepted once: the id it carries is stored in the transaction of what it did."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import AlreadySent
from core.models import FormSubmission
from core.undo import undone_on_failure

KEPT_FOR = timedelta(days=7)


def act_once(
    key: str,
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    act: Callable[[], str],
    content: str = "",
    place: str = "",
) -> str:
    """Run `act` and remember the address it returns.

    For a form already accepted: that address, without acting again. An id counts only for the
    person who sent it, or, of nobody of the desk, in its `place`. Everything rolls back together
    if `act` fails. Raises `AlreadySent` when the form comes again with another `content`, a digest
    of at most 64 letters: somebody went back and changed it, and what is new was never saved.
    """
    sender = by.pk if by else None
    try:
        submission_id = uuid.uuid5(uuid.UUID(str(key)), f"{sender or place}")
    except ValueError:
        # no id, or one that somebody made up: nothing to remember it by
        with undone_on_failure(), transaction.atomic():
            return act()

    with undone_on_failure(), transaction.atomic():
        # this insert waits for a twin of the form that is still at work
        submission, is_new = FormSubmission.objects.get_or_create(
            pk=submission_id, defaults={"user_id": sender, "at": at, "content": content}
        )
        if is_new:
            submission.result_url = act()
            submission.save(update_fields=["result_url"])
        elif content and submission.content not in ("", content):
            raise AlreadySent(
                _(
                    "This form was sent before, and what it said then was saved. It says something"
                    " else now, which was not saved: look at what was, and send again if you mean"
                    " it."
                ),
                submission.result_url,
            )
    return submission.result_url


def purge_submissions(*, at: datetime) -> int:
    """Forget ids older than a week; the number of rows removed."""
    return FormSubmission.objects.filter(at__lt=at - KEPT_FOR).delete()[0]
