"""How much of people a token shows: what its person sees, within its scopes."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from rest_framework.request import Request

from accounts.enums import TokenScope
from accounts.models import User
from api.authentication import scopes_of
from core.actions import audit
from core.errors import NotAllowed
from customers import rules
from customers.enums import Audited
from customers.rules import ContactVisibility


def token_visibility(request: Request) -> ContactVisibility:
    """Names and contact data need the scope `pii` and the rights of the person."""
    return visibility_within(request.user, scopes_of(request.auth))


def visibility_within(person: User, scopes: frozenset[str]) -> ContactVisibility:
    """The same for a token that is known: whom it stands for, and what it opens."""
    has_scope = TokenScope.PII in scopes
    return ContactVisibility(
        names=has_scope and rules.contact_visibility(person).names,
        contacts=has_scope and rules.may_reveal(person),
    )


def require_names(request: Request) -> None:
    """Raise `NotAllowed` for who sees no names and looks for somebody by what may be one: the
    scope is missing, or the right of the role.
    """
    if token_visibility(request).names:
        return
    if TokenScope.PII in scopes_of(request.auth):
        raise NotAllowed(_("Your role sees no names, and finds nobody by what may be one."))
    words = _("This finds people by what may be a name: the token needs the scope %(scope)s.")
    raise NotAllowed(words % {"scope": TokenScope.PII.value})


def note_revealed(request: Request, codes: Iterable[str]) -> None:
    """A line of the audit ledger: contact data of these customers went out in full.

    None where nothing did: a masked answer reveals nobody.
    """
    named = sorted(set(codes))
    if not named or not token_visibility(request).contacts:
        return
    target = f"customer {named[0]}" if len(named) == 1 else ""
    audit.write_audit_entry(
        Audited.REVEALED_BY_TOKEN,
        by=request.user,
        at=request.parser_context["view"].at,
        target=target,
        token=request.auth.token_key,
        customers=named,
    )
