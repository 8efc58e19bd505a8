"""The mapping over the columns of a file, as a person fills it in."""

import pytest

from tests.support.history_imports import sent_mapping
from tickets.transfer.domain.history import mapping_of
from tickets.transfer.domain.history.survey import MOST_WORDS, survey_table
from tickets.transfer.forms import HistoryMappingForm
from tickets.transfer.imports.history.known_mappings import shipped_mappings

pytestmark = pytest.mark.django_db

HEADER = ["单号", "状态", "时间", "级别", "描述", "备注", "地址"]
ROWS = [
    ["1", "已办结", "2025-03-01 09:05", "特", "卡纸", "", "三楼"],
    ["2", "流转中", "2025-03-02 09:05", "普", "漏墨", "已回访", "四楼"],
]
SURVEY = survey_table(HEADER, ROWS)
DRAFT = {
    "columns": {"number": "单号", "state": "状态", "reported_at": "时间"},
    "states": {"已办结": "closed", "老状态": "new"},
    "file": {"time": ["written"]},
}


def untouched(mapping=None, survey=SURVEY):
    return HistoryMappingForm(survey=survey, mapping=DRAFT if mapping is None else mapping)


def test_each_word_of_a_chosen_column_is_asked_for():
    form = untouched()
    assert form.word_fields == {
        "state": [("已办结", "word_state_0"), ("流转中", "word_state_1")],
    }
    assert form.fields["word_state_0"].initial == "closed"
    assert form.fields["word_state_1"].initial == ""
    # Another column chosen: its words.
    chosen = sent_mapping(form, source="旧系统", column_tier="级别")
    assert [word for word, _key in chosen.word_fields["tier"]] == ["普", "特"]


def test_what_was_chosen_is_a_mapping():
    form = sent_mapping(
        untouched(),
        source="旧系统",
        unknown="无， 不详,-100",
        column_tier="级别",
        word_state_1="waiting_internal/parts",
        word_tier_1="urgent",
        text_summary=["描述"],
        text_remark=["备注"],
        default_customer="散客",
    )
    assert form.is_valid(), form.errors
    data = form.mapping_data()
    assert data["states"] == {
        "老状态": "new",
        "已办结": "closed",
        "流转中": "waiting_internal/parts",
    }
    # A word that is not decided is no word of the mapping: its tickets are refused, and told.
    assert data["words"] == {"tier": {"特": "urgent"}}
    assert data["file"]["unknown"] == ["无", "不详", "-100"]
    assert data["texts"] == {"summary": ["描述"], "remark": ["备注"]}
    assert data["defaults"]["customer"] == "散客"
    mapping_of(data)


def test_columns_that_nothing_names_are_kept_in_the_remark_if_wished():
    form = sent_mapping(untouched(), source="旧系统", keeps_others="on", text_summary=["描述"])
    assert form.is_valid(), form.errors
    assert form.mapping_data()["texts"]["remark"] == ["级别", "备注", "地址"]


def test_what_is_needed_is_asked_for_beside_its_field():
    form = sent_mapping(untouched(), source="", column_state="")
    assert set(form.errors) == {"source", "column_state"}


def test_a_column_of_texts_is_no_column_of_states(in_english):
    rows = [[str(n), f"第{n}台报警", "2025-03-01"] for n in range(MOST_WORDS + 1)]
    survey = survey_table(HEADER[:3], rows)
    form = sent_mapping(untouched(survey=survey), source="旧系统")
    assert [column.heading for column in form.wordy_columns] == ["状态"]
    assert form.errors["column_state"] == [
        f"has too many different texts to say what each means (at most {MOST_WORDS})."
    ]


@pytest.mark.parametrize("name", sorted(shipped_mappings()))
def test_a_mapping_that_comes_with_the_product_passes_through_unchanged(name):
    shipped = shipped_mappings()[name]
    whole = mapping_of(shipped)
    survey = survey_table(whole.required_columns, [["x"] * len(whole.required_columns)])
    form = sent_mapping(untouched(shipped, survey))
    assert form.is_valid(), form.errors
    passed = mapping_of(form.mapping_data())
    for part in ("source", "columns", "states", "texts", "unknown", "time", "zone"):
        assert getattr(passed, part) == getattr(whole, part), part
    assert {**whole.words, **passed.words} == passed.words
    assert {**whole.defaults, **passed.defaults} == passed.defaults
