"""What belongs to the file of a ticket, and what it is about in a few lines.

Both are written once, in Chinese, as the forms are.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from tickets.record.enums import EventKind, Nature, Status, Tier
from tickets.record.models import Attachment, Ticket, TicketEvent
from tickets.transfer.exports import forms
from tickets.transfer.exports.forms.cell_values import chinese_label, moment_text, time_passed
from tickets.transfer.exports.forms.per_solution import (
    ScoreAt,
    device_text,
    duration_text,
    later_score,
)
from tickets.work.enums import ConfirmationResult
from tickets.work.models import Confirmation

# The papers of a file, each where the ticket has something to say on it.
PAPERS = ("F6", "F7", "F8", "F9")

# Of a long text the digest holds the beginning.
DIGEST_TEXT = 120


@dataclass(frozen=True, slots=True)
class FileContents:
    """The digest of a file and its list of contents, a mapping each: a `name`, and the `count` of
    what it holds or the `size` and `sha256` of a file.
    """

    digest: str
    manifest: list[dict[str, Any]]


def tickets_to_file() -> QuerySet[Ticket]:
    """Archived tickets that have no file yet, the oldest first."""
    waiting = Ticket.objects.filter(status=Status.ARCHIVED, filed_at__isnull=True)
    return waiting.order_by("archived_at", "pk")


def contents_of(tickets: Sequence[Ticket]) -> dict[int, FileContents]:
    """By ticket. A dozen statements, however many tickets."""
    keys = [ticket.pk for ticket in tickets]
    counts = {code: _rows_by_ticket(code, keys) for code in PAPERS}
    rows = Ticket.objects.filter(pk__in=keys).annotate(
        messages=Count("communications", distinct=True),
        pieces=Count("process_entries", distinct=True),
        **ScoreAt("pk").annotations(),
    )
    with_facts = rows.select_related(
        "issue_type", "asset__model", "closing_report", "merged_into"
    ).prefetch_related(
        Prefetch("attachments", Attachment.objects.select_related("file").order_by("at", "pk")),
        Prefetch("confirmations", Confirmation.objects.order_by("-signed_at", "-pk")),
    )
    return {
        ticket.pk: FileContents(
            _digest_of(ticket),
            _manifest_of(ticket, {code: found[ticket.pk] for code, found in counts.items()}),
        )
        for ticket in with_facts
    }


def _rows_by_ticket(code: str, keys: Sequence[int]) -> Counter[int]:
    """How many lines a form has of each ticket."""
    rows = forms.tables()[code].find_rows(Ticket.objects.filter(pk__in=keys))
    return Counter(rows.order_by().values_list("ticket_id", flat=True))


def _digest_of(ticket: Ticket) -> str:
    return "\n".join(filter(None, (_matter(ticket), _course(ticket), _cause(ticket), _end(ticket))))


def _matter(ticket: Ticket) -> str:
    kind = ticket.issue_type.name if ticket.issue_type else chinese_label(Nature, ticket.nature)
    about = (chinese_label(Tier, ticket.tier), kind, device_text(ticket.asset))
    return f"{'·'.join(filter(None, about))}：{ticket.summary}"


def _course(ticket: Ticket) -> str:
    reported = f"反馈 {moment_text(ticket.reported_at)}"
    if ticket.resolved_at is None:
        return reported
    passed = duration_text(time_passed(ticket.reported_at, ticket.resolved_at))
    return f"{reported}，解决 {moment_text(ticket.resolved_at)}，处理时长 {passed}"


def _cause(ticket: Ticket) -> str:
    report = getattr(ticket, "closing_report", None)
    return f"原因：{report.cause[:DIGEST_TEXT]}" if report else ""


def _end(ticket: Ticket) -> str:
    if ticket.merged_into is not None:
        return f"并入工单 {ticket.merged_into.number}"
    if ticket.cancelled_at is not None:
        return f"已取消：{ticket.cancel_reason[:DIGEST_TEXT]}"
    confirmation = next(iter(ticket.confirmations.all()), None)
    result = chinese_label(ConfirmationResult, confirmation.result) if confirmation else ""
    score = later_score(ticket)
    parts = (f"结果：{result}" if result else "", f"满意度 {score} 分" if score else "")
    return "；".join(filter(None, parts))


def _manifest_of(ticket: Ticket, papers: Mapping[str, int]) -> list[dict[str, Any]]:
    counted = [
        *((f"{code} {forms.tables()[code].title}", count) for code, count in papers.items()),
        ("沟通记录", ticket.messages),
        ("处理记录", ticket.pieces),
    ]
    files = [attachment.file for attachment in ticket.attachments.all()]
    return [
        {"name": f"F3 {forms.F3_TITLE}", "count": 1},
        *({"name": name, "count": count} for name, count in counted if count),
        *({"name": file.name, "size": file.size, "sha256": file.sha256} for file in files),
    ]


def lines_of_manifest(manifest: Iterable[Mapping[str, Any]]) -> list[str]:
    """A line each, for people: `F6 问题确认单 ×2`, `照片.jpg (81 KB)`."""
    return [_line_of(entry) for entry in manifest]


def _line_of(entry: Mapping[str, Any]) -> str:
    if "size" in entry:
        return f"{entry['name']} ({entry['size'] + 1023 >> 10} KB)"
    count = f" ×{entry['count']}" if entry["count"] > 1 else ""
    return f"{entry['name']}{count}"


def archivers_of(keys: Iterable[int]) -> dict[int, int | None]:
    """Who archived a ticket, by its key: nobody where it went by itself, or came with a file."""
    moves = TicketEvent.objects.filter(
        Q(kind=EventKind.MOVED, after=Status.ARCHIVED), ticket__in=keys
    )
    return dict(moves.values_list("ticket", "actor"))
