"""Brings another help desk's history in, read, judged and written in chunks.

A mapping says what its columns and words mean.
"""

from tickets.transfer.imports.history.known_mappings import mapping_at
from tickets.transfer.imports.history.outcome import ImportOutcome
from tickets.transfer.imports.history.problem_texts import problem_data
from tickets.transfer.imports.history.run import CHUNK, bring_in

__all__ = ["CHUNK", "ImportOutcome", "bring_in", "mapping_at", "problem_data"]
