"""The history of another desk's tickets: what its words mean, what its lines say of an incident.

Pure.
"""

from tickets.transfer.domain.history.incident import (
    HistoryEntry,
    Incident,
    WaitSpan,
    WorkCycle,
)
from tickets.transfer.domain.history.layout import FileLayout, layout_of
from tickets.transfer.domain.history.mapping import BadMapping, DeskMapping, mapping_of
from tickets.transfer.domain.history.reading import MAX_LINES
from tickets.transfer.domain.history.story import judge_incident

__all__ = [
    "MAX_LINES",
    "BadMapping",
    "DeskMapping",
    "FileLayout",
    "HistoryEntry",
    "Incident",
    "WaitSpan",
    "WorkCycle",
    "judge_incident",
    "layout_of",
    "mapping_of",
]
