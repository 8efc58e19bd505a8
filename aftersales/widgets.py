"""Which engine draws the widgets of forms."""

from functools import lru_cache
from typing import Any

from django.forms.renderers import BaseRenderer
from django.template import TemplateDoesNotExist, engines
from django.template.loader import get_template


class WidgetRenderer(BaseRenderer):
    """Django's own widgets in Jinja2, which is quicker; any other by the engine that has it."""

    def get_template(self, template_name: str) -> Any:
        return _found_template(template_name)


@lru_cache(maxsize=128)
def _found_template(template_name: str) -> Any:
    """A form asks for the same few templates once a field."""
    try:
        return engines["widgets"].get_template(template_name)
    except TemplateDoesNotExist:
        return get_template(template_name)
