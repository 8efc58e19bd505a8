"""Alibaba Cloud: the signature of its documentation, and what its answers mean."""

from datetime import UTC, datetime

import pytest

from notifications.domain.aliyun import outcome_of, signed_call, sms_call
from notifications.enums import Outcome

DOCUMENTED = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"


def test_the_example_of_the_documentation_is_signed_as_there():
    call = signed_call(
        "https://ecs.cn-shanghai.aliyuncs.com",
        "RunInstances",
        "2014-05-26",
        {
            "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
            "RegionId": "cn-shanghai",
        },
        account="YourAccessKeyId",
        secret="YourAccessKeySecret",
        nonce="3156853299f313e23d1673dc12e1703d",
        at=datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC),
    )
    assert call.headers["Authorization"].endswith(f"Signature={DOCUMENTED}")


def test_a_message_holds_number_template_and_values():
    call = sms_call(
        "https://dysmsapi.aliyuncs.com",
        account="a",
        secret="s",
        signature="华启售后",
        template="SMS_1",
        number="13800000001",
        values={"number": "202603-00001"},
        message_id="m",
        nonce="n",
        at=datetime(2026, 3, 16, tzinfo=UTC),
    )
    assert call.url.startswith("https://dysmsapi.aliyuncs.com/?OutId=m&PhoneNumbers=13800000001&")
    assert "TemplateParam=%7B%22number%22%3A%20%22202603-00001%22%7D" in call.url
    assert call.headers["x-acs-date"] == "2026-03-16T00:00:00Z"


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (200, "OK", Outcome.SENT),
        (200, "isv.BUSINESS_LIMIT_CONTROL", Outcome.LATER),
        (400, "Throttling.User", Outcome.TOO_OFTEN),
        (429, "", Outcome.TOO_OFTEN),
        (200, "isv.MOBILE_NUMBER_ILLEGAL", Outcome.REFUSED),
        (200, "isp.SYSTEM_ERROR", Outcome.LATER),
        (503, "ServiceUnavailable", Outcome.LATER),
        (500, "Whatever", Outcome.LATER),
        (200, "", Outcome.LATER),
        (200, "isv.AMOUNT_NOT_ENOUGH", Outcome.BROKEN),
        (200, "isv.SMS_SIGNATURE_ILLEGAL", Outcome.BROKEN),
        (400, "SignatureDoesNotMatch", Outcome.BROKEN),
        (404, "InvalidAccessKeyId.NotFound", Outcome.BROKEN),
    ],
)
def test_an_answer_is_read_and_not_only_its_status(status, code, outcome):
    body = {"Code": code, "Message": "words"} if code else {}
    found, why = outcome_of(status, body)
    assert found is outcome
    assert (why == "") is (outcome is Outcome.SENT)
    assert code in why or outcome is Outcome.SENT
