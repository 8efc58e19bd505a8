"""Why customers were dissatisfied: the reasons of low scores, as a distribution (MA-3)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from core.names import in_language
from feedback.enums import CallKind
from feedback.models import CallAttempt, Survey
from metrics.domain.figures import DAY, FigureScope, FigureSpan
from metrics.queries.cases import counted_tickets
from tickets.record.domain.scope import TicketScope
from tickets.record.queries.desk_rules import current_desk_rule
from tickets.work.models import Confirmation


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A reason, how many low scores of this and of the last month have it, and what share of all
    reasons of the month that is. A score may have several.
    """

    reason: str
    this: int
    last: int
    this_pct: int
    last_pct: int


class LowScore(NamedTuple):
    """A low score that was given `at`, in a survey or with a signature."""

    ticket: int
    at: datetime
    survey: int | None


# A reason in Chinese and in English.
Names = tuple[str, str]
NOT_NOTED: Names = ("", "")
ALL = FigureScope()


def reason_rows(today: date, *, seen: TicketScope) -> list[ReasonRow]:
    """The commonest of this month first, of the tickets that somebody may see.

    What the supervisor noted in the call about it counts, else what the customer ticked; what
    nobody has noted yet stands by itself. Five statements.
    """
    this = FigureSpan.month(today)
    last = FigureSpan.month(this.start - DAY)
    begins_at, _end = this.moments(timezone.get_default_timezone())
    of_this: Counter[Names] = Counter()
    of_last: Counter[Names] = Counter()
    for score, reasons in _reasons_of(_low_scores(FigureSpan(last.start, this.end), seen)):
        (of_this if score.at >= begins_at else of_last).update(reasons)
    order = sorted(
        of_this | of_last,
        key=lambda name: (name == NOT_NOTED, -of_this[name], -of_last[name], name),
    )
    return [
        ReasonRow(
            reason_text(name),
            of_this[name],
            of_last[name],
            _share(of_this[name], of_this.total()),
            _share(of_last[name], of_last.total()),
        )
        for name in order
    ]


def reason_text(name: Names) -> str:
    """As the reader's language has it."""
    return _("not noted yet") if name == NOT_NOTED else in_language(*name)


def reasons_of_month(
    span: FigureSpan, scope: FigureScope = ALL, *, seen: TicketScope | None = None
) -> Counter[Names]:
    """How many low scores of a period have each reason; `NOT_NOTED` among them.

    Five statements.
    """
    counts: Counter[Names] = Counter()
    for _score, reasons in _reasons_of(_low_scores(span, seen, scope)):
        counts.update(reasons)
    return counts


def _low_scores(
    span: FigureSpan, seen: TicketScope | None, scope: FigureScope = ALL
) -> list[LowScore]:
    """Those of surveys, and those of signatures where no survey was answered."""
    start, end = span.moments(timezone.get_default_timezone())
    tickets = counted_tickets(scope, seen).order_by()
    answers = Survey.objects.filter(is_low=True, answered_at__gte=start, answered_at__lt=end)
    rows = answers.filter(ticket__in=tickets).values_list("ticket", "answered_at", "pk")
    found = [LowScore(*row) for row in rows]

    low_score = current_desk_rule().low_score
    signed = Confirmation.objects.filter(
        score__lte=low_score, signed_at__gte=start, signed_at__lt=end, ticket__in=tickets
    ).exclude(ticket__surveys__overall__isnull=False)
    return found + [LowScore(*row, None) for row in signed.values_list("ticket", "signed_at")]


def _reasons_of(scores: list[LowScore]) -> Iterator[tuple[LowScore, list[Names]]]:
    """Each score with its reasons."""
    calls = _reasons_of_calls(score.ticket for score in scores)
    ticks = _reasons_of_surveys(score.survey for score in scores)
    for score in scores:
        noted = [name for at, name in calls[score.ticket] if at >= score.at]
        # The last call about it knows best.
        yield score, noted[-1:] or ticks[score.survey] or [NOT_NOTED]


def _reasons_of_calls(tickets: Iterable[int]) -> dict[int, list[tuple[datetime, Names]]]:
    calls = CallAttempt.objects.filter(
        kind=CallKind.LOW, reason__isnull=False, ticket__in=list(tickets)
    ).order_by("at", "pk")
    found: dict[int, list[tuple[datetime, Names]]] = defaultdict(list)
    for ticket, at, *name in calls.values_list("ticket", "at", "reason__name", "reason__name_en"):
        found[ticket].append((at, (name[0], name[1])))
    return found


def _reasons_of_surveys(surveys: Iterable[int | None]) -> dict[int | None, list[Names]]:
    ticked = Survey.objects.filter(pk__in=[key for key in surveys if key], reasons__isnull=False)
    found: dict[int | None, list[Names]] = defaultdict(list)
    for key, *name in ticked.values_list("pk", "reasons__name", "reasons__name_en"):
        found[key].append((name[0], name[1]))
    return found


def _share(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
