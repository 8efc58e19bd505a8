"""What facts suggest of a case that took too long. Pure.

A suggestion is offered to people, it is never the cause by itself.
"""

from datetime import timedelta

from analytics.enums import DelayFact


def suggested_fact(
    whole: timedelta, *, assignment: timedelta, parts: timedelta, customer: timedelta
) -> DelayFact | None:
    """Which of them took more than half of the whole time; of several the longest, of equal ones
    the first. None for exactly half, and where nothing took that long.
    """
    lengths = {
        DelayFact.ASSIGNMENT: assignment,
        DelayFact.PARTS: parts,
        DelayFact.CUSTOMER: customer,
    }
    longest = max(lengths, key=lambda fact: lengths[fact])
    return longest if 2 * lengths[longest] > whole else None
