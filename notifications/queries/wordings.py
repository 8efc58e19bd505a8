"""A message in words: its template in the reader's language, filled with what is known."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from core.formats import plain_moment
from notifications.domain import wording
from notifications.models import InboxItem, MessageTemplate


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


def worded_items(items: Iterable[InboxItem], *, name: str, language: str) -> list[InboxItem]:
    """Inbox items with `line`, their sentence; the bare subject where an administrator removed the
    template.
    """
    templates = templates_by_topic()
    worded = list(items)
    for item in worded:
        template = templates.get(item.topic)
        item.line = item.subject
        if template is not None:
            known = template_values(item.data, name=name, path=item.path, language=language)
            subject, _body = worded_message(template, {"summary": item.subject, **known}, language)
            item.line = subject
    return worded
