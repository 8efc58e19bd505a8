"""A file that was sent, as one with a path: the readers are processes of their own."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from core.errors import BadFile
from documents.storages import DISK_FULL


@contextmanager
def copied_to_disk(chunks: Iterable[bytes]) -> Iterator[Path]:
    """In the temporary folder while the work inside lasts.

    Raises `BadFile` when the disk of that folder is full.
    """
    with ExitStack() as stack:
        with _refusing_when_full():
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="reading-"))
            path = Path(folder) / "file"
            with path.open("wb") as file:
                file.writelines(chunks)
        yield path


@contextmanager
def _refusing_when_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        sentence = _("The server's disk is full: the file was not read. Tell the administrator.")
        raise BadFile(sentence) from error
