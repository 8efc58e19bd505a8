"""Writes docs/states.md from the state tables of all houses; a test compares them."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from analytics.domain.awards import LIFECYCLE as AWARD
from analytics.domain.pdca import LIFECYCLE as MEASURE
from analytics.domain.rectification import LIFECYCLE as RECTIFICATION
from core.work.lifecycle import draw_mermaid
from knowledge.domain.lifecycle import LIFECYCLE as ARTICLE
from plans.domain.lifecycle import PLAN, STAGE
from tickets.record.domain.lifecycle import LIFECYCLE as TICKET

# Title, where the table stands, what else is to be said, the table.
DRAWN = (
    (
        "States of a ticket",
        "tickets/domain/lifecycle.py",
        "; `back` is the state the ticket came from",
        TICKET,
    ),
    ("States of a plan", "plans/domain/lifecycle.py", "", PLAN),
    ("Status of a stage", "plans/domain/lifecycle.py", "", STAGE),
    ("Phases of a measure", "analytics/domain/pdca.py", "", MEASURE),
    ("States of an article", "knowledge/domain/lifecycle.py", "", ARTICLE),
    (
        "States of a request to rectify a model",
        "analytics/domain/rectification.py",
        "",
        RECTIFICATION,
    ),
    ("States of an award", "analytics/domain/awards.py", "", AWARD),
)


def states_page() -> str:
    """The page's text."""
    return "\n".join(_state_section(*drawn) for drawn in DRAWN)


def _state_section(title: str, source: str, remark: str, table: Any) -> str:
    # a member of an enumeration is drawn by its code, a state that is only said by its word
    plain: dict[str, dict[str, str]] = {}
    for state, moves in table.items():
        targets = {str(move.value): _plain_code(target) for move, target in moves.items()}
        plain[str(state.value)] = targets
    origin = f"Generated from `{source}` by `manage.py draw_states`{remark}."
    return f"# {title}\n\n{origin}\n\n```mermaid\n{draw_mermaid(plain)}\n```\n"


def _plain_code(state: Any) -> str:
    return str(getattr(state, "value", state))


class Command(BaseCommand):
    help = "Write docs/states.md."

    def handle(self, *args: Any, **options: Any) -> None:
        Path(settings.BASE_DIR, "docs", "states.md").write_text(states_page())
