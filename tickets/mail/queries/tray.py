"""The tray: mails that found no way by themselves."""

from dataclasses import dataclass
from datetime import datetime

import nh3
from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString

from accounts.models import User
from customers.rules import ContactVisibility
from privacy.domain.classes import FieldClass
from tickets.mail.domain.parsing import ParsedMail, UnreadableMail, parse_mail
from tickets.record.enums import MailState
from tickets.record.models import IncomingMail, Ticket

PAGE = 50
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
    """A mail as the list shows it."""

    pk: int
    received_at: datetime
    sender: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class ShownMail:
    """A mail as a reader sees it: its words, its HTML without what could do anything, its files."""

    row: TrayRow
    text: str
    html: str
    files: list[str]


def mails_in_tray(user: User) -> QuerySet[IncomingMail]:
    """Without the mails themselves, which may be large.

    Of those that belong to a ticket, such as an archived one, only whose ticket the person sees.
    """
    seen = Ticket.objects.visible_to(user).values("pk")
    mails = IncomingMail.objects.filter(state=MailState.TRAY)
    return mails.filter(Q(ticket__isnull=True) | Q(ticket__in=seen)).defer("raw")


def mail_in_tray(user: User, key: int | str) -> IncomingMail | None:
    """One of them, whole; None for one that the person does not see or that somebody dealt with."""
    return mails_in_tray(user).defer(None).filter(pk=key).first()


def tray_row(mail: IncomingMail, visibility: ContactVisibility) -> TrayRow:
    """As somebody sees it who may see so much of customers."""
    name = visibility.shown_value(mail.sender_name, FieldClass.PERSON)
    address = visibility.shown_value(mail.sender, FieldClass.EMAIL)
    return TrayRow(
        pk=mail.pk,
        received_at=mail.received_at,
        sender=" ".join(filter(None, [name, address])),
        subject=visibility.shown_text(mail.subject),
        reason=mail.get_reason_display(),
    )


def shown_mail(mail: IncomingMail, visibility: ContactVisibility) -> ShownMail:
    """One mail, read anew from what came."""
    parsed = _parsed(mail)
    return ShownMail(
        row=tray_row(mail, visibility),
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
