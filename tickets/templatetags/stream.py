"""The timeline of a ticket, written out: a long one has hundreds of entries, and a template would look up twenty names for each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from html import escape

from django import template
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.formats import full_moment_of, short_moment_of, time_span_of
from core.templatetags.desk import icon
from tickets.desk.queries.of_ticket import Filed
from tickets.desk.queries.timeline import Entry

register = template.Library()


@dataclass(frozen=True, slots=True)
class Frame:
    """What all entries of a page have in common."""

    number: str
    language: str | None
    zone: tzinfo
    this_year: int

    def short(self, at: datetime) -> str:
        return short_moment_of(at.astimezone(self.zone), self.this_year)


@register.simple_tag
def stream_entries(entries: Iterable[Entry], number: str) -> SafeString:
    """All entries of the ticket with this number."""
    zone = timezone.get_current_timezone()
    frame = Frame(number, get_language(), zone, timezone.localtime(timezone=zone).year)
    return mark_safe(
        "".join(
            [_folded(entry, frame) if entry.folded else _entry(entry, frame) for entry in entries]
        )
    )


def _folded(entry: Entry, frame: Frame) -> str:
    count = len(entry.folded)
    words = escape(
        ngettext("%(n)s entry of the system", "%(n)s entries of the system", count) % {"n": count}
    )
    lines = "".join([_line(one, frame) for one in entry.folded])
    return (
        f'<li class="entry is-folded" data-kind="system"><details><summary>{icon("settings")} {words} <time>{frame.short(entry.at)}</time>'
        f"</summary><ul>{lines}</ul></details></li>"
    )


def _line(one: Entry, frame: Frame) -> str:
    facts = f" <small>{escape(' · '.join(one.facts))}</small>" if one.facts else ""
    return f"<li>{escape(one.title)}{facts} <time>{frame.short(one.at)}</time></li>"


def _entry(entry: Entry, frame: Frame) -> str:
    local = entry.at.astimezone(frame.zone)
    return (
        f'<li class="entry is-{entry.stream}" data-kind="{entry.stream}">\n  <span class="entry-icon">{icon(entry.icon)}</span>\n'
        f'  <div class="entry-main"><p class="entry-head"><strong>{escape(entry.title)}</strong><span>{escape(entry.who)}</span>'
        f'<time datetime="{local.isoformat()}" title="{full_moment_of(local, frame.language)}">{short_moment_of(local, frame.this_year)}</time>'
        f"{_lag(entry.lag, frame)}</p>\n  {_body(entry.body)}\n  {_facts(entry.facts)}\n  {_files(entry.files, frame)}</div>\n</li>\n"
    )


def _lag(lag: timedelta | None, frame: Frame) -> str:
    if lag is None:
        return ""
    title, words = (
        escape(_("Entered later than it happened")),
        escape(_("entered %(lag)s later") % {"lag": time_span_of(lag, frame.language)}),
    )
    return f'<span class="lag" title="{title}">{icon("history")} {words}</span>'


def _body(body: str) -> str:
    return f'<div class="entry-body">{linebreaksbr(body)}</div>' if body else ""


def _facts(facts: Iterable[str]) -> str:
    lines = "".join([f"<li>{escape(fact)}</li>" for fact in facts])
    return f'<ul class="entry-facts">{lines}</ul>' if lines else ""


def _files(files: Iterable[Filed], frame: Frame) -> str:
    lines = "".join([_file(file, frame) for file in files])
    return f'<ul class="files">{lines}</ul>' if lines else ""


def _file(file: Filed, frame: Frame) -> str:
    address = reverse("tickets:file", args=[frame.number, file.file_id])
    return f'<li><a href="{address}">{icon("paperclip")} {escape(file.name)}</a></li>'
