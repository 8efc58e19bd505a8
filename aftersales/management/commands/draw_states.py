"""Writes docs/states.md from the state tables of all houses; a test compares them."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from core.work.lifecycle import draw_mermaid
from knowledge.domain.lifecycle import LIFECYCLE as ARTICLE
from plans.domain.lifecycle import PLAN, STAGE
from tickets.record.domain.lifecycle import LIFECYCLE as TICKET

DRAWN = (
    (
        "States of a ticket",
        "tickets/domain/lifecycle.py",
        "; `back` is the state the ticket came from",
        TICKET,
    ),
    ("States of a plan", "plans/domain/lifecycle.py", "", PLAN),
    ("Status of a stage", "plans/domain/lifecycle.py", "", STAGE),
    ("States of an article", "knowledge/domain/lifecycle.py", "", ARTICLE),
)
"""Title, where the table stands, what else is to be said, the table."""


def states_page() -> str:
    """The page's text."""
    return "\n".join(_section(*one) for one in DRAWN)


def _section(title: str, source: str, remark: str, table: Any) -> str:
    plain = {
        str(state.value): {
            str(move.value): str(getattr(target, "value", target)) for move, target in moves.items()
        }
        for state, moves in table.items()
    }
    told = f"Generated from `{source}` by `manage.py draw_states`{remark}."
    return f"# {title}\n\n{told}\n\n```mermaid\n{draw_mermaid(plain)}\n```\n"


class Command(BaseCommand):
    help = "Write docs/states.md."

    def handle(self, *args: Any, **options: Any) -> None:
        Path(settings.BASE_DIR, "docs", "states.md").write_text(states_page())
