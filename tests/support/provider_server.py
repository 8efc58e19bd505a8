"""阿里云短信 and a WeChat official account on loopback: signatures, tokens, templates and errors as documented."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qs

from tests.support.scripted_server import scripted_server

ACCOUNT, SECRET = "LTAItest", "aliyun-secret"
APP, APP_SECRET = "wx123", "wechat-secret"
SMS_TEMPLATES = {"SMS_1", "SMS_2"}
WECHAT_TEMPLATES = {"tpl-1", "tpl-2"}
FOLLOWER = "oFollower-000000000000000001"


@dataclass
class Providers:
    """`texts` are the parameters by number, `cards` the messages by open id. `script` answers
    instead: by the path, status and body.
    """

    address: str = ""
    texts: list[dict[str, Any]] = field(default_factory=list)
    cards: list[dict[str, Any]] = field(default_factory=list)
    script: dict[str, tuple[int, Any]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    token: str = "token-1"
    tokens_given: int = 0
    nonces: set[str] = field(default_factory=set)

    def answer(self, parts: SplitResult, headers: Any, body: dict[str, Any]) -> Any:
        path, raw_query = parts.path, parts.query
        if path in self.script:
            return self.script[path]
        query = {name: values[0] for name, values in parse_qs(raw_query).items()}
        if path == "/":
            return self._text(raw_query, query, headers)
        if path == "/cgi-bin/stable_token":
            return 200, self._give_token(body)
        if path == "/cgi-bin/message/template/send":
            return 200, self._card(query, body)
        if path == "/sns/oauth2/access_token":
            return 200, self._reader(query)
        return 404, {}

    def _text(self, raw_query: str, query: dict[str, str], headers: Any) -> tuple[int, Any]:
        if headers["Authorization"] != self._expected(raw_query, headers):
            return 400, {"Code": "SignatureDoesNotMatch", "Message": "not signed"}
        if headers["x-acs-signature-nonce"] in self.nonces:
            return 400, {"Code": "SignatureNonceUsed", "Message": "used"}
        self.nonces.add(headers["x-acs-signature-nonce"])
        if headers["x-acs-action"] != "SendSms" or headers["x-acs-version"] != "2017-05-25":
            return 404, {"Code": "InvalidAction.NotFound", "Message": "no such action"}
        if query["TemplateCode"] not in SMS_TEMPLATES:
            return 200, {"Code": "isv.SMS_TEMPLATE_ILLEGAL", "Message": "template"}
        self.texts.append(
            {"to": query["PhoneNumbers"], "sign": query["SignName"], "id": query["OutId"]}
            | json.loads(query["TemplateParam"])
        )
        return 200, {"Code": "OK", "Message": "OK", "BizId": "1", "RequestId": "1"}

    @staticmethod
    def _expected(raw_query: str, headers: Any) -> str:
        signed = sorted(
            ["host", *(name.lower() for name in headers if name.lower().startswith("x-acs-"))]
        )
        lines = [f"{name}:{headers[name].strip()}" for name in signed]
        ordered = "&".join(sorted(raw_query.split("&")))
        hashed = headers["x-acs-content-sha256"]
        request = "\n".join(["POST", "/", ordered, *lines, "", ";".join(signed), hashed])
        text = f"ACS3-HMAC-SHA256\n{hashlib.sha256(request.encode()).hexdigest()}"
        seal = hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()
        return (
            f"ACS3-HMAC-SHA256 Credential={ACCOUNT},SignedHeaders={';'.join(signed)},"
            f"Signature={seal}"
        )

    def _give_token(self, body: dict[str, Any]) -> Any:
        if (body["appid"], body["secret"]) != (APP, APP_SECRET):
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        self.tokens_given += 1
        return {"access_token": self.token, "expires_in": 7200}

    def _card(self, query: dict[str, str], body: dict[str, Any]) -> Any:
        if query.get("access_token") != self.token:
            return {"errcode": 40001, "errmsg": "invalid credential"}
        if body["template_id"] not in WECHAT_TEMPLATES:
            return {"errcode": 40037, "errmsg": "invalid template_id"}
        if body["touser"] != FOLLOWER:
            return {"errcode": 43004, "errmsg": "require subscribe"}
        too_long = [
            name
            for name, place in body["data"].items()
            if name.startswith("thing") and len(place["value"]) > 20
        ]
        if too_long:
            return {"errcode": 47003, "errmsg": f"argument invalid! data.{too_long[0]}.value"}
        if body["client_msg_id"] not in {card["client_msg_id"] for card in self.cards}:
            self.cards.append(body)
        return {"errcode": 0, "errmsg": "ok", "msgid": len(self.cards)}

    def _reader(self, query: dict[str, str]) -> Any:
        if (query.get("appid"), query.get("secret")) != (APP, APP_SECRET):
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        found = self.codes.pop(query.get("code", ""), None)
        if found is None:
            return {"errcode": 40029, "errmsg": "invalid code"}
        return {"access_token": "x", "openid": found, "scope": "snsapi_base"}


@contextmanager
def providers_running() -> Iterator[Providers]:
    providers = Providers()
    with scripted_server(providers.answer) as providers.address:
        yield providers
