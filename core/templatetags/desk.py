"""Words of the page: icons, times as the desk writes them, spans of time."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

register = template.Library()
WEEKDAYS_ZH = "一二三四五六日"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; with a label it speaks, without it is decoration."""
    sprite = static("vendor/icons.svg")
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}#i-{}"/></svg>', label, sprite, name)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', sprite, name)


@register.filter
def moment(value: datetime | None) -> str:
    """`2026-03-16 12:50 周一` / `Mon 16 Mar 2026 12:50`, in the desk's zone."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    if get_language() == "en":
        return local.strftime("%a %d %b %Y %H:%M")
    return f"{local:%Y-%m-%d %H:%M} 周{WEEKDAYS_ZH[local.weekday()]}"


@register.filter
def plain_moment(value: datetime | None) -> str:
    """`2026-03-16 12:50`: for forms and tables."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


@register.filter
def short_moment(value: datetime | None) -> str:
    """`03-16 12:50`, or with the year when it is another one."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{local:%m-%d %H:%M}" if local.year == timezone.localtime().year else f"{local:%Y-%m-%d %H:%M}"


@register.filter
def span(value: timedelta | None) -> str:
    """`2 h 10 min`: the two largest units; seconds only below a minute."""
    if value is None:
        return ""
    seconds = int(abs(value.total_seconds()))
    if seconds < 60:
        return ngettext("%(n)d s", "%(n)d s", seconds) % {"n": seconds}
    days, rest = divmod(seconds // 60, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return _("%(d)d d %(h)d h") % {"d": days, "h": hours} if hours else _("%(d)d d") % {"d": days}
    if hours:
        return _("%(h)d h %(m)d min") % {"h": hours, "m": minutes} if minutes else _("%(h)d h") % {"h": hours}
    return _("%(m)d min") % {"m": minutes}


@register.filter
def lookup(mapping: dict[Any, Any], key: Any) -> Any:
    """A value of a dict by a variable key."""
    return mapping.get(key, "")


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: object) -> str:
    """The page's query string with some parameters changed; None or empty removes one."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    encoded = query.urlencode()
    return f"?{encoded}" if encoded else "?"
