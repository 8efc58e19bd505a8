"""Words of the page for the templates of Django's own engine, which the administration needs."""

from typing import Any

from django import template
from django.template import engines
from django.template.base import Parser, Token
from django.template.loader_tags import BlockNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from markupsafe import Markup

from core import formats
from core.addresses import changed_query

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> Markup:
    """An icon of the sprite, from the one macro that draws it."""
    return engines["jinja2"].env.get_template("components/icons.html").module.icon(name, label)


class Fixed(template.Node):
    """A part of a template that reads the same for everybody: rendered once a language.

    It sees no variables, so nobody's data get in.
    """

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


for name, word in formats.FILTERS.items():
    register.filter(name, word)


@register.filter
def lookup(mapping: dict[Any, Any], key: Any) -> Any:
    """A value of a dict by a variable key."""
    return mapping.get(key, "")


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: object) -> str:
    """The page's query string with some parameters changed; None or empty removes one."""
    return changed_query(context["request"].GET, **changes)
