"""Reads what happened from the ledgers, and writes down whom it is to be told by webhook.

How far a ledger was read stands in a row that is locked meanwhile, so that two readers tell nothing
twice; what is told is unique by receiver and event, so that a second look does no harm.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction

from accounts.queries.openable import openable_paths
from accounts.queries.person import person_with_rights
from core.later import enqueue
from core.models.bulk import insert_many
from notifications.domain.webhooks import Happening
from notifications.ledgers import LEDGERS, Ledger
from notifications.models import LedgerMark, WebhookDelivery, WebhookEndpoint
from notifications.queries.ledgers import horizon_of, writers_at_work

# Lines that are looked at together.
LINES = 2000


def read_ledgers(at: datetime) -> int:
    """Queue what is new for everybody who hears of it; the number of messages."""
    count = sum(_read_ledger(ledger, at) for ledger in LEDGERS.values())
    if count:
        enqueue("notifications.deliver_webhooks")
    return count


@transaction.atomic
def _read_ledger(ledger: Ledger, at: datetime) -> int:
    """Nothing while another reads it. Of what was before somebody listened nothing is told."""
    listeners = list(WebhookEndpoint.objects.filter(is_active=True))
    mark, is_new = _lock_mark(ledger)
    if mark is None:
        return 0
    before = (mark.read_until, mark.ceiling)
    if is_new or not listeners:
        mark.read_until, mark.ceiling, mark.writers = horizon_of(ledger.table).ceiling, None, []
        if before != (mark.read_until, mark.ceiling):
            mark.save()
        return 0
    until = _settled_until(mark, ledger)
    count = 0
    for start in range(mark.read_until, until, LINES):
        happenings = list(ledger.read_lines(start, min(start + LINES, until)))
        rows = list(_deliveries_of(ledger, happenings, listeners, at))
        insert_many(WebhookDelivery, rows)
        count += len(rows)
    mark.read_until = until
    if before != (mark.read_until, mark.ceiling):
        mark.save()
    return count


def _lock_mark(ledger: Ledger) -> tuple[LedgerMark | None, bool]:
    """The mark, and whether it was never there; None while another holds it."""
    marks = LedgerMark.objects.filter(ledger=ledger.name)
    mark = marks.select_for_update(skip_locked=True).first()
    if mark is not None or marks.exists():
        return mark, False
    return LedgerMark.objects.create(ledger=ledger.name), True


def _settled_until(mark: LedgerMark, ledger: Ledger) -> int:
    """Up to which line all are there; what is to be waited for is noted in the mark."""
    settled = mark.read_until
    if mark.ceiling is not None:
        if writers_at_work(ledger.table).intersection(mark.writers):
            return settled
        settled, mark.ceiling, mark.writers = mark.ceiling, None, []
    horizon = horizon_of(ledger.table)
    if not horizon.writers:
        return max(settled, horizon.ceiling)
    if horizon.ceiling > settled:
        mark.ceiling, mark.writers = horizon.ceiling, sorted(horizon.writers)
    return settled


def _deliveries_of(
    ledger: Ledger,
    happenings: list[Happening],
    listeners: Iterable[WebhookEndpoint],
    at: datetime,
) -> Iterator[WebhookDelivery]:
    """A row for each listener that asked for it and whose owner may see what it is about."""
    paths = {one.subject for one in happenings}
    openable: dict[int, set[str]] = {}
    for endpoint in listeners:
        if endpoint.owner_id not in openable:
            openable[endpoint.owner_id] = paths_open_to(endpoint.owner_id, paths)
        for one in happenings:
            if one.type in endpoint.events and one.subject in openable[endpoint.owner_id]:
                yield WebhookDelivery(
                    endpoint=endpoint,
                    event_id=one.event_id(ledger.name),
                    event_type=one.type,
                    subject=one.subject,
                    sequence=one.sequence,
                    payload=one.payload(),
                    created_at=at,
                    next_at=at,
                )


def paths_open_to(key: int, paths: Iterable[str]) -> set[str]:
    """Those that the owner of a webhook may open now."""
    owner = person_with_rights(key)
    return openable_paths(owner, paths) if owner is not None else set()
