"""Lanes and loads of the live board, written out like the rows of the work list: a template would look up four thousand names."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django import template
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from core.templatetags.desk import icon
from tickets.board.queries.board import HELD_CAP, LANE_CAP, Dot, Lane, Load
from tickets.desk.queries import desk

register = template.Library()


@dataclass(frozen=True, slots=True)
class Words:
    """What the board says, in one language."""

    late: str
    ahead: str
    standing: str
    undrawn: str
    no_department: str
    late_of: str
    on_duty: str
    away: str
    left: str


@lru_cache(maxsize=8)
def words_in(language: str | None) -> Words:
    """Looked up once a language; `language` is the active one."""
    told = {
        "late": _("Late"),
        "ahead": _("Not late yet"),
        "standing": _("without a running limit"),
        "undrawn": _("%(n)s without a dot"),
        "no_department": _("No department"),
        "late_of": pgettext("board", "late"),
        "on_duty": _("on duty"),
        "away": pgettext("person", "away"),
        "left": _("left the team"),
    }
    return Words(**{name: escape(word) for name, word in told.items()})


@register.simple_tag
def lane_rows(lanes: Iterable[Lane]) -> SafeString:
    """All lanes, each side with the number of its tickets, which leads to exactly those."""
    words, listed = words_in(get_language()), escape(reverse("tickets:list"))
    return mark_safe("".join([_lane(lane, words, listed) for lane in lanes]))


def _lane(lane: Lane, words: Words, listed: str) -> str:
    name = escape(lane.name) or words.no_department
    late = sum(dot.tone == "late" for dot in lane.dots)
    standing = ""
    if lane.standing:
        shown = f'{icon("player-pause")}{_capped(lane.standing, LANE_CAP)}<span class="visually-hidden"> {words.standing}</span>'
        standing = f' <a class="lane-standing" href="{_behind(lane, "standing", listed)}" title="{words.standing}">{shown}</a>'
    return (
        f'<div class="lane"><h3 class="lane-name"><span>{name}</span>{standing}</h3>'
        f"{_side(lane, 'late', lane.late, late, words.late, words, listed)}"
        f'<svg class="lane-track tall-{lane.narrow_rows}" width="100%" height="{lane.height}" role="group" aria-label="{name}">'
        f'<use href="#board-grid"/><g transform="translate(0 {lane.top})">{"".join([_dot(dot, listed) for dot in lane.dots])}</g></svg>'
        f"{_side(lane, 'ahead', lane.ahead, len(lane.dots) - late, words.ahead, words, listed)}</div>\n"
    )


def _side(
    lane: Lane, view: str, count: int, drawn: int, word: str, words: Words, listed: str
) -> str:
    look = f"lane-side is-{view}"
    if not count:
        return f'<span class="{look}"></span>'
    undrawn = (
        " · " + words.undrawn % {"n": _capped(count - drawn, LANE_CAP - drawn)}
        if count > drawn
        else ""
    )
    return (
        f'<a class="{look}" href="{_behind(lane, view, listed)}" title="{word}{undrawn}">{_capped(count, LANE_CAP)}'
        f'<span class="visually-hidden"> {word}{undrawn}</span></a>'
    )


def _behind(lane: Lane, view: str, listed: str) -> str:
    """The address of the list that holds one side of a lane."""
    return listed + escape("?" + urlencode({"view": view, "department": lane.name or desk.NONE}))


def _dot(dot: Dot, listed: str) -> str:
    number, limit = escape(dot.number), escape(dot.limit)
    narrow = "no-room" if dot.narrow is None else f"down-{dot.narrow}"
    return (
        f'<a href="{listed}{number}/" aria-label="{number} {escape(dot.summary)} · {limit} · {dot.when}" data-dot="{dot.moment}">'
        f'<circle class="dot tone-{dot.tone} {narrow}" cx="{dot.cx}" cy="{dot.cy}" r="{dot.radius}"/></a>'
    )


def _capped(count: int, cap: int) -> str:
    """`200+` beyond the cap."""
    return f"{cap}+" if count > cap else str(count)


@register.simple_tag
def load_rows(loads: Iterable[Load]) -> SafeString:
    """Who holds how much; both numbers lead to exactly those tickets."""
    words, listed = words_in(get_language()), escape(reverse("tickets:list"))
    return mark_safe("".join([_load(load, words, listed) for load in loads]))


def _load(load: Load, words: Words, listed: str) -> str:
    who = escape(urlencode({"assignee": load.user.username}))
    late = ""
    if load.late:
        shown = (
            f"{icon('alert-triangle')}{_capped(load.late, HELD_CAP)}<span>{words.late_of}</span>"
        )
        late = f'<a class="load-late" href="{listed}?view=late&amp;{who}">{shown}</a>'
    return (
        f'<li><a class="load" href="{listed}?view=open&amp;{who}">{_person(load, words)}{_bar(load)}'
        f'<span class="load-count">{_capped(load.held, HELD_CAP)}</span></a>{late}</li>\n'
    )


def _person(load: Load, words: Words) -> str:
    person, marks = load.user, ""
    if person.is_on_duty or person.on_shift:
        marks += f'<span class="mark-duty">{icon("phone")}{words.on_duty}</span>'
    if person.is_away:
        marks += f'<span class="mark-away">{icon("calendar")}{words.away}</span>'
    if not person.is_active:
        marks += f'<span class="mark-away">{icon("alert-triangle")}{words.left}</span>'
    first = escape(person.display_name[:1])
    return (
        f'<span class="load-name"><span class="avatar-dot" aria-hidden="true">{first}</span>'
        f"<span><span>{escape(str(person))}</span>{marks}</span></span>"
    )


def _bar(load: Load) -> str:
    shown = [part for part in load.parts if part["count"]]
    told = " ".join(f"{part['label']} {part['count']}" for part in load.parts)
    rects = "".join(
        f'<rect class="tier-{part["tier"]}" x="{part["x"]}" width="{part["width"]}" y="0" height="14"/>'
        for part in shown
    )
    return f'<svg class="load-bar" width="100%" height="14" role="img" aria-label="{escape(told)}">{rects}</svg>'
