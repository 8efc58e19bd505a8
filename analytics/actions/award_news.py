"""Tell people of awards, each of it once."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from analytics.models import Award
from notifications.actions.tell import notify_users, say_in_both_languages
from notifications.enums import Topic


def tell_managers(award: Award, *, at: datetime) -> None:
    """That an award waits for a second person: those who may grant it."""
    may_manage = User.objects.at_work().filter(groups__permissions__codename="manage_award")
    people = may_manage.exclude(pk__in=(award.staff_id, award.proposed_by_id)).distinct()
    _tell(people, award, "proposed", _proposed, at)


def tell_awarded(award: Award, *, at: datetime) -> None:
    """That the award is theirs."""
    _tell([award.staff], award, "granted", _granted, at)


def tell_proposer(award: Award, *, at: datetime) -> None:
    """That somebody else withdrew it."""
    _tell([award.proposed_by], award, "withdrawn", _withdrawn, at)


def _proposed(award: Award) -> str:
    return _("%(person)s is proposed for %(award)s, %(period)s (%(number)s)") % _names(award)


def _granted(award: Award) -> str:
    return _("you have been awarded: %(award)s, %(period)s (%(number)s)") % _names(award)


def _withdrawn(award: Award) -> str:
    return _("%(award)s for %(person)s was withdrawn, %(period)s (%(number)s)") % _names(award)


def _names(award: Award) -> dict[str, str]:
    return {
        "person": str(award.staff),
        "award": award.title,
        "period": award.period.name,
        "number": award.number,
    }


def _tell(
    people: Iterable[User],
    award: Award,
    what: str,
    say: Callable[[Award], str],
    at: datetime,
) -> None:
    notify_users(
        people,
        topic=Topic.AWARD,
        key=f"award:{award.pk}:{what}",
        at=at,
        path=f"/awards/{award.number}/",
        data=say_in_both_languages("summary", lambda: say(award)),
    )
