"""Brings another help desk's history in: a mapping says what its columns and words mean; read,
judged and written in chunks.
"""

from tickets.transfer.imports.history.problem_texts import as_plain
from tickets.transfer.imports.history.run import CHUNK, Outcome, bring_in, mapping_at

__all__ = ["CHUNK", "Outcome", "as_plain", "bring_in", "mapping_at"]
