"""The engine of the desk's pages: which words, filters and addresses a template knows."""

from collections.abc import MutableMapping
from typing import Any

from django.template import defaultfilters
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, npgettext, pgettext
from jinja2 import Environment

from aftersales import addresses
from knowledge import formats as article_formats
from metrics import formats as metric_formats
from pages import formats
from plans import formats as plan_formats


def urlized_lines(text: str) -> SafeString:
    """A plain text as it is read in a mail program: its lines, and its addresses as links."""
    return defaultfilters.linebreaksbr(defaultfilters.urlize(text))


FILTERS = {
    "linebreaksbr": defaultfilters.linebreaksbr,
    "filesizeformat": defaultfilters.filesizeformat,
    "floatformat": defaultfilters.floatformat,
    "truncatechars": defaultfilters.truncatechars,
    "urlized": urlized_lines,
    "capfirst": defaultfilters.capfirst,
    "escape_unless_safe": conditional_escape,  # also of lazy texts, which Jinja2 always escapes
    **formats.FILTERS,
    **article_formats.FILTERS,
    **metric_formats.FILTERS,
    **plan_formats.FILTERS,
}
GLOBALS = {
    "_": gettext,
    "static": addresses.file_address,
    "url": addresses.page_address,
    "optional_url": addresses.optional_address,
    "changed_query": addresses.changed_query,
}


class PageEnvironment(Environment):
    """All templates share the globals: none has any of its own."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        # With a mapping of its own for each template, Jinja2 compares all names at every import
        # of a macro, twenty times a page.
        return super().make_globals(d) if d else self.globals


def page_environment(**options: object) -> Environment:
    """What Django asks for once a process; `options` come from `TEMPLATES`.

    Message ids stay as Django's own tags made them: `%(n)s` for a value, a bare `%` elsewhere.
    """
    engine = PageEnvironment(
        extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True, **options
    )
    engine.policies["ext.i18n.trimmed"] = True
    engine.install_gettext_callables(
        gettext, ngettext, newstyle=False, pgettext=pgettext, npgettext=npgettext
    )
    engine.globals.update(GLOBALS)
    engine.filters.update(FILTERS)
    return engine
