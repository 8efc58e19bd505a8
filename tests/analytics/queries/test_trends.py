"""What took effect is named once a day; the sentences say what each number is."""

from datetime import date
from decimal import Decimal

import pytest

from analytics.actions.measures import put_into_effect, start_measure
from analytics.queries.look import Look
from analytics.queries.month_tables import Asked
from analytics.queries.trends import trend_chart
from metrics.domain.figures import FigureSpan
from tests.factories.measures import BEGIN, DAY, EFFECTIVE, JUDGED, NOON, planned
from tests.fixtures import cast

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
JUNE = FigureSpan(date(2024, 6, 1), date(2024, 6, 30))


def in_effect(cast, on):
    measure = planned(cast, target=Decimal(10))
    measure = start_measure(measure, by=measure.owner, at=BEGIN, version=1)
    return put_into_effect(measure, by=measure.owner, at=NOON, version=2, effective_on=on)


def test_measures_of_one_day_share_a_name_and_have_each_a_sentence(cast):
    early = in_effect(cast, EFFECTIVE - 5 * DAY)
    same_day = [in_effect(cast, EFFECTIVE) for _n in range(2)]
    look = Look(Asked(JUNE, JUDGED), cast.staff["manager"], "tickets", "avg_resolution")
    chart = trend_chart(look)
    marks = next(
        layer["data"]["values"]
        for layer in chart.spec["layer"]
        if layer.get("data", {}).get("values", [{}])[0].get("name") is not None
    )
    assert [mark["name"] for mark in marks] == ["1", "2、3", ""]
    sentences = chart.note.splitlines()
    assert len(sentences) == 3 and early.number in sentences[0]
    assert {one.number for one in same_day} == {
        number
        for number in (same_day[0].number, same_day[1].number)
        if any(number in sentence for sentence in sentences[1:])
    }


def test_whoever_sees_no_measure_sees_no_mark_of_it(cast):
    in_effect(cast, EFFECTIVE)
    look = Look(Asked(JUNE, JUDGED), cast.staff["agent"], "tickets", "avg_resolution")
    assert trend_chart(look).note == ""
