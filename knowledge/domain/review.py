"""When a published article is to be looked at again."""

from datetime import date


def due_on(published: date) -> date:
    """One year later; an article of 29 February is due on 28 February."""
    try:
        return published.replace(year=published.year + 1)
    except ValueError:
        return published.replace(year=published.year + 1, day=28)


def is_overdue(due: date | None, today: date) -> bool:
    """Is the day past? Never without one."""
    return due is not None and due < today
