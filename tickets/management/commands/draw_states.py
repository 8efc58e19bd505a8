"""Writes docs/states.md from the state table; a test compares them."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from core.domain.flow import mermaid
from tickets.domain.lifecycle import LIFECYCLE


def page() -> str:
    """The page's text."""
    table = {
        str(state.value): {str(move.value): str(getattr(target, "value", target)) for move, target in moves.items()}
        for state, moves in LIFECYCLE.items()
    }
    return (
        "# States of a ticket\n\n"
        "Generated from `tickets/domain/lifecycle.py` by `manage.py draw_states`; `back` is the state the ticket came from.\n\n"
        f"```mermaid\n{mermaid(table)}\n```\n"
    )


class Command(BaseCommand):
    help = "Write docs/states.md."

    def handle(self, *args: Any, **options: Any) -> None:
        Path(settings.BASE_DIR, "docs", "states.md").write_text(page())
