"""The times that a file gives of an incident as a whole."""

from tests.support.incidents import incident_of, line, shanghai


def test_the_solution_is_the_files_if_it_belongs_to_the_last_cycle():
    kept = incident_of(
        line("Resolved", "10:00", resolved="01-03-2016 10:20"),
        line("Closed", "11:00", resolved="01-03-2016 10:20"),
    )
    assert kept.fields["resolved_at"] == kept.cycles[-1].stop == shanghai("01-03-2016 10:20")
    old = "01-03-2016 10:00"
    again = incident_of(
        line("Resolved", "10:00", resolved=old),
        line("Active", "11:00", re=1, resolved=old),
        line("Closed", "12:00", re=1, resolved=old),
    )
    assert again.fields["resolved_at"] == shanghai("01-03-2016 12:00")
    assert [problem.reason for problem in again.warned] == ["before_reopening"]
