"""The cells of an incident become lines: what refuses it, and lines that stand twice."""

from tests.support.incidents import HEADER, MAPPING, NOW, SHANGHAI, incident_of, line
from tickets.transfer.domain.history import judge_incident, layout_of, mapping_of


def test_a_short_line_and_a_long_number_are_refused():
    assert [
        problem.reason for problem in incident_of(line("New", "09:10"), ["I1", "Closed"]).refused
    ] == ["short"]
    layout = layout_of(mapping_of(MAPPING), HEADER, SHANGHAI)
    assert [
        problem.reason
        for problem in judge_incident("I" * 17, [(2, line("New", "09:10"))], layout, NOW).refused
    ] == ["too_long"]


def test_a_line_that_stands_twice_counts_once():
    lines = [line("New", "09:10"), line("Active", "10:00", ra=1)]
    once, twice = incident_of(*lines), incident_of(*lines, *lines)
    assert twice.entries == once.entries and twice.lines == 2
    assert [(problem.row, problem.reason, problem.about) for problem in twice.warned] == [
        (4, "repeated", "2"),
        (5, "repeated", "3"),
    ]
