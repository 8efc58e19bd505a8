"""Keeps files that people attach, judges them first, and takes them away."""

from documents.actions.uploads import drop_file, store_upload
from documents.domain.names import safe_file_name
from documents.queries.bytes_of import local_copy, open_stored_file, stored_path

__all__ = [
    "drop_file",
    "local_copy",
    "open_stored_file",
    "safe_file_name",
    "store_upload",
    "stored_path",
]
