"""A message in words: its template in the reader's language, filled with what is known."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries.openable import openable_paths
from notifications.domain import wording
from notifications.models import InboxItem, MessageTemplate
from pages.formats import plain_moment


def templates_by_topic() -> dict[str, MessageTemplate]:
    """All wordings by topic: one statement."""
    return {template.topic: template for template in MessageTemplate.objects.all()}


def template_values(
    data: Mapping[str, Any], *, name: str, path: str, language: str
) -> dict[str, object]:
    """What the variables of a template stand for.

    `data` may hold `x_en` beside `x`, and `due_at` as an ISO instant.
    """
    is_english = language.startswith("en")
    known = dict(data)
    if is_english:
        known = {key: data.get(f"{key}_en") or value for key, value in data.items()}
    due_at = data.get("due_at")
    due = plain_moment(datetime.fromisoformat(due_at)) if due_at else "—"
    return {
        **known,
        "name": name,
        "url": f"{settings.SITE_URL}{path}",
        "limit": known.get("kind", ""),
        "due": due,
    }


def worded_message(
    template: MessageTemplate, known: Mapping[str, object], language: str
) -> tuple[str, str]:
    """Subject (one line) and text."""
    subject, body = template.wording(language)
    return " ".join(wording.fill_variables(subject, known).split()), wording.fill_variables(
        body, known
    )


def worded_items(items: Iterable[InboxItem], *, reader: User, language: str) -> list[InboxItem]:
    """Inbox items with `line`, their sentence, `sender`, and `is_openable`: may the reader open it
    now?

    The bare subject where an administrator removed the template; of what is not open to the reader
    any more, only that it is not.
    """
    templates = templates_by_topic()
    worded = list(items)
    openable = openable_paths(reader, [item.path for item in worded])
    for item in worded:
        item.is_openable = item.path in openable
        item.line = _item_line(item, templates, str(reader), language)
        item.sender = _item_sender(item, language)
    return worded


def _item_line(
    item: InboxItem, templates: Mapping[str, MessageTemplate], name: str, language: str
) -> str:
    if not item.is_openable:
        return _("What this was about is not open to you any more.")
    template = templates.get(item.topic)
    if template is None:
        return item.subject
    known = template_values(item.data, name=name, path=item.path, language=language)
    subject, _body = worded_message(template, {"summary": item.subject, **known}, language)
    return subject


def _item_sender(item: InboxItem, language: str) -> str:
    """Who gave the reason, as far as that is open to the reader."""
    by = item.data.get("by_en") if language.startswith("en") else None
    return str(by or item.data.get("by") or "") if item.is_openable else ""
