"""Rows of the work list and the marks on them, written out: a template would look up nine hundred names for one page of fifty.

Each mark is made here only, so that the list and the page of a ticket cannot differ.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache
from html import escape

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.formats import full_moment_of, short_moment_of, time_span_of
from core.templatetags.desk import icon
from tickets.desk.queries.desk import Row
from tickets.limits.queries.chips import Chip
from tickets.record.enums import Status, Tier, WaitReason
from tickets.record.models import Ticket

register = template.Library()
ICONS = {"paused": "player-pause", "kept": "check", "missed": "x", "late": "alert-triangle"}
"""Of the tones of a limit; those that are not named have a clock."""

NUMBER = "ticket-number"
"""Stands for it in the address of the page."""


@dataclass(frozen=True, slots=True)
class Words:
    """What rows say, in one language."""

    language: str | None
    status: dict[str, str]
    tier: dict[str, str]
    wait: dict[str, str]
    chip: dict[str, str]
    left: str
    unassigned: str


@lru_cache(maxsize=8)
def words_in(language: str | None) -> Words:
    """Looked up once a language; `language` is the active one."""
    return Words(
        language=language,
        status={value: escape(label) for value, label in Status.choices},
        tier={value: escape(label) for value, label in Tier.choices},
        wait={value: escape(label) for value, label in WaitReason.choices},
        chip={
            "paused": escape(_("paused, %(left)s left")),
            "kept": escape(_("kept after %(spent)s")),
            "missed": escape(_("missed by %(late)s")),
            "late": escape(_("late by %(late)s")),
        },
        left=escape(_("%(left)s left")),
        unassigned=escape(_("Unassigned")),
    )


@register.simple_tag
def status_mark(ticket: Ticket) -> SafeString:
    """The state in a word, with its colour."""
    return mark_safe(_status(ticket, words_in(get_language())))


def _status(ticket: Ticket, words: Words) -> str:
    return f'<span class="status status-{ticket.status}"><i aria-hidden="true"></i>{words.status[ticket.status]}</span>'


@register.simple_tag
def tier_mark(ticket: Ticket) -> SafeString:
    """The tier in a word."""
    return mark_safe(_tier(ticket, words_in(get_language())))


def _tier(ticket: Ticket, words: Words) -> str:
    return f'<span class="tier tier-{ticket.tier}">{words.tier[ticket.tier]}</span>'


@register.simple_tag
def limit_mark(chip: Chip | None) -> SafeString:
    """The chip of a limit: its kind, its icon, what is left or how late it is."""
    if chip is None:
        return SafeString()
    return mark_safe(_chip(chip, words_in(get_language()), timezone.get_current_timezone()))


def _chip(chip: Chip, words: Words, zone: tzinfo) -> str:
    kind, due_at, shown = (
        escape(chip.kind),
        chip.due_at,
        escape(time_span_of(chip.left, words.language)),
    )
    title, ticking = kind, ""
    if due_at is not None:
        local = due_at.astimezone(zone)
        title = f"{kind} · {full_moment_of(local, words.language)}"
        ticking = f' data-due="{local.isoformat()}"' if chip.is_ticking else ""
    told = words.chip.get(chip.tone, words.left) % {"left": shown, "spent": shown, "late": shown}
    return (
        f'<span class="chip tone-{chip.tone}"{ticking} title="{title}"><span class="chip-kind">{kind}</span> '
        f'{icon(ICONS.get(chip.tone, "clock"))}<span class="chip-time">{told}</span></span>'
    )


@dataclass(frozen=True, slots=True)
class Frame:
    """What all rows of a page have in common."""

    words: Words
    zone: tzinfo
    this_year: int
    page: str


@register.simple_tag
def work_rows(rows: Iterable[Row]) -> SafeString:
    """All rows of a page."""
    zone = timezone.get_current_timezone()
    frame = Frame(
        words_in(get_language()),
        zone,
        timezone.localtime(timezone=zone).year,
        reverse("tickets:page", args=[NUMBER]),
    )
    return mark_safe("".join([_row(row, frame) for row in rows]))


def _row(row: Row, frame: Frame) -> str:
    late = "is-late" if row.chip is not None and row.chip.tone == "late" else ""
    return (
        f'<tr data-row class="{late}">{_matter(row, frame)}<td class="c-tier">{_tier(row.ticket, frame.words)}</td>{_due(row, frame)}'
        f"{_state(row.ticket, frame.words)}{_who(row, frame.words)}{_age(row, frame)}</tr>\n"
    )


def _matter(row: Row, frame: Frame) -> str:
    number = escape(row.ticket.number)
    address = frame.page.replace(NUMBER, number)
    return (
        f'<td class="c-ticket"><a href="{address}"><span class="t-summary">{escape(row.ticket.summary)}</span></a><span class="t-sub">'
        f'<span class="t-number">{number}</span><span class="t-customer">{escape(row.customer)}</span></span></td>'
    )


def _due(row: Row, frame: Frame) -> str:
    if row.chip is None:
        return '<td class="c-due"><span class="muted">—</span></td>'
    due_at = row.chip.due_at
    shown = (
        f'<span class="t-sub">{short_moment_of(due_at.astimezone(frame.zone), frame.this_year)}</span>'
        if due_at
        else ""
    )
    return f'<td class="c-due">{_chip(row.chip, frame.words, frame.zone)}{shown}</td>'


def _state(ticket: Ticket, words: Words) -> str:
    waits = (
        f'<span class="t-sub">{words.wait[ticket.wait_reason]}</span>' if ticket.wait_reason else ""
    )
    return f'<td class="c-status">{_status(ticket, words)}{waits}</td>'


def _who(row: Row, words: Words) -> str:
    who = f'<span class="muted">{words.unassigned}</span>'
    if row.assignee:
        name, mine = escape(row.assignee), " is-me" if row.is_mine else ""
        who = f'<span class="who{mine}"><span class="avatar-dot" aria-hidden="true">{escape(row.assignee[0])}</span>{name}</span>'
    department = f'<span class="t-sub">{escape(row.department)}</span>' if row.department else ""
    return f'<td class="c-who">{who}{department}</td>'


def _age(row: Row, frame: Frame) -> str:
    local = row.ticket.reported_at.astimezone(frame.zone)
    return (
        f'<td class="c-age num"><time datetime="{local.isoformat()}" title="{full_moment_of(local, frame.words.language)}">'
        f'{short_moment_of(local, frame.this_year)}</time><span class="t-sub">{escape(row.channel)}</span></td>'
    )
