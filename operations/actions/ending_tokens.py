"""Whoever made an access token is told, once, that it ends soon."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import rules
from accounts.actions.tokens import note_announced
from accounts.enums import Role
from accounts.models import ApiToken, User
from accounts.queries.roles import active_holders
from notifications.actions.tell import Notice, notify, say_in_both_languages
from notifications.enums import Topic
from operations.queries.act_words import actor_label
from pages.formats import plain_moment

# So many are told of at once; the rest waits for the next run.
MOST_AT_ONCE = 200


@transaction.atomic
def tell_of_ending_tokens(*, at: datetime) -> int:
    """Tell of the tokens whose end is to be announced; their number. Each once."""
    due = ApiToken.objects.to_announce(at).select_for_update(of=("self",), skip_locked=True)
    rows = due.select_related("user", "created_by").order_by("announce_at", "pk")
    tokens = list(rows[:MOST_AT_ONCE])
    if not tokens:
        return 0
    administrators = list(active_holders(Role.ADMIN).distinct())
    notify(
        _notice_of(token, reader, at)
        for token in tokens
        for reader in _readers_of(token, administrators)
    )
    note_announced(tokens)
    return len(tokens)


def _readers_of(token: ApiToken, administrators: list[User]) -> Iterator[User]:
    """Who made it; where nobody did, or has left since, whom it stands for, or who manages that."""
    maker = token.created_by
    if maker is not None and maker.is_at_work and rules.may_hold_tokens_of(maker, token.user):
        yield maker
    elif token.user.is_at_work:
        yield token.user
    else:
        yield from (one for one in administrators if rules.may_manage(one, token.user))


def _notice_of(token: ApiToken, reader: User, at: datetime) -> Notice:
    def say() -> str:
        sentence = _("The access token “%(name)s” of %(person)s ends on %(moment)s: replace it.")
        words = {"name": token.name, "person": token.user, "moment": plain_moment(token.expiry)}
        return sentence % words

    summary = say_in_both_languages("summary", say)
    return Notice(
        user=reader,
        topic=Topic.SECURITY,
        key=f"token:{token.handle}",
        subject=summary["summary"],
        path=_page_of(token),
        at=at,
        is_urgent=False,
        data={
            **summary,
            **say_in_both_languages("by", lambda: actor_label(None)),
            "when": plain_moment(at),
        },
    )


def _page_of(token: ApiToken) -> str:
    """Where it can be replaced."""
    if token.user.is_service:
        return f"/accounts/services/{token.user.username}/account/"
    return "/accounts/tokens/"
