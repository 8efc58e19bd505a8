"""Template messages of a WeChat official account (公众号): what is asked, what answers mean. Pure.

Below https://developers.weixin.qq.com/doc/service/api/
Token: base/api_getstableaccesstoken.html
Template message: notify/template/api_sendtemplatemessage.html
Who is in the browser: https://developers.weixin.qq.com/doc/service/guide/h5/auth.html
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from notifications.enums import Outcome

STABLE_PATH = "/cgi-bin/stable_token"
SEND_PATH = "/cgi-bin/message/template/send"
WHO_PATH = "/sns/oauth2/access_token"

BUSY = -1
TOKEN_IS_OLD = {40001, 40014, 42001}
# Not of this account, does not follow it (any more), has refused its messages.
RECEIVER_IS_WRONG = {40003, 43004, 43101}
# Of a minute; and of a day, where another channel may be quicker.
TOO_OFTEN, SPENT = 45011, 45009
TOO_MANY_REQUESTS, SERVER_FAULT = 429, 500

# Characters that a value may have, by the beginning of its name; others may have as many as fit.
LONGEST = {
    "thing": 20,
    "character_string": 32,
    "short_thing": 5,
    "phrase": 5,
    "name": 10,
    "const": 20,
}


def token_request(account: str, secret: str) -> dict[str, str]:
    """What is posted for a token; as long as one is good, the same one comes."""
    return {"grant_type": "client_credential", "appid": account, "secret": secret}


def template_message(
    receiver: str, template: str, url: str, values: Mapping[str, str], message_id: str
) -> dict[str, Any]:
    """A message to an open id. WeChat sends one `message_id` once, however often it comes."""
    return {
        "touser": receiver,
        "template_id": template,
        "url": url,
        "client_msg_id": message_id,
        "data": {name: {"value": fitting_value(name, value)} for name, value in values.items()},
    }


def fitting_value(name: str, value: str) -> str:
    """The value, cut to what WeChat takes under this name; a longer one would be refused."""
    kind = name.rstrip("0123456789")
    line = " ".join(value.split())
    longest = LONGEST.get(kind, len(line))
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def outcome_of(status: int, body: Mapping[str, Any]) -> tuple[Outcome, str]:
    """What an answer means, and its words: a 200 may say that nothing was sent."""
    code = body.get("errcode")
    why = f"{status} {code if code is not None else ''} {str(body.get('errmsg', ''))[:200]}"
    if status < 300 and code == 0:
        return Outcome.SENT, ""
    if code in RECEIVER_IS_WRONG:
        return Outcome.REFUSED, why
    if code == TOO_OFTEN or status == TOO_MANY_REQUESTS:
        return Outcome.TOO_OFTEN, why
    if status >= SERVER_FAULT or code in (None, BUSY, SPENT) or code in TOKEN_IS_OLD:
        return Outcome.LATER, why
    return Outcome.BROKEN, why


def who_request(account: str, secret: str, code: str) -> dict[str, str]:
    """What is asked to learn the open id of who came back from WeChat with a code."""
    return {
        "appid": account,
        "secret": secret,
        "code": code,
        "grant_type": "authorization_code",
    }


def way_to_wechat(account: str, back: str) -> str:
    """Where a browser in WeChat is sent: it comes back to `back` with a code, and asks nobody."""
    asked = {
        "appid": account,
        "redirect_uri": back,
        "response_type": "code",
        "scope": "snsapi_base",
        "state": "case",
    }
    return f"https://open.weixin.qq.com/connect/oauth2/authorize?{urlencode(asked)}#wechat_redirect"
