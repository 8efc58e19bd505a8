"""Time stamps of another desk, by the formats that its mapping names."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.incidents import NOW, SHANGHAI, incident_of, line, of_the_file, shipped
from tickets.transfer.domain.history import layout_of


@pytest.mark.parametrize("form", ["%d/%m/%Y %H:%M", "%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M:%S"])
def test_the_shipped_mapping_reads_the_dates_of_every_edition_of_the_log(form):
    moment = datetime(2016, 2, 29, 1, 16, tzinfo=SHANGHAI)
    header, _lines, _incidents = of_the_file()
    layout = layout_of(shipped("servicenow"), header, SHANGHAI)
    assert (
        layout.read_moment(moment.strftime(form))
        == layout.read_moment(moment.strftime(form).replace("29/02", "29/2").replace(" 01:", " 1:"))
        == moment
    )


@given(st.integers(0, 90 * 365 * 24 * 60))
def test_a_time_stamp_is_read_to_the_minute_it_names(minutes):
    moment = datetime(2000, 1, 1, tzinfo=SHANGHAI) + timedelta(minutes=minutes)
    one = incident_of(line("New", f"{moment:%d-%m-%Y %H:%M}", opened=f"{moment:%d-%m-%Y %H:%M}"))
    if moment > NOW + timedelta(minutes=5):
        assert [problem.reason for problem in one.refused]
    else:
        assert one.reported_at == moment
