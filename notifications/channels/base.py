"""What every channel can do."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from accounts.models import User


class Refused(Exception):
    """The receiver will never take it: no further attempt, and the address is marked."""


class Postponed(Exception):
    """Not now: the server is away, busy, or says so. Tried again later."""


class TooOften(Postponed):
    """The channel takes no more now, whatever the message."""


class Broken(Refused):
    """The channel itself does not work: its account, its key, its templates. Administrators hear of
    it, and no message waits for them to mend it.
    """


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message, ready to go.

    `message_id` stays the same over all attempts, so that a receiver can tell a repeat. `thread`
    are the Message-IDs of what it answers, the oldest first; `reply_to` is where an answer goes,
    empty for nowhere.
    """

    message_id: UUID
    address: str
    subject: str
    body: str
    at: datetime
    thread: tuple[str, ...] = ()
    reply_to: str = ""
    is_written_by_hand: bool = False

    # Of what only templates of a provider may say: the matter, the language and the variables.
    topic: str = ""
    language: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


class Sender(Protocol):
    """An open line to the outside."""

    def send(self, parcel: Parcel) -> None:
        """Hand it over.

        Raises `Refused` or `Postponed`; whatever else it raises counts as a failed attempt.
        """


class Channel(Protocol):
    """A way out of the house."""

    name: str

    def is_on(self, at: datetime) -> bool:
        """Has this server been told how to use it?"""

    def says_to_customers(self, topic: str, at: datetime) -> bool:
        """Is it on, and may it say this to them?"""

    def address_of(self, person: User) -> str:
        """Where the person of the desk is reached; empty for nowhere."""

    def open(self) -> AbstractContextManager[Sender]:
        """A line for a batch of messages; opened lazily, so that a server that is away fails
        message by message.
        """
