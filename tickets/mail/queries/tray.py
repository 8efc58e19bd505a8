"""The tray: mails that found no way by themselves; and those that found one, to be read whole."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import nh3
from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString

from accounts.models import User
from customers.rules import ContactVisibility
from privacy.domain.classes import FieldClass
from tickets.mail.domain.parsing import ParsedMail, UnreadableMail, parse_mail
from tickets.record.enums import MailState
from tickets.record.models import IncomingMail, Ticket
from tickets.record.rules import has_right

PAGE = 50
SET_ASIDE = (MailState.MACHINE, MailState.DISCARDED)
LONGEST_HTML, MOST_TAGS = 200_000, 5_000

# What a text needs; nothing that loads, runs, or looks like a page of ours.
TAGS = {
    *("p", "br", "div", "span", "b", "strong", "i", "em", "u", "s", "ul", "ol", "li", "blockquote"),
    *(
        "table",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
        "pre",
        "code",
        "h1",
        "h2",
        "h3",
        "h4",
        "hr",
        "a",
    ),
}


@dataclass(frozen=True, slots=True)
class TrayRow:
    """A mail as the list shows it; `place` is its state, `reason` why it is there."""

    pk: int
    received_at: datetime
    sender: str
    subject: str
    place: str
    reason: str

    @property
    def is_set_aside(self) -> bool:
        return self.place in SET_ASIDE


@dataclass(frozen=True, slots=True)
class ShownMail:
    """A mail as a reader sees it: its words, its HTML without what could do anything, its files."""

    row: TrayRow
    ticket: str
    text: str
    html: str
    files: list[str]


def mails_in_tray(user: User) -> QuerySet[IncomingMail]:
    """Without the mails themselves, which may be large.

    Of those that belong to a ticket, such as an archived one, only whose ticket the person sees.
    """
    return _sorted_by(user).filter(state=MailState.TRAY).defer("raw")


def mails_set_aside(user: User) -> QuerySet[IncomingMail]:
    """What nobody was shown: from machines, and discarded, until it is emptied.

    Without the mails themselves.
    """
    aside = _sorted_by(user).filter(state__in=SET_ASIDE, is_emptied=False)
    return aside.select_related("ended_by").defer("raw")


def mail_in_tray(user: User, key: int | str) -> IncomingMail | None:
    """One of them, whole; None for one that the person does not see or that somebody dealt with."""
    return mails_in_tray(user).defer(None).filter(pk=key).first()


def mail_to_read(user: User, key: int) -> IncomingMail | None:
    """A mail, whole, wherever it is: of a ticket for who sees the ticket, any other for who sorts.

    None for one that was emptied: what it said is in its ticket.
    """
    seen = Q(ticket__in=_seen_tickets(user))
    readable = Q(state=MailState.TAKEN) & seen
    if has_right(user, "register_ticket"):
        readable |= Q(state__in=(MailState.TRAY, *SET_ASIDE)) & (Q(ticket__isnull=True) | seen)
    return IncomingMail.objects.filter(readable, is_emptied=False, pk=key).first()


def _sorted_by(user: User) -> QuerySet[IncomingMail]:
    """Those of no ticket, and of tickets that the person sees."""
    return IncomingMail.objects.filter(Q(ticket__isnull=True) | Q(ticket__in=_seen_tickets(user)))


def _seen_tickets(user: User) -> QuerySet[Ticket, Any]:
    return Ticket.objects.visible_to(user).values("pk")


def tray_row(mail: IncomingMail, visibility: ContactVisibility) -> TrayRow:
    """As somebody sees it who may see so much of customers."""
    name = visibility.shown_value(mail.sender_name, FieldClass.PERSON)
    address = visibility.shown_value(mail.sender, FieldClass.EMAIL)
    return TrayRow(
        pk=mail.pk,
        received_at=mail.received_at,
        sender=" ".join(filter(None, [name, address])),
        subject=visibility.shown_text(mail.subject),
        place=mail.state,
        reason=_reason_of(mail),
    )


def _reason_of(mail: IncomingMail) -> str:
    if mail.state == MailState.TRAY:
        return str(mail.get_reason_display())
    by = f" · {mail.ended_by}" if mail.ended_by else ""
    return f"{mail.get_state_display()}{by}"


def shown_mail(mail: IncomingMail, visibility: ContactVisibility) -> ShownMail:
    """One mail, read anew from what came."""
    parsed = _parsed(mail)
    return ShownMail(
        row=tray_row(mail, visibility),
        ticket=mail.ticket.number if mail.ticket else "",
        text=visibility.shown_text(parsed.text) if parsed else "",
        html=safe_html(parsed.html) if parsed and visibility.names else "",
        files=[file.name for file in parsed.files] if parsed else [],
    )


def _parsed(mail: IncomingMail) -> ParsedMail | None:
    try:
        return parse_mail(bytes(mail.raw))
    except UnreadableMail:
        return None


def bounded_html(html: str) -> str:
    """So much of it that it is shown in a moment: a stranger may open a hundred thousand boxes."""
    tags = 0
    for place, letter in enumerate(html[:LONGEST_HTML]):
        tags += letter == "<"
        if tags > MOST_TAGS:
            return html[:place]
    return html[:LONGEST_HTML]


def safe_html(html: str) -> SafeString:
    """What is left of the HTML of a stranger: words and their order. No picture is fetched, as its
    sender would learn who reads it.
    """
    cleaned = nh3.clean(
        bounded_html(html),
        tags=TAGS,
        attributes={"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )
    return SafeString(cleaned)
