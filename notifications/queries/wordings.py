"""A message in words: its template in the reader's language, filled with what is known."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from notifications.domain import wording
from notifications.models import InboxItem, MessageTemplate


def templates() -> dict[str, MessageTemplate]:
    """All wordings by topic: one statement."""
    return {template.topic: template for template in MessageTemplate.objects.all()}


def values(data: Mapping[str, Any], *, name: str, path: str, language: str) -> dict[str, object]:
    """What the variables of a template stand for.

    `data` may hold `x_en` beside `x`, and `due_at` as an ISO instant.
    """
    is_english = language.startswith("en")
    known = {
        key: (data.get(f"{key}_en") or value) if is_english else value
        for key, value in data.items()
    }
    due = data.get("due_at")
    return {
        **known,
        "name": name,
        "url": f"{settings.SITE_URL}{path}",
        "limit": known.get("kind", ""),
        "due": f"{timezone.localtime(datetime.fromisoformat(due)):%Y-%m-%d %H:%M}" if due else "—",
    }


def words(template: MessageTemplate, known: Mapping[str, object], language: str) -> tuple[str, str]:
    """Subject (one line) and text."""
    subject, body = template.words(language)
    return " ".join(wording.fill(subject, known).split()), wording.fill(body, known)


def lines(items: Iterable[InboxItem], *, name: str, language: str) -> list[InboxItem]:
    """Inbox items with `line`, their sentence; the bare subject where an administrator removed the
    template.
    """
    known = templates()
    shown = list(items)
    for item in shown:
        template = known.get(item.topic)
        told = values(item.data, name=name, path=item.path, language=language)
        item.line = (
            words(template, {"summary": item.subject, **told}, language)[0]
            if template
            else item.subject
        )
    return shown
