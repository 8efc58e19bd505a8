"""Brings another help desk's history in: a mapping says what its columns and words mean; read,
judged and written in chunks.
"""

from tickets.transfer.imports.history.run import CHUNK, Outcome, bring_in, mapping_at
from tickets.transfer.imports.history.words import as_plain

__all__ = ["CHUNK", "Outcome", "as_plain", "bring_in", "mapping_at"]
