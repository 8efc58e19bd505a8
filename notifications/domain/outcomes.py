"""What the answer of a server means to which a message was handed."""

from enum import StrEnum


class Outcome(StrEnum):
    SENT = "sent"

    # Again after a while: more of one kind than the server takes.
    TOO_OFTEN = "too_often"

    # Again soon: the server has a fault, or says nothing.
    LATER = "later"

    # This receiver will never get it.
    REFUSED = "refused"

    # Nobody gets anything: the account, its key, its money, or a template is wrong.
    BROKEN = "broken"
