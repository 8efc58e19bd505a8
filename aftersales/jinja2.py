"""The engine of the desk's pages: which words, filters and addresses a template knows."""

from django.template import defaultfilters
from django.templatetags.static import static
from django.utils.translation import gettext, ngettext, npgettext, pgettext
from jinja2 import Environment

from core import addresses, formats

FILTERS = {
    "linebreaksbr": defaultfilters.linebreaksbr,
    "filesizeformat": defaultfilters.filesizeformat,
    "floatformat": defaultfilters.floatformat,
    "truncatechars": defaultfilters.truncatechars,
    "capfirst": defaultfilters.capfirst,
    **formats.FILTERS,
}
GLOBALS = {
    "_": gettext,
    "static": static,
    "url": addresses.page_address,
    "optional_url": addresses.optional_address,
    "changed_query": addresses.changed_query,
}


def page_environment(**options: object) -> Environment:
    """What Django asks for once a process; `options` come from `TEMPLATES`.

    Message ids stay as Django's own tags made them: `%(n)s` for a value, a bare `%` elsewhere.
    """
    engine = Environment(
        extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True, **options
    )
    engine.policies["ext.i18n.trimmed"] = True
    engine.install_gettext_callables(
        gettext, ngettext, newstyle=False, pgettext=pgettext, npgettext=npgettext
    )
    engine.globals.update(GLOBALS)
    engine.filters.update(FILTERS)
    return engine
