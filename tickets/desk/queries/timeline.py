"""One stream of everything that happened to a ticket; what the system did is folded."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext as _

from notifications.enums import GIVEN_UP, OutboxState
from pages.formats import MomentWriter, WrittenMoment
from tickets.desk.queries import entry_texts
from tickets.desk.queries.entry_texts import SYSTEM
from tickets.desk.queries.of_ticket import Filed, LedgerEntry, SpokenEntry
from tickets.record.enums import Direction, EventKind, Status, Visibility

# From this on it is said that something was written down later than it happened.
LAG = timedelta(minutes=5)

SAID = frozenset({EventKind.CONTACT, EventKind.NOTE})
ICONS = {
    EventKind.MOVED: "arrow-right",
    EventKind.ASSIGNED: "user-plus",
    EventKind.TAKEN: "hand-stop",
    EventKind.REFUSED: "user",
    EventKind.EDITED: "edit",
    EventKind.RETIERED: "flag",
    EventKind.PROMISED: "calendar",
    EventKind.DIAGNOSED: "stethoscope",
    EventKind.SOLUTION: "clipboard-list",
    EventKind.PROCESSED: "clipboard-check",
    EventKind.ATTACHED: "paperclip",
    EventKind.CLOSING_REPORT: "file",
    EventKind.CLOCK_BREACHED: "alert-triangle",
    EventKind.ESCALATED: "bell",
    EventKind.UNDELIVERED: "alert-triangle",
    EventKind.SENT_AGAIN: "rotate",
    EventKind.ASKED_FOR: "clipboard-list",
    EventKind.PROVIDED: "check",
    EventKind.NOT_NEEDED: "circle-x",
    EventKind.REGISTERED: "ticket",
    EventKind.IMPORTED: "upload",
    EventKind.REPORTED_CHANGED: "history",
    EventKind.FILED: "archive",
    EventKind.HELD: "lock",
    EventKind.RELEASED: "rotate",
    EventKind.DISPOSED: "trash",
}


class Delivery(NamedTuple):
    """How far a message came, why no further, and whether it can be sent anew.

    `tone` as of marks; `pk` is the one of what was said.
    """

    pk: int
    tone: str
    words: str
    why: str
    is_given_up: bool


@dataclass(slots=True)
class Entry:
    """One thing in the stream. `stream` is customer, internal or system."""

    at: datetime
    moment: WrittenMoment
    stream: str
    icon: str
    who: str
    title: str
    body: str = ""
    facts: list[str] = field(default_factory=list)
    lag: timedelta | None = None
    files: list[Filed] = field(default_factory=list)
    folded: list["Entry"] = field(default_factory=list)
    # How far a message to the customer came; None for what was no message.
    delivery: Delivery | None = None
    # The mail that brought it, as long as it is kept.
    mail: int | None = None


def event_stream(
    events: Iterable[LedgerEntry],
    said: Iterable[SpokenEntry],
    files: Iterable[Filed],
    kinds: dict[str, str],
    moments: MomentWriter,
    unseen: Collection[str] = (),
    shown_text: Callable[[str], str] = str,
    shown_person: Callable[[str], str] = str,
) -> list[Entry]:
    """Newest first; runs of system entries are folded into one.

    `kinds` names limits by their code; `unseen` are numbers that the reader is not to learn;
    `shown_text` gives a free text as the reader may see it, `shown_person` the name of somebody who
    signed.
    """
    spoken_entries = list(said)
    with_words: dict[int | None, list[Filed]] = {spoken.pk: [] for spoken in spoken_entries}
    alone: dict[str, Filed] = {}
    for attachment in files:
        if attachment.communication_id in with_words:
            with_words[attachment.communication_id].append(attachment)
        else:
            alone[str(attachment.file_id)] = attachment

    dated = []
    for event in events:
        # What was said stands in the stream with its own words, and with the files that came along.
        if event.data.get("signer"):
            signer = shown_person(event.data["signer"])
            event = event._replace(data={**event.data, "signer": signer})
        if event.kind not in SAID and not _is_with_words(event, alone):
            entry = _entry_of_event(event, alone.get(event.data.get("file", "")), kinds, moments)
            if names_ticket(event) and event.note in unseen:
                entry.body = _("one linked item that you may not open")
            dated.append((event.at, event.pk, entry))
    for spoken in spoken_entries:
        entry = _entry_of_contact(spoken, with_words[spoken.pk], moments)
        dated.append((spoken.at, spoken.pk, entry))

    for _at, _pk, entry in dated:
        entry.body = shown_text(entry.body)
        entry.facts = [shown_text(str(fact)) for fact in entry.facts]

    dated.sort(key=lambda item: item[:2], reverse=True)
    return fold_system_entries([entry for _at, _pk, entry in dated])


def names_ticket(event: LedgerEntry) -> bool:
    """Is the note of the line the number of another ticket?"""
    is_merge = event.kind == EventKind.MOVED and event.after == Status.MERGED
    return is_merge or event.kind == EventKind.MERGED_IN


def _is_with_words(event: LedgerEntry, alone: dict[str, Filed]) -> bool:
    """Is it the line of a file that stands in the stream with the words it came with?"""
    return event.kind == EventKind.ATTACHED and event.data.get("file") not in alone


def fold_system_entries(entries: list[Entry]) -> list[Entry]:
    """Runs of system entries become one each."""
    folded: list[Entry] = []
    for is_system, run in groupby(entries, key=lambda entry: entry.stream == "system"):
        members = list(run)
        if is_system:
            newest = members[0]
            folded.append(
                Entry(newest.at, newest.moment, "system", "settings", "", "", folded=members)
            )
        else:
            folded += members
    return folded


def _entry_of_contact(spoken: SpokenEntry, files: list[Filed], moments: MomentWriter) -> Entry:
    if spoken.direction == Direction.NOTE:
        stream, icon, title = "internal", "lock", _("Internal note")
    else:
        stream, title = "customer", entry_texts.contact_title(spoken)
        icon = "phone" if spoken.channel__is_synchronous else "message"
    return Entry(
        at=spoken.at,
        moment=moments.write(spoken.at),
        stream=stream,
        icon=icon,
        who=spoken.who,
        title=title,
        body=entry_texts.contact_body(spoken),
        facts=entry_texts.contact_facts(spoken),
        lag=_noticeable_lag(spoken.at, spoken.recorded_at),
        files=files,
        delivery=_delivery_of(spoken),
        mail=None if spoken.mail__is_emptied else spoken.mail__id,
    )


def _delivery_of(spoken: SpokenEntry) -> Delivery | None:
    state = spoken.delivery__message__state
    if state is None:
        return None
    why = spoken.delivery__message__error or ""
    if state == OutboxState.DONE:
        return Delivery(spoken.pk, "kept", _("sent"), "", is_given_up=False)
    if state in GIVEN_UP:
        return Delivery(spoken.pk, "late", _("not delivered"), why, is_given_up=True)
    words = _("tried again soon") if why else _("being sent")
    return Delivery(spoken.pk, "soon" if why else "calm", words, why, is_given_up=False)


def _noticeable_lag(at: datetime, recorded_at: datetime) -> timedelta | None:
    lag = recorded_at - at
    return lag if lag > LAG else None


def _entry_of_event(
    event: LedgerEntry, file: Filed | None, kinds: dict[str, str], moments: MomentWriter
) -> Entry:
    kind = EventKind(event.kind)
    # What the system does happens when it is written; of a person only the lag says something.
    has_lag = bool(event.who) and kind not in SYSTEM
    return Entry(
        at=event.at,
        moment=moments.write(event.at),
        stream=_stream_of(kind, event),
        icon=ICONS.get(kind, "clock"),
        who=event.who or _("System"),
        title=entry_texts.entry_title(kind, event, kinds),
        body=event.note,
        # A file says its name itself.
        facts=[] if file else entry_texts.entry_facts(kind, event),
        lag=_noticeable_lag(event.at, event.recorded_at) if has_lag else None,
        files=[file] if file else [],
    )


def _stream_of(kind: EventKind, event: LedgerEntry) -> str:
    if kind in SYSTEM:
        return "system"
    return "customer" if event.visibility == Visibility.CUSTOMER else "internal"
