"""The registry: each metric once, with its name, unit, direction, definition sentence and the
source of its cases.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _say
from django.utils.translation import gettext_lazy as _

from feedback.enums import AnswerWay, Dimension
from metrics.enums import Better, By, Cohort, MetricUnit
from metrics.queries.cases import Base, Source
from metrics.queries.sources import (
    answers,
    backlog,
    confirmations,
    devices,
    first_time,
    limits,
    surveys,
    times,
    waits,
    works,
)

EVERY = tuple(By)

# A moment of the report splits nothing: it narrows.
GROUPS = tuple(by for by in By if by not in (By.WEEKDAY, By.HOUR))


UNANSWERED = _("not answered yet")


class UnknownMetric(LookupError):
    """No metric has this key."""


@dataclass(frozen=True, slots=True)
class Metric:
    """What a figure is called, how it is made, and which way is better (None: neither, as for a
    volume).

    `has_singles`: single cases carry a value that may be compared with a target. `settles_after`:
    so long after its moment a case may still turn out worse, and the figure is provisional. `mark`:
    what the marked cases have in common; empty where none are marked. `lacking`: what is said of
    those without a value so far. `base`: out of what the cases of a rate come, where that is not
    their own number.
    """

    key: str
    name: Any
    unit: MetricUnit
    better: Better | None
    cohort: Cohort
    meaning: Any
    source: Source
    has_singles: bool = False
    settles_after: timedelta | None = None
    mark: Any = ""
    lacking: Any = UNANSWERED
    base: Base | None = None
    filters: tuple[By, ...] = EVERY
    groups: tuple[By, ...] = GROUPS

    @property
    def grows_with_days(self) -> bool:
        """Are only periods of one length comparable? The more days, the more devices have failed,
        and the more tickets were reported.
        """
        is_number = self.unit == MetricUnit.COUNT and self.cohort != Cohort.WAITING
        return self.base is not None or is_number

    @property
    def definition(self) -> str:
        """The whole sentence in the reader's language: formula, cohort, what is left out."""
        return _say("%(meaning)s Cancelled and merged tickets are left out.") % {
            "meaning": self.meaning
        }


def metric_of(key: str) -> Metric:
    """The metric of a key; raises `UnknownMetric`."""
    try:
        return REGISTRY[key]
    except KeyError:
        raise UnknownMetric(key) from None


LOWER, HIGHER = Better.LOWER, Better.HIGHER
REPORTED, RESOLVED, ANSWERED, JUDGED, ENDED, WAITING, WENT_ON = (
    Cohort.REPORTED,
    Cohort.RESOLVED,
    Cohort.ANSWERED,
    Cohort.JUDGED,
    Cohort.ENDED,
    Cohort.WAITING,
    Cohort.WENT_ON,
)
PERCENT = MetricUnit.PERCENT

TICKETS = (
    Metric(
        "volume",
        _("Tickets reported"),
        MetricUnit.COUNT,
        None,
        REPORTED,
        _("Number of tickets reported in the period."),
        times.reported_tickets,
    ),
    Metric(
        "avg_response",
        _("Mean response time"),
        MetricUnit.MINUTES,
        LOWER,
        REPORTED,
        _(
            "First response minus report, natural time, mean over the answered tickets that were"
            " reported in the period. Answered during"
            " the call counts as 0; not answered yet, or answered at a time that was not recorded,"
            " is left out and told beside it."
        ),
        times.response_times,
        has_singles=True,
        mark=_("answered during the call"),
    ),
    Metric(
        "avg_resolution",
        _("Mean resolution time"),
        MetricUnit.HOURS,
        LOWER,
        RESOLVED,
        _(
            "Confirmed solution minus report, natural time over all cycles, waiting included,"
            " mean over the tickets solved in the period."
        ),
        times.resolution_times,
        has_singles=True,
    ),
    Metric(
        "avg_handling",
        _("Mean handling time"),
        MetricUnit.HOURS,
        LOWER,
        RESOLVED,
        _(
            "End time minus start time as the response time register prints them, that is"
            " confirmed solution minus report, natural time,"
            " mean over the tickets solved in the period. It begins with the report, because the"
            " customer waits from then on."
        ),
        times.resolution_times,
        has_singles=True,
    ),
    Metric(
        "reopen_rate",
        _("Reopening rate"),
        PERCENT,
        LOWER,
        RESOLVED,
        _(
            "Tickets that had been reopened, or whose solution the customer had refused, divided"
            " by the tickets solved in the period. Not"
            " solved again yet is left out."
        ),
        times.reopened_share,
    ),
)

WORKING_TIME = _(
    "Open time of the limit's own calendar that its cycles used, without what stood still, mean"
    " over the cycles that ended in the period, in time or late."
)

WORK = (
    Metric(
        "assignment_delay",
        _("Assignment delay"),
        MetricUnit.MINUTES,
        LOWER,
        REPORTED,
        _(
            "From the report to the first time that somebody was given the ticket or took it,"
            " natural time, mean over the tickets reported in the period that have come to"
            " somebody."
        ),
        works.assignment_delays,
        has_singles=True,
        lacking=_("with nobody yet"),
    ),
    Metric(
        "response_work",
        _("Mean response time, working time"),
        MetricUnit.MINUTES,
        LOWER,
        ENDED,
        WORKING_TIME,
        works.working_times("ack"),
        has_singles=True,
    ),
    Metric(
        "resolution_work",
        _("Mean resolution time, working time"),
        MetricUnit.HOURS,
        LOWER,
        ENDED,
        WORKING_TIME,
        works.working_times("resolve"),
        has_singles=True,
    ),
    Metric(
        "cycle_resolution",
        _("Mean resolution time of a cycle"),
        MetricUnit.HOURS,
        LOWER,
        ENDED,
        _(
            "From the start of the resolution limit to its end, natural time, mean over the cycles"
            " that ended in the period. A ticket that was reopened has several."
        ),
        works.cycle_times("resolve"),
        has_singles=True,
    ),
    Metric(
        "backlog",
        _("Unsolved at the end"),
        MetricUnit.COUNT,
        LOWER,
        WAITING,
        _(
            "Tickets that were reported before the end of the period and were not solved by then;"
            " until the period ends, those that are not solved now."
        ),
        backlog.waiting_tickets,
    ),
    Metric(
        "backlog_age",
        _("Mean age of unsolved tickets"),
        MetricUnit.HOURS,
        LOWER,
        WAITING,
        _(
            "From the report to the end of the period, or until now, mean over the tickets that"
            " wait for their solution then."
        ),
        backlog.waiting_ages,
        has_singles=True,
    ),
    Metric(
        "unsolved",
        _("Not solved yet"),
        MetricUnit.COUNT,
        LOWER,
        REPORTED,
        _("Tickets reported in the period that still wait for their solution."),
        backlog.unsolved_tickets,
    ),
)

DEVICES = (
    Metric(
        "failure_rate",
        _("Failure rate"),
        PERCENT,
        LOWER,
        REPORTED,
        _(
            "Devices with a confirmed fault divided by all devices that customers have at the end"
            " of the period. A fault is confirmed where the newest diagnosis of a ticket reported"
            " in the period, of a type that is a fault, found it in the product. A device counts"
            " once: there may be more tickets than devices that failed. Product category, product"
            " model and customer level narrow both numbers, every other filter the faults alone."
        ),
        devices.confirmed_faults,
        mark=_("Devices that failed"),
        base=devices.DEVICES_IN_USE,
        groups=tuple(devices.DEVICES_IN_USE.columns),
    ),
    Metric(
        "part_delay",
        _("Mean wait for spare parts"),
        MetricUnit.HOURS,
        LOWER,
        WENT_ON,
        _(
            "From the moment at which a ticket began to wait for spare parts to the one at which"
            " work went on, natural time, all such waits of a ticket together, mean over the"
            " tickets whose last wait for parts ended in the period. What waits for parts now"
            " counts when it goes on."
        ),
        waits.part_waits,
        has_singles=True,
    ),
)

FIRST_TIME = (
    Metric(
        "fcr",
        _("First-time resolution rate"),
        PERCENT,
        HIGHER,
        RESOLVED,
        _(
            "Solved at the first go divided by the tickets solved in the period. Not at the first"
            " go: reopened, refused by the customer,"
            " service visits on more than one day, or another ticket of the same customer within"
            " 7 days after the solution about the same"
            " device (where no device is named: of the same issue type). Provisional for these 7"
            " days."
        ),
        first_time.first_time,
        settles_after=first_time.REPEAT_WINDOW,
    ),
    Metric(
        "complaint_fcr",
        _("First-time resolution rate of complaints"),
        PERCENT,
        HIGHER,
        RESOLVED,
        _("The first-time resolution rate of the tickets whose nature is a complaint."),
        times.of_complaints(first_time.first_time),
        settles_after=first_time.REPEAT_WINDOW,
    ),
)

COMPLAINTS = (
    Metric(
        "complaint_resolved",
        _("Complaint resolution rate"),
        PERCENT,
        HIGHER,
        REPORTED,
        _("Complaints that are solved by now divided by the complaints reported in the period."),
        times.solved_complaints,
    ),
    Metric(
        "complaint_handling",
        _("Mean handling time of complaints"),
        MetricUnit.HOURS,
        LOWER,
        RESOLVED,
        _("The mean handling time of the tickets whose nature is a complaint."),
        times.of_complaints(times.resolution_times),
        has_singles=True,
    ),
    Metric(
        "complaint_rate",
        _("Complaint rate"),
        PERCENT,
        LOWER,
        REPORTED,
        _("Tickets whose nature is a complaint divided by all tickets reported in the period."),
        times.complaint_share,
    ),
)

SATISFACTION = (
    Metric(
        "csat_avg",
        _("Customer satisfaction score"),
        MetricUnit.SCORE,
        HIGHER,
        ANSWERED,
        _(
            "Mean of the scores from 1 to 5 that customers gave in the period with a"
            " confirmation, a call-back or a survey. Of several"
            " answers to one ticket the latest counts."
        ),
        answers.latest_answers,
        has_singles=True,
    ),
    Metric(
        "csat_pct",
        _("Satisfied customers"),
        PERCENT,
        HIGHER,
        ANSWERED,
        _(
            "Answers with 4 or 5 points divided by all answers of the period. Of several answers"
            " to one ticket the latest counts."
        ),
        answers.satisfied_answers,
    ),
    Metric(
        "answer_rate",
        _("Answer rate"),
        PERCENT,
        HIGHER,
        RESOLVED,
        _(
            "Tickets with a score, whenever it was given, divided by the tickets solved in the"
            " period."
        ),
        answers.answered_tickets,
    ),
)

DIMENSION_NAMES: dict[Dimension, Any] = {
    Dimension.TIMELINESS: _("Satisfaction: speed of service"),
    Dimension.SKILL: _("Satisfaction: technical skill"),
    Dimension.ATTITUDE: _("Satisfaction: manner"),
    Dimension.EFFECT: _("Satisfaction: problem solved"),
}


def _dimension_metric(dimension: Dimension, name: Any) -> Metric:
    return Metric(
        f"csat_{dimension.value}",
        name,
        MetricUnit.SCORE,
        HIGHER,
        ANSWERED,
        _(
            "Mean of the scores from 1 to 5 for this question of the survey, answered in the"
            " period, by link or on the phone. Each solution of a ticket has an answer of its own."
        ),
        surveys.dimension_scores(dimension),
        has_singles=True,
    )


SURVEYS = (
    *(_dimension_metric(dimension, name) for dimension, name in DIMENSION_NAMES.items()),
    Metric(
        "csat_own",
        _("Score given by customers themselves"),
        MetricUnit.SCORE,
        HIGHER,
        ANSWERED,
        _(
            "Mean of the overall scores from 1 to 5 that customers gave on the page of the survey"
            " in the period; what was taken on the phone or typed by staff is left out."
        ),
        surveys.overall_scores(AnswerWay.LINK),
        has_singles=True,
    ),
    Metric(
        "csat_phone",
        _("Score given on the phone"),
        MetricUnit.SCORE,
        HIGHER,
        ANSWERED,
        _(
            "Mean of the overall scores from 1 to 5 that staff took on the phone in the period."
            " Customers are kinder to a person: read it beside what they wrote themselves."
        ),
        surveys.overall_scores(AnswerWay.PHONE),
        has_singles=True,
    ),
    Metric(
        "low_answers",
        _("Low answers"),
        PERCENT,
        LOWER,
        ANSWERED,
        _(
            "Answers to surveys that called for a supervisor, divided by all answers of the"
            " period. What counts as low was decided when it was answered."
        ),
        surveys.low_answers,
    ),
    Metric(
        "nps",
        _("Net promoter score"),
        MetricUnit.SCORE,
        HIGHER,
        ANSWERED,
        _(
            "Of the answers of the period to the question whether customers would recommend us:"
            " per cent with 9 or 10 less per cent with 0 to 6."
        ),
        surveys.promoters,
    ),
)

CONFIRMATION = (
    Metric(
        "confirmed",
        _("Confirmed solutions"),
        PERCENT,
        HIGHER,
        RESOLVED,
        _(
            "Tickets whose solution the customer has confirmed, signed or on the phone, divided by"
            " the tickets solved in the period. What was confirmed by silence is not."
        ),
        confirmations.confirmed_tickets,
    ),
    Metric(
        "refused",
        _("Refused solutions"),
        PERCENT,
        LOWER,
        ANSWERED,
        _(
            "Times that a customer said in the period that it is not solved, divided by all times"
            " that a customer said whether it is."
        ),
        confirmations.refused_solutions,
    ),
)

KEPT = _(
    "Limits of this kind that were kept, divided by those kept or missed in the period; each"
    " cycle counts by itself. A running limit past"
    " its due time counts as missed; running in time, paused and cancelled ones are left out."
)

# The kinds of limits by the codes of `SlaKind`.
LIMIT_KINDS: dict[str, Any] = {
    "ack": _("First response within the limit"),
    "start": _("Start of work within the limit"),
    "respond": _("Substantive reply within the limit"),
    "decide": _("Decision within the limit"),
    "promise": _("Promised times kept"),
    "resolve": _("Resolution within the limit"),
    "progress": _("Progress updates within the limit"),
    "survey": _("Surveys sent within the limit"),
    "result_callback": _("Result call-backs within the limit"),
    "low_callback": _("Low-score call-backs within the limit"),
}


# Of these there may be one a day.
DAILY_LIMITS = frozenset({"progress"})


def _limit_metric(code: str, name: Any) -> Metric:
    source = limits.kept_limits(code, is_daily=code in DAILY_LIMITS)
    return Metric(f"sla_{code}", name, PERCENT, HIGHER, JUDGED, KEPT, source)


# All kinds in two sources, where they are asked for together.
_DAILY = tuple(code for code in LIMIT_KINDS if code in DAILY_LIMITS)
_OTHERS = tuple(code for code in LIMIT_KINDS if code not in DAILY_LIMITS)
LIMITS_TOGETHER = (
    (limits.kept_limits(*_OTHERS), _OTHERS),
    (limits.kept_limits(*_DAILY, is_daily=True), _DAILY),
)


def _by_key(metrics: Iterable[Metric]) -> dict[str, Metric]:
    return {one.key: one for one in metrics}


# The registry in the order of its page.
SECTIONS: tuple[tuple[Any, tuple[Metric, ...]], ...] = (
    (_("Tickets and time"), TICKETS),
    (_("Work and backlog"), WORK),
    (_("Devices and spare parts"), DEVICES),
    (_("First-time resolution"), FIRST_TIME),
    (_("Complaints"), COMPLAINTS),
    (_("Satisfaction"), (*SATISFACTION, *SURVEYS)),
    (_("Confirmation"), CONFIRMATION),
    (_("Limits"), tuple(_limit_metric(code, name) for code, name in LIMIT_KINDS.items())),
)

REGISTRY: dict[str, Metric] = _by_key(one for _section, metrics in SECTIONS for one in metrics)
