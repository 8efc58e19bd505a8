"""What servers outside may answer: cut off, badly packed, drop by drop, without end."""

import pytest

from notifications.channels import outbound
from notifications.channels.outbound import LONGEST_ANSWER, NotOutside, post_json, require_outside
from tests.support.scripted_server import (
    cut_short,
    endless,
    falsely_packed,
    in_drops,
    scripted_server,
)

HERE = ["127.0.0.1"]


@pytest.mark.parametrize("body", [cut_short, falsely_packed], ids=["cut short", "badly packed"])
def test_an_answer_that_is_not_whole_is_a_fault_of_the_way(body):
    with scripted_server(lambda *_asked: (200, body)) as address, pytest.raises(OSError) as found:
        post_json(address, {"text": "设备停机"}, hosts=HERE)
    assert address not in str(found.value), "the address may be a secret"


def test_an_answer_in_drops_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(outbound, "TIMEOUT", 1)
    with scripted_server(lambda *_asked: (200, in_drops)) as address, pytest.raises(TimeoutError):
        post_json(address, {}, hosts=HERE)


def test_of_an_answer_without_end_the_beginning_is_read():
    with scripted_server(lambda *_asked: (200, endless)) as address:
        answer = post_json(address, {}, hosts=HERE)
    assert (answer.status, answer.body) == (200, {})
    assert LONGEST_ANSWER < 1_000_000


def test_chinese_travels_as_it_is():
    sizes = []

    def answer(_parts, headers, sent):
        sizes.append((int(headers["Content-Length"]), headers["Content-Type"], sent["text"]))
        return 200, {"code": 0}

    with scripted_server(answer) as address:
        assert post_json(address, {"text": "停" * 1000}, hosts=HERE).body == {"code": 0}
    ((size, kind, text),) = sizes
    assert size < 3_100 and kind == "application/json; charset=utf-8" and text == "停" * 1000


@pytest.mark.parametrize(
    "url",
    [
        "http://qyapi.weixin.qq.com/x",
        "https://qyapi.weixin.qq.com:8443/x",
        "https://user@qyapi.weixin.qq.com/x",
        "https://qyapi.weixin.qq.com.evil.example/x",
        "https://169.254.169.254/latest",
        "https://[::1/x",
        "file:///etc/passwd",
    ],
)
def test_an_address_leads_only_to_named_hosts(url):
    with pytest.raises(NotOutside):
        require_outside(url, ["qyapi.weixin.qq.com"])
