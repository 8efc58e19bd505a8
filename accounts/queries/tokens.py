"""Access tokens as the pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from accounts import rules
from accounts.domain.tokens import OPENS_NOTHING
from accounts.enums import TokenState
from accounts.models import ApiToken, User
from accounts.queries.labels import role_label, scope_labels
from core.queries.paging import Order, Page, page_of

BY_NAME = Order("display_name", kind=str)

# Of those that open nothing any more so many are shown, the newest.
ENDED_SHOWN = 20
PEOPLE_SHOWN = 30


@dataclass(frozen=True, slots=True)
class ShownToken:
    """A token in words. The row knows name, beginning, end and requests per minute."""

    row: ApiToken
    state: TokenState
    scopes: list[str]
    used_at: datetime | None

    @property
    def is_valid(self) -> bool:
        return self.state not in OPENS_NOTHING

    @property
    def may_be_rotated(self) -> bool:
        return self.is_valid and self.state != TokenState.REPLACED


@dataclass(frozen=True, slots=True)
class Holder:
    """A person or a program, and the tokens that stand for it."""

    person: User
    tokens: list[ShownToken]


@dataclass(frozen=True, slots=True)
class ShownService:
    """An account of a program: its roles in words, and how many tokens open something."""

    account: User
    roles: list[str]
    token_count: int


def tokens_of(person: User, at: datetime) -> tuple[list[ShownToken], list[ShownToken]]:
    """Those that open something, and the newest of those that do not. Two statements."""
    rows = ApiToken.objects.filter(user=person).select_related("use", "created_by")
    valid = rows.valid(at).order_by("-created", "pk")
    ended = rows.exclude(pk__in=ApiToken.objects.valid(at).values("pk"))
    return (
        _shown(valid, at),
        _shown(ended.order_by("-created", "pk")[:ENDED_SHOWN], at),
    )


def holders_of_tokens(by: User, at: datetime, cursor: str) -> tuple[Page, list[Holder]]:
    """A page of those whom `by` may manage and for whom a token opens something. Two statements,
    besides those for the rights of `by`.
    """
    valid = ApiToken.objects.valid(at)
    holding = rules.managed_by(by).filter(Exists(valid.filter(user=OuterRef("pk"))))
    tokens = Prefetch(
        "auth_token_set",
        valid.select_related("use", "created_by").order_by("-created", "pk"),
        to_attr="valid_tokens",
    )
    rows = holding.select_related("department").prefetch_related(tokens)
    page = page_of(rows, BY_NAME, cursor, PEOPLE_SHOWN)
    return page, [Holder(person, _shown(person.valid_tokens, at)) for person in page.rows]


def services_managed_by(by: User, at: datetime, cursor: str) -> tuple[Page, list[ShownService]]:
    """A page of the accounts of programs that `by` may manage."""
    is_valid = Q(auth_token_set__in=ApiToken.objects.valid(at))
    rows = (
        rules.managed_by(by)
        .services()
        .select_related("department")
        .prefetch_related("groups")
        .annotate(token_count=Count("auth_token_set", filter=is_valid, distinct=True))
    )
    page = page_of(rows, BY_NAME, cursor, PEOPLE_SHOWN)
    found = [
        ShownService(
            account,
            [role_label(role) for role in account.groups.all()],
            account.token_count,
        )
        for account in page.rows
    ]
    return page, found


def _shown(rows: Iterable[ApiToken], at: datetime) -> list[ShownToken]:
    return [
        ShownToken(
            row,
            row.state_at(at),
            scope_labels(row.scopes),
            row.use.last_used_at if hasattr(row, "use") else None,
        )
        for row in rows
    ]
