"""What a transaction cannot take back: files on the disk, undone when the work around fails."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Undo = Callable[[], object]

_undos: ContextVar[list[Undo] | None] = ContextVar("undos", default=None)


@contextmanager
def undone_on_failure() -> Iterator[None]:
    """What was registered inside with `undo_on_failure` is undone when it fails, newest first."""
    undos: list[Undo] = []
    token = _undos.set(undos)
    try:
        yield
    except BaseException:
        for undo in reversed(undos):
            undo()
        raise
    finally:
        _undos.reset(token)


def undo_on_failure(undo: Undo) -> None:
    """Have `undo` called if the work around fails; outside of such work nothing happens."""
    undos = _undos.get()
    if undos is not None:
        undos.append(undo)
