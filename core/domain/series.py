"""How far a series of numbers goes on after numbers that came in with a file."""

from collections.abc import Iterable

# Of so many numbers that a series passes over, one at least has come in.
WIDEST_GAP = 20


def series_end(last: int, serials: Iterable[int]) -> int:
    """Up to where a series counts as issued: it had come to `last`, and `serials` came in.

    Serials that lie close, as those of a register do, are passed over, so that the next number
    follows them. One that lies far ahead moves nothing: a single cell must not push a month's
    numbers up. It is issued to nobody else either, for what has a number is skipped.
    """
    end = last
    for count, serial in enumerate(sorted(set(serials)), 1):
        if serial <= last + WIDEST_GAP * count:
            end = max(end, serial)
    return end
