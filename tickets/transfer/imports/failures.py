"""What is said of a waiting file that cannot be read."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from core.errors import BadFile
from documents.storages import StorageAway

log = logging.getLogger(__name__)


@contextmanager
def refusing_bad_file(name: str, refuse: Callable[[str], None]) -> Iterator[None]:
    """Calls `refuse` with the reason when the block fails; `name` is for the log.

    Raises on when the database or the place of the files is away: the next run reads the file.
    """
    try:
        yield
    except BadFile as error:
        refuse(error.message)
    except (OperationalError, InterfaceError, StorageAway):
        raise
    except Exception:
        # Whatever it is, it would be the same next time, and those behind it would wait.
        log.exception("%s could not be read", name)
        refuse(_("The file could not be read: tell the administrator."))
