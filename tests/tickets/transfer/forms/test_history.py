"""The mapping over the columns of a file, as a person fills it in."""

import pytest

from customers.models import Channel
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


def place_of(heading):
    """What is sent for a column."""
    return str(HEADER.index(heading))


def key_of(form, name, word):
    """The field of a word."""
    return dict(form.word_fields[name])[word]


def sent_again(form, **changes):
    """The same form as it was sent, but for these fields."""
    data = form.data.copy()
    data.update(changes)
    return HistoryMappingForm(data, survey=form.survey, mapping=form.mapping)


def test_each_word_of_a_chosen_column_is_asked_for():
    form = untouched()
    assert {name: list(dict(words)) for name, words in form.word_fields.items()} == {
        "state": ["已办结", "流转中"]
    }
    assert form.fields[key_of(form, "state", "已办结")].initial == "closed"
    assert form.fields[key_of(form, "state", "流转中")].initial == ""
    # Another column chosen: its words.
    chosen = sent_mapping(form, source="旧系统", column_tier=place_of("级别"))
    assert [word for word, _key in chosen.word_fields["tier"]] == ["普", "特"]


def test_what_was_chosen_is_a_mapping():
    form = sent_mapping(
        untouched(),
        source="旧系统",
        unknown="无， 不详,-100",
        column_tier=place_of("级别"),
        text_summary=[place_of("描述")],
        text_remark=[place_of("备注")],
        default_customer="散客",
    )
    words = {
        key_of(form, "state", "流转中"): "waiting_internal/parts",
        key_of(form, "tier", "特"): "urgent",
    }
    form = sent_again(form, **words)
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
    form = sent_mapping(
        untouched(), source="旧系统", keeps_others="on", text_summary=[place_of("描述")]
    )
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
        f"holds texts and not a few words (at most {MOST_WORDS}): choose another column."
    ]


def test_another_column_brings_its_own_words():
    """What was decided for the words of one column is not said of another one's."""
    first = sent_mapping(untouched(), source="旧系统", column_tier=place_of("级别"))
    decided = sent_again(first, **{key_of(first, "tier", "特"): "urgent"})
    other = sent_again(decided, column_tier=place_of("地址"))
    assert {word: other[key].value() for word, key in other.word_fields["tier"]} == {
        "三楼": None,
        "四楼": None,
    }


def test_a_word_typed_in_two_ways_is_one_word():
    survey = survey_table(HEADER[:3], [["1", "open", "x"], ["2", "ｏｐｅｎ", "x"]])
    mapping = {**DRAFT, "states": {"ｏｐｅｎ": "closed"}}
    form = untouched(mapping, survey)
    [(word, key)] = form.word_fields["state"]
    assert (word, form.fields[key].initial) == ("open", "closed")
    chosen = sent_mapping(form, source="旧系统", **{key: "resolved"})
    assert chosen.is_valid(), chosen.errors
    assert chosen.mapping_data()["states"] == {"open": "resolved"}


def test_a_heading_with_a_line_break_can_be_chosen():
    survey = survey_table(["单号", "处理\n状态", "时间"], [["1", "新建", "2025-03-01 09:05"]])
    mapping = {**DRAFT, "columns": {**DRAFT["columns"], "state": "处理\n状态"}}
    form = sent_mapping(untouched(mapping, survey), source="旧系统")
    assert form.is_valid(), form.errors
    assert form.mapping_data()["columns"]["state"] == "处理\n状态"


def test_a_mark_is_no_word(in_english):
    survey = survey_table(HEADER[:3], [["1", "无", "2025-03-01 09:05"]])
    mapping = {**DRAFT, "file": {"time": ["written"], "unknown": ["无"]}}
    form = untouched(mapping, survey)
    key = key_of(form, "state", "无")
    chosen = sent_mapping(form, source="旧系统", **{key: "processing"})
    assert "take it out" in chosen.errors["unknown"][0]
    taken_out = sent_mapping(form, source="旧系统", unknown="", **{key: "processing"})
    assert taken_out.is_valid(), taken_out.errors


def test_rows_of_one_ticket_without_a_time_of_their_own_are_asked_about():
    survey = survey_table(HEADER[:3], [["1", "新建", "x"], ["1", "已办结", "x"]])
    form = sent_mapping(untouched(survey=survey), source="旧系统")
    assert "column_at" in form.errors
    assert sent_again(form).is_valid()


def test_a_channel_that_is_gone_is_not_kept():
    mapping = {**DRAFT, "words": {"channel": {"传真": "fax_machine", "电话": "phone"}}}
    mapping["columns"] = {**DRAFT["columns"], "channel": "备注"}
    form = sent_mapping(untouched(mapping), source="旧系统")
    assert form.is_valid(), form.errors
    assert form.mapping_data()["words"]["channel"] == {"电话": "phone"}


def test_a_default_channel_that_is_out_of_use_is_asked_for():
    Channel.objects.filter(code="ticket_system").update(is_active=False)
    form = sent_mapping(untouched(), source="旧系统")
    assert form.fields["default_channel"].choices[0] == ("", "—")
    form = sent_again(form, default_channel="")
    assert set(form.errors) == {"default_channel"}


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
