"""Robots of group chats: what they are sent, and what they mean by their answers."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.robots import (
    Outcome,
    harmless_text,
    joined_lines,
    outcome_of,
    robot_call,
)
from notifications.enums import RobotKind
from tests.fixtures import moment

MONDAY = moment("2026-03-16 10:00")


@pytest.mark.parametrize(
    ("kind", "status", "body", "outcome"),
    [
        ("wecom", 200, {"errcode": 0, "errmsg": "ok"}, Outcome.SENT),
        ("wecom", 200, {"errcode": 45009, "errmsg": "api freq out of limit"}, Outcome.TOO_OFTEN),
        ("wecom", 200, {"errcode": 93000, "errmsg": "invalid webhook url"}, Outcome.REFUSED),
        ("dingtalk", 200, {"errcode": 0, "errmsg": "ok"}, Outcome.SENT),
        ("dingtalk", 200, {"errcode": 130101, "errmsg": "send too fast"}, Outcome.TOO_OFTEN),
        ("dingtalk", 200, {"errcode": 310000, "errmsg": "sign not match"}, Outcome.REFUSED),
        ("feishu", 200, {"code": 0, "msg": "success"}, Outcome.SENT),
        ("feishu", 200, {"StatusCode": 0, "StatusMessage": "success"}, Outcome.SENT),
        ("feishu", 200, {"code": 11232, "msg": "frequency limited"}, Outcome.TOO_OFTEN),
        ("feishu", 200, {"code": 19021, "msg": "sign match fail"}, Outcome.REFUSED),
        ("feishu", 400, {"code": 9499, "msg": "Bad Request"}, Outcome.REFUSED),
        ("wecom", 429, {}, Outcome.TOO_OFTEN),
        ("wecom", 502, {}, Outcome.LATER),
        ("wecom", 200, {}, Outcome.LATER),
        ("wecom", 302, {}, Outcome.LATER),
        ("wecom", 404, {}, Outcome.REFUSED),
        ("wecom", 500, {"errcode": 0}, Outcome.LATER),
    ],
)
def test_what_an_answer_means(kind, status, body, outcome):
    found, why = outcome_of(kind, status, body)
    assert found is outcome and bool(why) is (outcome is not Outcome.SENT)


@given(
    st.sampled_from(RobotKind.values),
    st.lists(st.text(alphabet='设备a 🏳"', max_size=9000), min_size=1, max_size=40),
)
def test_no_message_is_larger_than_its_chat_takes_and_none_is_empty(kind, lines):
    text, count = joined_lines(kind, lines, "… and %d more")
    assert 1 <= count <= len(lines)
    call = robot_call(kind, "https://x", "s", text, MONDAY)
    body = len(json.dumps(call.data, ensure_ascii=False).encode())
    assert body <= {"wecom": 2300, "dingtalk": 20_000, "feishu": 20 * 1024}[kind]
    assert kind != "wecom" or len(text.encode()) <= 2048
    assert text.startswith(lines[0][:300])
    assert ("more" in text) is (count < len(lines))


def test_only_a_secret_is_signed_with():
    assert robot_call("dingtalk", "https://x/s?a=1", "", "文", MONDAY).url == "https://x/s?a=1"
    assert "sign" not in robot_call("feishu", "https://x", "", "文", MONDAY).data
    assert "&timestamp=1773626400000&sign=" in robot_call("dingtalk", "u", "s", "文", MONDAY).url


@pytest.mark.parametrize("kind", RobotKind.values)
@pytest.mark.parametrize(
    "typed", ['<at user_id="all">所有人</at> 停机', "<@lina> 停机", "<font color=red>停机</font>"]
)
def test_what_customers_type_calls_nobody(kind, typed):
    said = harmless_text(kind, typed)
    assert "<" not in said and "停机" in said


def test_what_customers_type_is_no_link_of_markdown():
    said = harmless_text(
        "dingtalk", "[点此领取](http://x.example) ![](http://x.example/a.png) @13812345678"
    )
    assert "[" not in said and "@" not in said
