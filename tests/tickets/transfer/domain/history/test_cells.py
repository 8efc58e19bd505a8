"""Single cells of an incident: every one that is wrong is named."""

import pytest

from tests.support.incidents import incident_of, line


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"at": "31-02-2016 10:00"}, ("at", "31-02-2016 10:00", "moment")),
        ({"opened": "2016-03-01"}, ("opened", "2016-03-01", "moment")),
        ({"opened": "?"}, ("opened", "", "missing")),
        ({"at": "01-03-2036 10:00"}, ("at", "01-03-2036 10:00", "future")),
        ({"state": "Frozen"}, ("state", "Frozen", "unknown_status")),
        ({"state": ""}, ("state", "", "missing")),
        ({"re": "many"}, ("re", "many", "count")),
        ({"resolved": "29-02-2016 10:00"}, ("resolved", "29-02-2016 10:00", "before_report")),
        (
            {"resolved": "01-03-2016 12:00", "closed": "01-03-2016 11:00"},
            ("closed", "01-03-2016 11:00", "before_solution"),
        ),
        ({"group": "G" * 61}, ("group", "G" * 61, "too_long")),
    ],
)
def test_one_bad_cell_refuses_the_incident_with_its_row_and_column(changed, reason):
    fields = {"state": "Closed", "at": "10:00", **changed}
    one = incident_of(
        line("New", "09:10", opened=fields.get("opened", "01-03-2016 09:00")), line(**fields)
    )
    assert reason in [(problem.column, problem.value, problem.reason) for problem in one.refused]
    assert {problem.row for problem in one.refused} <= {2, 3}
