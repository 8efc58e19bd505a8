"""Words of the page: icons, times as the desk writes them, spans of time."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.loader_tags import BlockNode
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

register = template.Library()
WEEKDAYS_ZH = "一二三四五六日"


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; with a label it speaks, without it is decoration."""
    sprite = static("vendor/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#i-{}"/></svg>',
            label,
            sprite,
            name,
        )
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', sprite, name
    )


class Fixed(template.Node):
    """A part of a template that reads the same for everybody: rendered once a language. It sees no variables, so nobody's data get in."""

    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist
        self.rendered: dict[str | None, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        language = get_language()
        if language not in self.rendered:
            self.rendered[language] = self.nodelist.render(context.new())
        return self.rendered[language]


@register.tag
def fixed(parser: Parser, _token: Token) -> Fixed:
    """`{% fixed %}` … `{% endfixed %}` around words, icons and addresses that depend on nothing but the language."""
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    if nodelist.get_nodes_by_type(BlockNode):
        raise template.TemplateSyntaxError("what pages put into a block is not fixed")
    return Fixed(nodelist)


@register.filter
def moment(value: datetime | None) -> str:
    """`2026-03-16 12:50 周一` / `Mon 16 Mar 2026 12:50`, in the desk's zone."""
    return moment_of(timezone.localtime(value), get_language()) if value else ""


def moment_of(local: datetime, language: str | None) -> str:
    """`moment` of what is already local."""
    if language == "en":
        return local.strftime("%a %d %b %Y %H:%M")
    return f"{local:%Y-%m-%d %H:%M} 周{WEEKDAYS_ZH[local.weekday()]}"


@register.filter
def plain_moment(value: datetime | None) -> str:
    """`2026-03-16 12:50`: for forms and tables."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


@register.filter
def short_moment(value: datetime | None) -> str:
    """`03-16 12:50`, or with the year when it is another one."""
    return short_moment_of(timezone.localtime(value), timezone.localtime().year) if value else ""


def short_moment_of(local: datetime, this_year: int) -> str:
    """`short_moment` of what is already local."""
    return f"{local:%m-%d %H:%M}" if local.year == this_year else f"{local:%Y-%m-%d %H:%M}"


@register.filter
def span(value: timedelta | None) -> str:
    """`2 h 10 min`: the two largest units; seconds only below a minute."""
    return span_of(value, get_language()) if value is not None else ""


def span_of(value: timedelta, language: str | None) -> str:
    """`span` in the active language, which the caller names."""
    seconds = int(abs(value.total_seconds()))
    if seconds < 60:
        return ngettext("%(n)d s", "%(n)d s", seconds) % {"n": seconds}
    days, rest = divmod(seconds // 60, 24 * 60)
    hours, minutes = divmod(rest, 60)
    return _span_words(language)[bool(days), bool(hours), bool(minutes)] % {
        "d": days,
        "h": hours,
        "m": minutes,
    }


@lru_cache(maxsize=8)
def _span_words(language: str | None) -> dict[tuple[bool, bool, bool], str]:
    """By which of days, hours and minutes there are any; looked up once a language."""
    whole, only_days = _("%(d)d d %(h)d h"), _("%(d)d d")
    hours_minutes, only_hours, only_minutes = _("%(h)d h %(m)d min"), _("%(h)d h"), _("%(m)d min")
    return {
        (True, True, True): whole,
        (True, True, False): whole,
        (True, False, True): only_days,
        (True, False, False): only_days,
        (False, True, True): hours_minutes,
        (False, True, False): only_hours,
        (False, False, True): only_minutes,
        (False, False, False): only_minutes,
    }


@register.filter
def lookup(mapping: dict[Any, Any], key: Any) -> Any:
    """A value of a dict by a variable key."""
    return mapping.get(key, "")


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: object) -> str:
    """The page's query string with some parameters changed; None or empty removes one."""
    kept = [
        (name, value)
        for name, values in context["request"].GET.lists()
        if name not in changes
        for value in values
    ]
    encoded = urlencode(
        [*kept, *((name, str(value)) for name, value in changes.items() if value not in (None, ""))]
    )
    return f"?{encoded}" if encoded else "?"
