"""Codes of stages, as spreadsheets and people leave them."""

import pytest

from plans.domain import f2
from plans.imports.cells import CellReader
from plans.imports.layout import STAGES, FormLayout, StagePart, TableLine
from plans.imports.rows import FormRow
from plans.imports.stage_lines import read_sections

COLUMNS = {f2.CODE: 0, f2.TASK: 1, f2.PLANNED: 2}


def read_codes(*codes):
    """The codes that are read, and what is said of the others: place and reason."""
    part = StagePart("")
    for number, code in enumerate(codes, 1):
        row = FormRow((code, "任务", "2024-07-15"), number, sheet="")
        part.lines.append(TableLine(STAGES, row, COLUMNS))
    reader = CellReader()
    sections = read_sections(reader, FormLayout(parts=[part]), None)
    read = [stage.code for section in sections for stage in section.stages]
    return read, [(fault.place, fault.reason) for fault in reader.faults], len(reader.warnings)


def test_codes_sort_as_numbers():
    assert read_codes("1.10", "1.9", "2.1") == (["1.9", "1.10", "2.1"], [], 0)


def test_a_lost_zero_is_found_by_the_line_above():
    read, faults, warned = read_codes("1.1", "1.9", "1.1")
    assert (read, faults, warned) == (["1.1", "1.9", "1.10"], [], 1)


def test_the_same_code_twice_is_a_fault_of_the_second_line():
    read, faults, _warned = read_codes("1.1", "1.2", "1.1")
    assert read == ["", "1.1", "1.2"]
    assert [place for place, _reason in faults] == ["A3"]


@pytest.mark.parametrize("codes", [("", "1.1", ""), ("", "", "1.1"), ("1.1", "", "")])
def test_each_missing_code_is_a_fault_of_its_own(codes):
    read, faults, _warned = read_codes(*codes)
    assert read == ["", "", "1.1"]
    expected = [f"A{number}" for number, code in enumerate(codes, 1) if not code]
    assert [place for place, _reason in faults] == expected
