"""Template messages of WeChat: values that fit, and what answers mean."""

import pytest

from notifications.domain.wechat import fitting_value, outcome_of, template_message, way_to_wechat
from notifications.enums import Outcome


@pytest.mark.parametrize(
    ("name", "value", "fitting"),
    [
        ("thing2", "字" * 20, "字" * 20),
        ("thing2", "字" * 21, "字" * 19 + "…"),
        ("character_string1", "202603-00001", "202603-00001"),
        ("phrase3", "正在处理中的", "正在处理…"),
        ("time4", "2026年3月16日 12:50", "2026年3月16日 12:50"),
        ("thing1", "two\nlines", "two lines"),
        ("keyword1", "字" * 50, "字" * 50),
    ],
)
def test_a_value_is_cut_to_what_its_name_takes(name, value, fitting):
    assert fitting_value(name, value) == fitting


def test_a_message_carries_the_id_by_which_it_is_sent_once():
    message = template_message("o1", "t", "https://x/c/1/", {"thing1": "您好"}, "id-1")
    assert message["client_msg_id"] == "id-1" and message["url"] == "https://x/c/1/"
    assert message["data"] == {"thing1": {"value": "您好"}}


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, {"errcode": 0}, Outcome.SENT),
        (200, {"errcode": 43004}, Outcome.REFUSED),
        (200, {"errcode": 40003}, Outcome.REFUSED),
        (200, {"errcode": 45011}, Outcome.TOO_OFTEN),
        (429, {}, Outcome.TOO_OFTEN),
        (200, {"errcode": 45009}, Outcome.LATER),
        (200, {"errcode": -1}, Outcome.LATER),
        (200, {"errcode": 42001}, Outcome.LATER),
        (200, {}, Outcome.LATER),
        (502, {}, Outcome.LATER),
        (200, {"errcode": 40037}, Outcome.BROKEN),
        (200, {"errcode": 48001}, Outcome.BROKEN),
    ],
)
def test_an_answer_is_read_and_not_only_its_status(status, body, outcome):
    assert outcome_of(status, body)[0] is outcome


def test_the_way_to_wechat_asks_for_nothing_but_the_open_id():
    way = way_to_wechat("wx1", "https://desk.example/c/abc/wechat/?lang=en")
    assert "scope=snsapi_base" in way and way.endswith("#wechat_redirect")
    assert "redirect_uri=https%3A%2F%2Fdesk.example%2Fc%2Fabc%2Fwechat%2F%3Flang%3Den" in way
