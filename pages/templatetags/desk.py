"""Words of the page for the templates of Django's own engine, which the administration needs."""

from django import template
from django.template import engines
from markupsafe import Markup

from pages import formats

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> Markup:
    """An icon of the sprite, from the one macro that draws it."""
    return engines["jinja2"].env.get_template("components/icons.html").module.icon(name, label)


for name, word in formats.FILTERS.items():
    register.filter(name, word)
