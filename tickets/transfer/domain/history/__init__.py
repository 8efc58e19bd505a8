"""The history of another desk's tickets: what its words mean, and what its lines tell of one
incident. Pure.
"""

from tickets.transfer.domain.history.incident import Cycle, Incident, Told, Wait
from tickets.transfer.domain.history.mapping import (
    BadMapping,
    Layout,
    Mapping,
    layout_of,
    mapping_of,
)
from tickets.transfer.domain.history.reading import MAX_LINES
from tickets.transfer.domain.history.story import judge

__all__ = [
    "MAX_LINES",
    "BadMapping",
    "Cycle",
    "Incident",
    "Layout",
    "Mapping",
    "Told",
    "Wait",
    "judge",
    "layout_of",
    "mapping_of",
]
