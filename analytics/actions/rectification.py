"""The steps of a request to rectify a model. `_move_request` is the one place that sets a state."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from analytics import rules
from analytics.actions.rectification_news import tell_department, tell_managers
from analytics.actions.texts import kept_text, required_text
from analytics.domain.rectification import is_timely, state_after
from analytics.enums import RectificationEventKind, RectificationMove
from analytics.models import RectificationEvent, RectificationRequest
from core.errors import LawBroken
from core.work.record import lock_row, store_row


def write_line(
    request: RectificationRequest,
    kind: RectificationEventKind,
    *,
    by: User | None,
    at: datetime,
    before: str = "",
    after: str = "",
    note: str = "",
    **data: object,
) -> None:
    """One line of the ledger: who did what, when. Nobody stands for the job."""
    RectificationEvent.objects.create(
        rectification=request,
        kind=kind,
        at=at,
        actor=by,
        before=before[:60],
        after=after[:60],
        note=note,
        data=data,
    )


@transaction.atomic
def accept_request(
    request: RectificationRequest, *, by: User, at: datetime, version: int | None = None
) -> RectificationRequest:
    """The department takes it on."""
    request = lock_row(request, version=version)
    return _move_request(request, RectificationMove.ACCEPT, by=by, at=at)


@transaction.atomic
def start_rectification(
    request: RectificationRequest, *, by: User, at: datetime, version: int | None = None
) -> RectificationRequest:
    """Somebody begins with it."""
    request = lock_row(request, version=version)
    _add_worker(request, by)
    return _move_request(request, RectificationMove.START, by=by, at=at)


@transaction.atomic
def report_measure(
    request: RectificationRequest,
    *,
    by: User,
    at: datetime,
    measure: str,
    version: int | None = None,
) -> RectificationRequest:
    """What was done about the model; it waits for somebody else to verify it."""
    request = lock_row(request, version=version)
    request.measure = required_text(measure, "measure")
    request.reported_at = at
    _add_worker(request, by)
    stored = _move_request(request, RectificationMove.REPORT, by=by, at=at, note=request.measure)
    tell_managers(stored, "reported", at=at)
    return stored


@transaction.atomic
def verify_measure(
    request: RectificationRequest,
    *,
    by: User,
    at: datetime,
    note: str = "",
    version: int | None = None,
) -> RectificationRequest:
    """The measure had its effect. By somebody who did not carry it out."""
    request = lock_row(request, version=version)
    request.verified_at = at
    words = kept_text(note)
    return _move_request(request, RectificationMove.VERIFY, by=by, at=at, note=words)


@transaction.atomic
def send_back(
    request: RectificationRequest,
    *,
    by: User,
    at: datetime,
    reason: str,
    version: int | None = None,
) -> RectificationRequest:
    """The measure was not enough: it is in progress again, and another report is waited for."""
    request = lock_row(request, version=version)
    words = required_text(reason, "reason")
    stored = _move_request(request, RectificationMove.SEND_BACK, by=by, at=at, note=words)
    tell_department(stored, f"back:{stored.version}", at=at)
    return stored


@transaction.atomic
def refuse_request(
    request: RectificationRequest,
    *,
    by: User,
    at: datetime,
    reason: str,
    version: int | None = None,
) -> RectificationRequest:
    """There is nothing to rectify: closed, and the managers read why."""
    request = lock_row(request, version=version)
    request.closed_at = at
    words = required_text(reason, "reason")
    stored = _move_request(request, RectificationMove.REFUSE, by=by, at=at, note=words)
    tell_managers(stored, "refused", at=at)
    return stored


@transaction.atomic
def close_request(
    request: RectificationRequest,
    *,
    by: User,
    at: datetime,
    reason: str,
    version: int | None = None,
) -> RectificationRequest:
    """The end, also of one that nobody verified: the reason says why."""
    request = lock_row(request, version=version)
    request.closed_at = at
    words = required_text(reason, "reason")
    return _move_request(request, RectificationMove.CLOSE, by=by, at=at, note=words)


@transaction.atomic
def note_on_request(
    request: RectificationRequest,
    *,
    by: User,
    at: datetime,
    note: str,
    version: int | None = None,
) -> RectificationRequest:
    """What is worth knowing, while it is not closed. Raises `LawBroken` for a closed one."""
    request = lock_row(request, version=version)
    rules.require_hand(by, request)
    if request.is_closed:
        raise LawBroken(_("This request was closed: it stays as it is."))
    words = required_text(note, "note")
    write_line(request, RectificationEventKind.NOTE, by=by, at=at, note=words)
    return store_row(request, by=by, at=at)


def _move_request(
    request: RectificationRequest,
    move: RectificationMove,
    *,
    by: User,
    at: datetime,
    note: str = "",
) -> RectificationRequest:
    """Set the state of a locked request, with its line in the ledger.

    Raises `IllegalMove` when the state does not fit, `NotAllowed`, and `LawBroken` where there is
    no measure to be judged.
    """
    before, after = request.state, state_after(request.state, move)
    rules.require_move(by, move, request)
    if not is_timely(move, has_measure=request.reported_at is not None):
        raise LawBroken(_("No measure was reported that could be verified."))
    if move == RectificationMove.SEND_BACK:
        request.reported_at = request.verified_at = None
    request.state = after
    kind = RectificationEventKind(move.value)
    write_line(request, kind, by=by, at=at, before=before, after=after, note=note)
    return store_row(request, by=by, at=at)


def _add_worker(request: RectificationRequest, person: User) -> None:
    request.workers = sorted({*request.workers, person.pk})
