"""What stands in the columns of a file, for whoever says what they mean."""

from tickets.transfer.domain.history import survey
from tickets.transfer.domain.history.survey import FileSurvey, find_header, survey_table

HEADER = ["工单号", "状态", "描述", "状态", ""]
ROWS = [
    ["A-1", "处理中", "打印机　卡纸", "x", "y"],
    ["A-1", "已 办结", "", "", ""],
    ["", " ", "", "", ""],
    ["A-2", "处理中"],
]


def test_each_heading_once_with_its_words_and_their_number():
    found = survey_table(HEADER, ROWS)
    assert found.rows == 3
    assert [column.heading for column in found.columns] == ["工单号", "状态", "描述"]
    state = found.column("状 态".replace(" ", ""))
    assert state.words == {"处理中": 2, "已 办结": 1}
    assert state.words_by_count == ["处理中", "已 办结"]
    assert state.filled == 3
    assert found.column("工单号").comes_again
    assert found.column("描述").examples == ["打印机 卡纸"]
    assert found.column("备注") is None


def test_a_column_of_texts_has_no_words():
    many = [[f"第{n}台设备报警"] for n in range(survey.MOST_WORDS + 1)]
    column = survey_table(["描述"], many).columns[0]
    assert column.words is None
    assert len(column.examples) == survey.MOST_EXAMPLES
    assert column.shown_examples == ["第0台设备报警", "第1台设备报警", "第2台设备报警"]
    long_text = [["长" * (survey.LONGEST_WORD + 1)]]
    assert survey_table(["描述"], long_text).columns[0].words is None


def test_it_comes_back_from_json_as_it_was():
    found = survey_table(HEADER, ROWS)
    assert FileSurvey.of_plain(found.as_plain()) == found


def test_the_header_is_found_under_a_title():
    rows = [["工单导出"], ["2026年3月", "第1页"], ["No", "State", "Opened"], ["1", "New", "x"]]
    assert find_header(rows) == 2
    # Where it is known what must stand there, a fuller row above is none.
    wider = [["a", "b", "c", "d"], ["no ", "STATE"], ["1", "New"]]
    assert find_header(wider, ["No", "State"]) in (0, 1)
    assert find_header(wider, ["no", "STATE"]) == 1
    assert find_header([]) == 0


def test_a_header_with_blank_or_repeated_names_is_one_all_the_same():
    row = ["W1", "新建", "2025-03-01 09:05", "卡纸", "x"]
    assert find_header([["单号", "状态", "时间", "备注", "备注"], row]) == 0
    assert find_header([["单号", "状态", "时间", "客户", ""], row]) == 0


def test_one_row_far_below_says_which_place_is_the_day():
    rows = [[f"{month:02}/01/2025"] for month in range(1, 13)] * 10
    either = survey_table(["opened"], rows).columns[0]
    assert (either.first_over_12, either.second_over_12) == (False, False)
    month_first = survey_table(["opened"], [*rows, ["01/28/2025 10:00"]]).columns[0]
    assert (month_first.first_over_12, month_first.second_over_12) == (False, True)
