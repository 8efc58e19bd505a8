"""Text messages by Alibaba Cloud: how a request is signed and what its answer means. Pure.

Signature V3: https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
SendSms 2017-05-25: https://help.aliyun.com/zh/sms/developer-reference/api-error-codes
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from notifications.enums import Outcome

ALGORITHM = "ACS3-HMAC-SHA256"
ACTION, VERSION = "SendSms", "2017-05-25"
NOTHING = hashlib.sha256(b"").hexdigest()

# Limits of one number, a minute, an hour, a day; of the account, a day and a month. Another channel
# may be quicker.
SPENT = ("isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL", "isv.MONTH_LIMIT_CONTROL")
THROTTLED = "Throttling"
# Of this number or of what this one message says.
NOT_THIS_ONE = (
    "isv.MOBILE_NUMBER_ILLEGAL",
    "isv.BLACK_KEY_CONTROL_LIMIT",
    "isv.PARAM_LENGTH_LIMIT",
)
THEIR_FAULT = ("isp.", "InternalError", "ServiceUnavailable")
TOO_MANY_REQUESTS, SERVER_FAULT = 429, 500


@dataclass(frozen=True, slots=True)
class SignedCall:
    """What is posted where, with which headers; the body is empty."""

    url: str
    headers: dict[str, str]


def sms_call(
    origin: str,
    *,
    account: str,
    secret: str,
    signature: str,
    template: str,
    number: str,
    values: Mapping[str, str],
    message_id: str,
    nonce: str,
    at: datetime,
) -> SignedCall:
    """A message to one number, by a template of the provider with its values.

    `origin` is scheme and host; `signature` the name in 【】 before the text, not a cryptographic
    one; `message_id` is what their reports name it by.
    """
    query = {
        "PhoneNumbers": number,
        "SignName": signature,
        "TemplateCode": template,
        "TemplateParam": json.dumps(dict(values), ensure_ascii=False),
        "OutId": message_id,
    }
    return signed_call(
        origin, ACTION, VERSION, query, account=account, secret=secret, nonce=nonce, at=at
    )


def signed_call(
    origin: str,
    action: str,
    version: str,
    query: Mapping[str, str],
    *,
    account: str,
    secret: str,
    nonce: str,
    at: datetime,
) -> SignedCall:
    """Any action of the cloud whose parameters travel in the address."""
    written = "&".join(f"{_encoded(name)}={_encoded(query[name])}" for name in sorted(query))
    headers = {
        "host": origin.partition("://")[2],
        "x-acs-action": action,
        "x-acs-content-sha256": NOTHING,
        "x-acs-date": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    request = "\n".join(["POST", "/", written, lines, names, NOTHING])
    digest = hashlib.sha256(request.encode()).hexdigest()
    seal = hmac.new(secret.encode(), f"{ALGORITHM}\n{digest}".encode(), hashlib.sha256).hexdigest()
    word = f"{ALGORITHM} Credential={account},SignedHeaders={names},Signature={seal}"
    return SignedCall(f"{origin}/?{written}", {**headers, "Authorization": word})


def _encoded(value: str) -> str:
    return quote(value, safe="-_.~")


def outcome_of(status: int, body: Mapping[str, Any]) -> tuple[Outcome, str]:
    """What an answer means, and its words: a 200 may say that nothing was sent."""
    code = str(body.get("Code", ""))
    why = f"{status} {code} {str(body.get('Message', ''))[:200]}".strip()
    if status < 300 and code == "OK":
        return Outcome.SENT, ""
    if status == TOO_MANY_REQUESTS or code.startswith(THROTTLED):
        return Outcome.TOO_OFTEN, why
    if code in NOT_THIS_ONE:
        return Outcome.REFUSED, why
    if status >= SERVER_FAULT or not code or code in SPENT or code.startswith(THEIR_FAULT):
        return Outcome.LATER, why
    return Outcome.BROKEN, why
