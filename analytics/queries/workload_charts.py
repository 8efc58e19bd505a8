"""Who had how much to do in the month: departments and people, each as bars of what was open at its
end with a table of the rest. Only for those who may see figures of people.

Nobody is ranked: bars and rows stand by department and name, whatever they say.
"""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analytics.queries.look import (
    Look,
    count_cell,
    listed_path,
    measured_cell,
    tickets_text,
)
from analytics.queries.pictures import sample_text
from customers.rules import MASKED
from metrics.domain.figures import SMALL_SAMPLE, WITHOUT
from metrics.enums import MetricUnit
from metrics.queries import workload
from metrics.queries.workload import TIERS, Days, DepartmentWork, PersonWork, Work
from metrics.rules import may_see_people
from pages.charts import Cell, Chart, StackedBar, stacked_spec
from privacy.domain.classes import FieldClass

# More bars than that are no picture: a filter brings it back, the table is there.
MOST_BARS = 60


def workload_charts(look: Look) -> list[Chart]:
    """Departments, then people; none for who may not see figures of people. Four statements."""
    if look.by is None or not may_see_people(look.by):
        return []
    asked = look.asked
    found = workload.workload_of(asked.span, asked.scope, at=asked.at, seen=asked.seen)
    return [_department_chart(found.departments, look), _people_chart(found.people, look)]


def workload_words() -> str:
    """What is to be known before anybody reads a number of a colleague."""
    return _(
        "Counted now. Solved and open tickets count for who has them now, given ones for whom they"
        " were given to. Rows stand by department and name and rank nobody; a mean is told from"
        " %(n)d solved tickets on."
    ) % {"n": SMALL_SAMPLE}


# --- departments --------------------------------------------------------------------------------
def _department_chart(rows: Sequence[DepartmentWork], look: Look) -> Chart:
    bars = [
        StackedBar(
            name=_department_name(row),
            parts=_parts_of(row.work),
            say=f"{_department_name(row)}: {_open_words(row.work)}",
            path=_department_path("backlog", row, look),
            text=f"{row.work.open_together:,}",
        )
        for row in rows
    ]
    return Chart(
        name="work_of_departments",
        title=_("Workload of departments"),
        summary=_summary(),
        spec=stacked_spec(bars, _tier_names(), str(MetricUnit.COUNT.label)),
        columns=[_("Department"), *_columns()],
        rows=[
            [
                Cell(bar.name),
                count_cell(row.work.assigned),
                count_cell(row.work.solved, _solved_path(row, look)),
                _mean_cell(row.work),
                *_open_cells(row, look),
            ]
            for row, bar in zip(rows, bars, strict=True)
        ],
        is_drawn=_is_picture(bars),
    )


def _department_name(row: DepartmentWork) -> str:
    return row.name or _("No department")


def _department_path(key: str, row: DepartmentWork, look: Look, **parts: tuple[str, ...]) -> str:
    return look.path_of(key, departments=(row.key or WITHOUT,), **parts)


def _solved_path(row: DepartmentWork, look: Look) -> str:
    return _department_path("avg_handling", row, look) if row.work.solved else ""


def _open_cells(row: DepartmentWork, look: Look) -> list[Cell]:
    """All of them and each tier, with the tickets behind it."""
    work = row.work
    together = _department_path("backlog", row, look) if work.open_together else ""
    cells = [count_cell(work.open_together, together)]
    for tier in TIERS:
        count = work.open[tier]
        path = _department_path("backlog", row, look, tiers=(tier.value,)) if count else ""
        cells.append(count_cell(count, path))
    return cells


# --- people -------------------------------------------------------------------------------------
def _people_chart(rows: Sequence[PersonWork], look: Look) -> Chart:
    named = [(row, name) for row, name in zip(rows, _names_of(rows, look), strict=True)]
    # What lies with nobody is no load of a person.
    bars = [_person_bar(row, name) for row, name in named if row.key]
    return Chart(
        name="work_of_people",
        title=_("Workload of people"),
        summary=_summary(),
        spec=stacked_spec(bars, _tier_names(), str(MetricUnit.COUNT.label)),
        columns=[
            pgettext("workload", "Person"),
            _("Department"),
            *_columns(),
            pgettext("workload", "On leave"),
        ],
        rows=[
            [
                Cell(name, _person_path(row)),
                Cell(row.department or "—"),
                count_cell(row.work.assigned),
                count_cell(row.work.solved),
                _mean_cell(row.work),
                count_cell(row.work.open_together),
                *(count_cell(row.work.open[tier]) for tier in TIERS),
                Cell(_away_text(row.away)),
            ]
            for row, name in named
        ],
        note=_note_of(bars),
        is_drawn=_is_picture(bars),
    )


def _names_of(rows: Sequence[PersonWork], look: Look) -> list[str]:
    """As a page names colleagues, two of one name apart; masked in what leaves the desk."""
    times = Counter(row.name for row in rows)
    names = []
    for row in rows:
        if row.key is None:
            names.append(_nobody())
        elif not look.has_offers:
            names.append(MASKED.shown_value(row.name, FieldClass.STAFF))
        elif times[row.name] > 1:
            names.append(f"{row.name} ({row.username})")
        else:
            names.append(row.name)
    return names


def _nobody() -> str:
    return pgettext("workload", "With nobody")


def _person_bar(row: PersonWork, name: str) -> StackedBar:
    """Marked where the person was away: when, one reads by pointing at it, and in the table."""
    mark = f" · {pgettext('workload', 'On leave')}" if row.away else ""
    return StackedBar(
        name=name,
        parts=_parts_of(row.work),
        say=f"{name}: {_open_words(row.work)}{mark} {_away_text(row.away)}".rstrip(),
        path=_person_path(row),
        text=f"{row.work.open_together:,}{mark}",
    )


def _person_path(row: PersonWork) -> str:
    return listed_path(view="all", assignee=row.username) if row.key else ""


def _away_text(spans: Sequence[Days]) -> str:
    """`05-06 – 05-10`, or a day alone."""
    return _(", ").join(
        f"{start:%m-%d}" if start == end else f"{start:%m-%d} – {end:%m-%d}" for start, end in spans
    )


# --- both ---------------------------------------------------------------------------------------
def _summary() -> str:
    return _("Open at the end of the month, by tier; of a month that runs, open now.")


def _columns() -> list[str]:
    """What the tables of both say."""
    return [
        pgettext("workload", "Given"),
        pgettext("workload", "Solved"),
        _("Mean handling time"),
        pgettext("workload", "Open at the end"),
        *_tier_names(),
    ]


def _tier_names() -> list[str]:
    return [str(tier.label) for tier in TIERS]


def _parts_of(work: Work) -> list[int]:
    return [work.open[tier] for tier in TIERS]


def _open_words(work: Work) -> str:
    """`12 tickets (Urgent 2, Important 3, General 7)`."""
    parts = _(", ").join(f"{tier.label} {work.open[tier]:,}" for tier in TIERS)
    return f"{tickets_text(work.open_together)} ({parts})"


def _mean_cell(work: Work) -> Cell:
    """Nothing without a solved ticket, and no mean of a handful."""
    if work.mean_hours is not None:
        return measured_cell(work.mean_hours, MetricUnit.HOURS)
    return Cell(sample_text(work.solved)) if work.solved else Cell("—")


def _note_of(bars: Sequence[StackedBar]) -> str:
    if len(bars) <= MOST_BARS:
        return ""
    return _("Choose a department to see the bars of its people.")


def _is_picture(bars: Sequence[StackedBar]) -> bool:
    return len(bars) <= MOST_BARS and any(sum(bar.parts) for bar in bars)
